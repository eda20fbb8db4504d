using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Seats;

/// <summary>An administrator lets a key that asks for a seat of the participant have it.</summary>
/// <param name="requests">The keys that ask.</param>
/// <param name="directory">Where they get their seats.</param>
public sealed class KeyApprovals(KeyRequests requests, DirectoryKeeper directory)
{
    /// <summary>Null when the seat is an administrator's; else refusal 2204.</summary>
    public static Refusal? Check(Seat seat) =>
        seat.Poc.Role == PocRole.Administrator ? null : DirectoryErrors.NotAdministrator();

    /// <summary>Lets the key of a fingerprint speak for the point of contact that it asks for, from now on.</summary>
    /// <param name="fingerprint">As a person typed it.</param>
    /// <param name="approver">Who says so.</param>
    /// <param name="ct">Gives up while others change the directory.</param>
    /// <returns>The key's seat; or refusals 2204, 4021, 4022, 4025 to 4027.</returns>
    public async Task<Outcome<SeatedKey>> ApproveAsync(string fingerprint, Seat approver, CancellationToken ct)
    {
        if (Check(approver) is { } no)
        {
            return no;
        }
        if (!requests.Find(fingerprint).Try(out var held, out var refusal))
        {
            return refusal;
        }
        if (held.Participant != approver.Participant)
        {
            return DirectoryErrors.NotAdministrator();
        }
        var key = VerificationKey.FromJwk(held.Key).Value;
        var added = await directory.AddKeyAsync(
            held.Participant, held.Poc, key, KeyOrigin.Approved, $"approved by {approver}", ct);
        if (added.Ok)
        {
            requests.Remove(held);
        }
        return added;
    }
}
