using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Hotline.Protocol.Envelopes;

namespace Hotline.Protocol.Keys;

/// <summary>
/// A JSON Web Key (RFC 7517) of the one sort that we use: EC, P-256. Printing it never shows <see cref="D"/>.
/// </summary>
/// <param name="Kty">Always <c>EC</c>.</param>
/// <param name="Crv">Always <c>P-256</c>.</param>
/// <param name="X">Coordinate, 32 bytes base64url.</param>
/// <param name="Y">Coordinate, 32 bytes base64url.</param>
/// <param name="D">The private part, 32 bytes base64url; null in a public key.</param>
/// <param name="Kid">Optional: the thumbprint, for readers; it is recomputed, never trusted.</param>
public sealed record Jwk(string Kty, string Crv, string X, string Y, string? D = null, string? Kid = null)
{
    internal static Jwk FromParameters(ECParameters p)
    {
        var jwk = new Jwk("EC", "P-256", Base64Url.EncodeToString(p.Q.X!), Base64Url.EncodeToString(p.Q.Y!),
            p.D is null ? null : Base64Url.EncodeToString(p.D));
        return jwk with { Kid = jwk.Thumbprint() };
    }

    /// <summary>RFC 7638 thumbprint: SHA-256 of the required members in lexical order, base64url.</summary>
    public string Thumbprint() => Base64Url.EncodeToString(SHA256.HashData(
        Encoding.UTF8.GetBytes($$"""{"crv":"{{Crv}}","kty":"{{Kty}}","x":"{{X}}","y":"{{Y}}"}""")));

    internal Outcome<ECParameters> ToParameters(bool withPrivate)
    {
        if (Kty != "EC" || Crv != "P-256")
        {
            return KeyErrors.BadKey($"it is {EnvelopeErrors.Show($"{Kty} {Crv}")}");
        }
        if (CanonicalBase64Url.Decode32(X) is not { } x || CanonicalBase64Url.Decode32(Y) is not { } y)
        {
            return KeyErrors.BadKey("x or y is not 32 bytes of base64url");
        }
        var d = withPrivate ? CanonicalBase64Url.Decode32(D) : null;
        if (withPrivate && d is null)
        {
            return KeyErrors.BadKey("it has no private part d of 32 bytes");
        }
        var parameters =
            new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y }, D = d };
        try
        {
            ECDsa.Create(parameters).Dispose();
            return parameters;
        }
        catch (CryptographicException)
        {
            return KeyErrors.BadKey("it is not a point of the curve");
        }
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Kty} {Crv} {Thumbprint()}");
        return true;
    }
}

/// <summary>Refusals about keys: 1201 to 1219.</summary>
public static class KeyErrors
{
    /// <summary>Not a P-256 JWK.</summary>
    public static Refusal BadKey(string why) => new(
        1201, "bad-key", RefusalClass.Malformed,
        $"This is not a P-256 key in JWK form: {why}. Give kty EC, crv P-256, x and y.");
}

/// <summary>How keys are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Jwk))]
public sealed partial class KeyJson : JsonSerializerContext;
