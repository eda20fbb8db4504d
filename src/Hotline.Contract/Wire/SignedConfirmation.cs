using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Contract.Errors;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Contract.Wire;

/// <summary>
/// A confirmation that carries its own proof of who says it, for carriers that cannot tell: a JWS as envelopes are
/// (ES256, a header of exactly <c>alg</c>, <c>kid</c> and <c>typ</c>), of type <see cref="JwsTypes.Confirmation"/>,
/// whose payload is a <see cref="Wire.Confirmation"/> and nothing else. It holds no time: saying it again, whoever
/// repeats it, changes nothing.
/// </summary>
/// <param name="Word">What it says.</param>
/// <param name="KeyId">Thumbprint of the key that signed.</param>
public sealed record SignedConfirmation(Confirmation Word, string KeyId)
{
    /// <summary>Signs a confirmation.</summary>
    /// <returns>The compact serialisation.</returns>
    public static string Sign(Confirmation word, SigningKey key) => Jws.Sign(
        JsonSerializer.SerializeToUtf8Bytes(word, ConfirmationJson.Default.Confirmation), JwsTypes.Confirmation, key)
        .Compact;

    /// <summary>
    /// Reads and checks: form, known key, signature, payload, in this order. Refusals 1001 to 1009, 1021, 1022, 4050.
    /// Whether the rung is a program's to say is the rules' matter.
    /// </summary>
    /// <param name="compact">The compact serialisation.</param>
    /// <param name="keys">Finds the public key of a thumbprint; null when nobody has it.</param>
    public static Outcome<SignedConfirmation> Open(string compact, Func<string, VerificationKey?> keys)
    {
        if (!Jws.Read(compact, JwsTypes.Confirmation).Try(out var jws, out var refusal))
        {
            return refusal;
        }
        if (keys(jws.KeyId) is not { } key)
        {
            return EnvelopeErrors.UnknownKey(jws.KeyId);
        }
        if (!jws.SignedBy(key))
        {
            return EnvelopeErrors.BadSignature();
        }
        try
        {
            return JsonSerializer.Deserialize(jws.Payload, ConfirmationJson.Default.Confirmation) is { } word
                ? new SignedConfirmation(word, jws.KeyId) : BridgeErrors.NoConfirmation();
        }
        catch (JsonException)
        {
            return BridgeErrors.NoConfirmation();
        }
    }
}

/// <summary>Exactly the members of a confirmation, each once and not null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Confirmation))]
internal sealed partial class ConfirmationJson : JsonSerializerContext;
