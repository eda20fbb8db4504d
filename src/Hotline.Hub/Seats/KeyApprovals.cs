using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Hub.Telemetry;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Seats;

/// <summary>An administrator lets a key that asks for a seat of the participant have it, or does not.</summary>
/// <param name="requests">The keys that ask.</param>
/// <param name="directory">Where they get their seats.</param>
/// <param name="log">The log.</param>
public sealed class KeyApprovals(KeyRequests requests, DirectoryKeeper directory, ILogger<KeyApprovals> log)
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
        if (!Find(fingerprint, approver).Try(out var held, out var refusal))
        {
            return refusal;
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

    /// <summary>Turns a request down: its key is not taken again for half an hour.</summary>
    /// <param name="fingerprint">As a person typed it.</param>
    /// <param name="administrator">Who says so.</param>
    /// <returns>Null; or refusals 2204, 4025.</returns>
    public Refusal? Reject(string fingerprint, Seat administrator)
    {
        if (!Find(fingerprint, administrator).Try(out var held, out var refusal))
        {
            return refusal;
        }
        requests.Reject(held);
        HubLog.KeyRejected(log, held.Fingerprint, held.Participant, held.Poc, $"{administrator}");
        return null;
    }

    private Outcome<KeyRequest> Find(string fingerprint, Seat administrator)
    {
        if (Check(administrator) is { } no)
        {
            return no;
        }
        return !requests.Find(fingerprint).Try(out var held, out var refusal) ? refusal
            : held.Participant == administrator.Participant ? held : DirectoryErrors.NotAdministrator();
    }
}
