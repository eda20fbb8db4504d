using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Protocol.Tokens;

/// <summary>How long tokens may live and how far clocks may differ.</summary>
/// <param name="MaximumLife">Of a token that is bound to nothing. Default 5 minutes.</param>
/// <param name="MaximumBoundLife">Of a token that is bound to one MQTT client id. Default 24 hours.</param>
/// <param name="Skew">By how much issuer and hub may differ. Default 60 seconds.</param>
public sealed record TokenPolicy(TimeSpan MaximumLife, TimeSpan MaximumBoundLife, TimeSpan Skew)
{
    /// <summary>The defaults.</summary>
    public static TokenPolicy Default { get; } = new(
        TimeSpan.FromMinutes(5), TimeSpan.FromHours(24), TimeSpan.FromSeconds(60));
}

/// <summary>
/// A token that its holder signs itself (in the manner of RFC 7523): it says "I hold this key, and I speak to this hub,
/// now". What the holder may do is looked up in the directory at every call, never read from the token.
/// </summary>
/// <param name="KeyId">Thumbprint of the holder's key (<c>iss</c>).</param>
/// <param name="Audience">The hub's id (<c>aud</c>): the thumbprint of the hub's own key.</param>
/// <param name="IssuedAt">When it was made (<c>iat</c>), whole seconds.</param>
/// <param name="Expires">When it ends (<c>exp</c>), whole seconds.</param>
/// <param name="ClientId">The MQTT client id that alone may present it, by MQTT alone; null when anybody may.</param>
public sealed record AccessToken(
    string KeyId, string Audience, DateTimeOffset IssuedAt, DateTimeOffset Expires, string? ClientId = null)
{
    /// <summary>Longest accepted text of a token, in characters.</summary>
    public const int MaximumLength = 2048;

    // Far beyond any token, and safe to add a skew to.
    private const long Year3000 = 32_503_680_000;

    /// <summary>Issues a token.</summary>
    /// <param name="key">The holder's key.</param>
    /// <param name="audience">The hub's id.</param>
    /// <param name="now">The holder's time.</param>
    /// <param name="life">How long it is to live.</param>
    /// <param name="clientId">MQTT client id to bind it to.</param>
    public static string Issue(
        SigningKey key, string audience, DateTimeOffset now, TimeSpan life, string? clientId = null)
    {
        var claims = new Claims(key.Id, audience, now.ToUnixTimeSeconds(), (now + life).ToUnixTimeSeconds(), clientId);
        return Jws.Sign(
            JsonSerializer.SerializeToUtf8Bytes(claims, TokenJson.Default.Claims), JwsTypes.Token, key).Compact;
    }

    /// <summary>Reads and checks a token. Refusals 1101 to 1107.</summary>
    /// <param name="text">The token.</param>
    /// <param name="audience">The hub that it must be for.</param>
    /// <param name="now">The hub's time.</param>
    /// <param name="policy">Limits.</param>
    /// <param name="keys">Finds the public key of a thumbprint; null when nobody has it.</param>
    public static Outcome<AccessToken> Verify(
        string text, string audience, DateTimeOffset now, TokenPolicy policy, Func<string, VerificationKey?> keys)
    {
        if (text.Length > MaximumLength || !Jws.Read(text, JwsTypes.Token).Try(out var jws, out _))
        {
            return TokenErrors.NotAToken();
        }
        if (keys(jws.KeyId) is not { } key)
        {
            return TokenErrors.UnknownKey();
        }
        if (!jws.SignedBy(key))
        {
            return TokenErrors.BadSignature();
        }
        if (ReadClaims(jws.Payload) is not { } claims || claims.Iss != jws.KeyId)
        {
            return TokenErrors.NotAToken();
        }
        if (claims.Aud != audience)
        {
            return TokenErrors.OtherHub(audience);
        }
        var token = new AccessToken(claims.Iss, claims.Aud, DateTimeOffset.FromUnixTimeSeconds(claims.Iat),
            DateTimeOffset.FromUnixTimeSeconds(claims.Exp), claims.Cid);
        if (now >= token.Expires + policy.Skew)
        {
            return TokenErrors.Expired(token.Expires);
        }
        if (token.IssuedAt > now + policy.Skew)
        {
            return TokenErrors.NotYet(token.IssuedAt);
        }
        var limit = token.ClientId is null ? policy.MaximumLife : policy.MaximumBoundLife;
        return token.Expires - token.IssuedAt > limit ? TokenErrors.TooLong(limit) : token;
    }

    private static Claims? ReadClaims(byte[] payload)
    {
        try
        {
            var claims = JsonSerializer.Deserialize(payload, TokenJson.Default.Claims);
            return claims is { Iat: > 0, Exp: < Year3000, Cid: not "" } && claims.Exp > claims.Iat ? claims : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Claims(string Iss, string Aud, long Iat, long Exp, string? Cid = null);
}

/// <summary>Refusals about tokens: 1100 to 1119.</summary>
public static class TokenErrors
{
    /// <summary>No token was given.</summary>
    public static Refusal None() => New(
        1100, "no-token",
        "This call needs an access token. Sign one with your key (hotline token) and present it as Bearer, as "
        + "access_token or as MQTT password.");

    /// <summary>Not a token at all.</summary>
    public static Refusal NotAToken() =>
        New(1101, "not-a-token", "This is not an access token of this system. Make one with 'hotline token'.");

    /// <summary>Nobody in the directory has its key.</summary>
    public static Refusal UnknownKey() => New(
        1102, "token-unknown-key",
        "No point of contact has the key that signed this token. Ask your participant's administrator to enter it "
        + "in the directory.");

    /// <summary>The signature does not hold.</summary>
    public static Refusal BadSignature() =>
        New(1103, "token-bad-signature", "The token's signature does not hold. Make a new one with your own key.");

    /// <summary>For another hub.</summary>
    public static Refusal OtherHub(string audience) =>
        New(1104, "token-other-hub", $"The token is for another hub. This hub is {audience}.");

    /// <summary>Over.</summary>
    public static Refusal Expired(DateTimeOffset at) =>
        New(1105, "token-expired", $"The token expired at {Instant.Write(at)}. Make a new one, and check your clock.");

    /// <summary>From the future.</summary>
    public static Refusal NotYet(DateTimeOffset at) => New(
        1106, "token-from-the-future",
        $"The token was issued at {Instant.Write(at)}, which is later than the hub's clock. Check your clock.");

    /// <summary>Lives too long.</summary>
    public static Refusal TooLong(TimeSpan limit) => New(
        1107, "token-lives-too-long", string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"The token lives longer than {limit.TotalMinutes:0} minutes, the limit for its sort. ")
        + "Ask for less, or bind it to an MQTT client id.");

    /// <summary>Bound to another MQTT client id.</summary>
    public static Refusal OtherClient() => New(
        1108, "token-other-client",
        "The token is bound to another MQTT client id. Connect with that id or make a token for this "
        + "one (--client-id).");

    /// <summary>Bound to an MQTT client id, and presented elsewhere.</summary>
    public static Refusal ForMqtt() => New(
        1109, "token-for-mqtt-only",
        "The token is bound to an MQTT client id and opens nothing but that client's connection by MQTT. Make one for "
        + "this without --client-id.");

    private static Refusal New(int number, string name, FormattableString detail) =>
        New(number, name, FormattableString.Invariant(detail));

    private static Refusal New(int number, string name, string detail) =>
        new(number, name, RefusalClass.Unauthenticated, detail);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AccessToken.Claims))]
internal sealed partial class TokenJson : JsonSerializerContext;
