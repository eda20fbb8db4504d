using Hotline.Core.Directory;
using Hotline.Protocol;
using Hotline.Protocol.Tokens;

namespace Hotline.Hub.Access;

/// <summary>Who a key is, right now. Asked at every call: a token only says which key its holder has.</summary>
/// <param name="hubId">The hub's id: the audience of tokens.</param>
/// <param name="rulebook">The directory.</param>
/// <param name="policy">Life of tokens.</param>
/// <param name="clock">The hub's time.</param>
public sealed class Authenticator(string hubId, Rulebook rulebook, TokenPolicy policy, TimeProvider clock)
{
    /// <summary>By how much clocks may differ.</summary>
    public TimeSpan Skew => policy.Skew;

    /// <summary>Reads a token.</summary>
    public Outcome<AccessToken> Enter(string? token) =>
        string.IsNullOrEmpty(token) ? TokenErrors.None() : AccessToken.Verify(token, hubId, clock.GetUtcNow(), policy, rulebook.Directory.Key);

    /// <summary>The seat of a key; refused once the directory no longer has it.</summary>
    public Outcome<Seat> Seat(string keyId) => rulebook.Directory.SeatOf(keyId) is { } seat ? seat : AccessErrors.Revoked();
}
