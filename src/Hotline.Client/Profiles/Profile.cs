using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Client;

/// <summary>
/// Who somebody is, at which hub: the JSON file that a person or a program is given. Holds a private key, so it lives
/// in a file of mode 0600; printing it shows thumbprints only.
/// </summary>
/// <param name="Hub">Base address of the hub, <c>http</c> or <c>https</c>.</param>
/// <param name="HubKey">
/// The hub's public key: receipts are checked with it, and its thumbprint is the audience of tokens.
/// </param>
/// <param name="Participant">The participant, such as <c>XA</c>.</param>
/// <param name="Poc">The point of contact there, such as <c>officer</c>.</param>
/// <param name="Role">What the point of contact is for; the hub's directory decides, this is for display.</param>
/// <param name="Key">The private key.</param>
/// <param name="Mqtt">Host and port of the hub's MQTT endpoint; null when it has none.</param>
/// <param name="Mail">
/// The hub's mail address: where replies by mail go, whatever the mail says that they answer; null when it is not
/// known.
/// </param>
public sealed record Profile(
    string Hub, Jwk HubKey, string Participant, string Poc, PocRole Role, Jwk Key, string? Mqtt = null,
    string? Mail = null)
{
    /// <summary>Thumbprint of the hub's key: the audience of tokens.</summary>
    [JsonIgnore]
    public string HubId => HubKey.Thumbprint();

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ProfileJson.Default.Profile) + "\n";

    /// <summary>Reads the file's text, strictly: unknown, missing, repeated and ill-formed members are named.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="path">What to call it in errors (6013).</param>
    public static Outcome<Profile> Parse(ReadOnlySpan<byte> utf8, string path)
    {
        Profile? profile;
        try
        {
            profile = JsonSerializer.Deserialize(utf8, ProfileJson.Default.Profile);
        }
        catch (JsonException broken)
        {
            var place = broken.Path is null or "$" ? $"line {broken.LineNumber + 1}" : broken.Path;
            return ClientErrors.BadProfile(path, $"{place}: {broken.Message.Split(" Path: ")[0]}");
        }
        return profile is null ? ClientErrors.BadProfile(path, "it holds no object.") : profile.Fault() is { } fault
            ? ClientErrors.BadProfile(path, fault) : profile;
    }

    /// <summary>The same profile at another address; null when that is no address of a hub.</summary>
    /// <param name="hub">Base address.</param>
    public Profile? At(string hub) => IsAddress(hub) ? this with { Hub = hub } : null;

    private string? Fault()
    {
        if (!IsAddress(Hub))
        {
            return "hub is not an http or https address such as http://127.0.0.1:5080.";
        }
        if (!Names.IsParticipant(Participant))
        {
            return "participant is not a participant such as XA.";
        }
        if (!Names.IsName(Poc))
        {
            return "poc is not a name such as officer.";
        }
        if (VerificationKey.FromJwk(HubKey).Refusal is { } hubKey)
        {
            return $"hubKey: {hubKey.Detail}";
        }
        return SigningKey.FromJwk(Key).Refusal is { } key ? $"key: {key.Detail}" : null;
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Profile))]
internal sealed partial class ProfileJson : JsonSerializerContext;
