using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Doors.Http;

/// <summary>A claim whose every part has been looked at.</summary>
/// <param name="Participant">A participant's code by its form; it need not be in the directory.</param>
/// <param name="Poc">A point of contact's id by its form.</param>
/// <param name="Key">The key.</param>
internal sealed record CheckedClaim(string Participant, string Poc, VerificationKey Key);

/// <summary>Reads claims, which come from strangers.</summary>
internal static class SeatClaims
{
    private const string Expected =
        """{"participant":"XA","poc":"officer","key":{"kty":"EC","crv":"P-256","x":"…","y":"…"}}""";

    /// <summary>Refusals 1201, 4006, 4014.</summary>
    public static async Task<Outcome<CheckedClaim>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var body = await Bodies.ReadAsync(request, ClaimJson.Default.SeatClaim, Expected, ct);
        if (!body.Try(out var claim, out var refusal))
        {
            return refusal;
        }
        if (!Names.IsParticipant(claim.Participant) || !Names.IsName(claim.Poc))
        {
            return AccessErrors.BadRequest(
                $"The participant is a code such as XA, the poc a name such as officer. Send {Expected}.");
        }
        if (claim.Key.D is not null)
        {
            return KeyErrors.BadKey(
                "it holds the private part d, which nobody else may ever have; "
                + "make a new key and send its public half");
        }
        return VerificationKey.FromJwk(claim.Key).Try(out var key, out refusal)
            ? new CheckedClaim(claim.Participant, claim.Poc, key) : refusal;
    }
}
