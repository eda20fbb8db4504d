using System.Security.Claims;
using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Protocol;
using Hotline.Protocol.Tokens;

namespace Hotline.Hub.Access;

/// <summary>Who a key is, right now. Asked at every call: a token only says which key its holder has.</summary>
/// <param name="hub">The hub: the audience of tokens.</param>
/// <param name="rulebook">The directory.</param>
/// <param name="policy">Life of tokens.</param>
/// <param name="clock">The hub's time.</param>
public sealed class Authenticator(HubIdentity hub, Rulebook rulebook, TokenPolicy policy, TimeProvider clock)
{
    private const string KeyClaim = "kid";

    /// <summary>Reads a token. Refusals 11xx.</summary>
    /// <param name="token">The token; null or empty for none.</param>
    /// <param name="mqttClientId">
    /// Who presents it by MQTT; null elsewhere, where a token that is bound to an MQTT client id is good for nothing.
    /// </param>
    public Outcome<AccessToken> Read(string? token, string? mqttClientId = null)
    {
        if (string.IsNullOrEmpty(token))
        {
            return TokenErrors.None();
        }
        if (!AccessToken.Verify(token, hub.Id, clock.GetUtcNow(), policy, rulebook.Directory.Key)
            .Try(out var read, out var refusal))
        {
            return refusal;
        }
        return read.ClientId is null || read.ClientId == mqttClientId ? read
            : mqttClientId is null ? TokenErrors.ForMqtt() : TokenErrors.OtherClient();
    }

    /// <summary>The seat of a key; refused once the directory no longer has it.</summary>
    public Outcome<Seat> SeatOf(string keyId) =>
        rulebook.Directory.SeatOf(keyId) is { } seat ? seat : AccessErrors.Revoked();

    /// <summary>The seat of whoever holds a <see cref="Principal"/>, or why it has none (any more).</summary>
    public Outcome<Seat> SeatOf(ClaimsPrincipal? holder) =>
        KeyOf(holder) is { } key ? SeatOf(key) : TokenErrors.None();

    /// <summary>The key of whoever holds a <see cref="Principal"/>; null for anybody else.</summary>
    public static string? KeyOf(ClaimsPrincipal? holder) => holder?.FindFirst(KeyClaim)?.Value;

    /// <summary>
    /// What the web framework keeps of a token: the key's thumbprint, nothing of what the key may do.
    /// </summary>
    public static ClaimsPrincipal Principal(AccessToken token, string scheme) =>
        new(new ClaimsIdentity([new Claim(KeyClaim, token.KeyId)], scheme));

    /// <summary>
    /// Calls back once when a token has expired, at once when it has; disposing the result ends that.
    /// </summary>
    public ITimer WhenExpired(AccessToken token, Action<Refusal> expired)
    {
        var left = token.Expires + policy.Skew - clock.GetUtcNow();
        return clock.CreateTimer(
            _ => expired(TokenErrors.Expired(token.Expires)), null,
            left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
