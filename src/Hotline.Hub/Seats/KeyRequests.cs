using System.Collections.Immutable;
using System.Net;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Seats;

/// <summary>
/// Keys that ask for a seat, until an administrator approves or rejects them or they expire. Strangers write here: it
/// lives in memory only, and what is full refuses. Nobody fills it for others: each address has a share, and where
/// there is no room, the address that has most gives way to one that has less, with what it asked last. It never looks
/// at the directory, so that its answers tell nobody who is there. Thread-safe.
/// </summary>
/// <param name="clock">The hub's time.</param>
public sealed class KeyRequests(TimeProvider clock)
{
    /// <summary>How long a request is kept, and a rejection remembered.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    /// <summary>Most requests for seats of one participant.</summary>
    public const int PerParticipant = 64;

    /// <summary>Most requests from one address (of IPv6: one /64 network), those that were rejected included.</summary>
    public const int PerAddress = 32;

    /// <summary>Most of them for seats of one participant.</summary>
    public const int PerAddressAndParticipant = 8;

    /// <summary>Most requests in all.</summary>
    public const int InAll = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Held> _rejected = new(StringComparer.Ordinal);
    private long _asked;

    /// <summary>
    /// Keeps a request. The same again is the first one; its time goes on. Refusals 4023, 4024, 4029.
    /// </summary>
    public Outcome<KeyRequest> Add(string participant, string poc, VerificationKey key, IPAddress? address)
    {
        var (fingerprint, from) = (Fingerprint.Of(key.Id), AddressGroup.Of(address));
        var now = clock.GetUtcNow().ToMilliseconds();
        lock (_lock)
        {
            Forget(now);
            if (_rejected.ContainsKey(fingerprint))
            {
                return SeatErrors.KeyRejected();
            }
            if (_held.TryGetValue(fingerprint, out var held))
            {
                var same = held.Request.Participant == participant && held.Request.Poc == poc
                    && held.Request.Key.Thumbprint() == key.Id;
                return same ? held.Request : SeatErrors.KeyAsksElsewhere();
            }
            if (!HasRoom(participant, from))
            {
                return SeatErrors.RequestsFull();
            }
            var request = new KeyRequest(fingerprint, participant, poc, key.ToJwk(), now, now + Life);
            _held.Add(fingerprint, new Held(request, from, _asked++));
            return request;
        }
    }

    /// <summary>The requests for a participant's seats, the earliest first.</summary>
    public ImmutableArray<KeyRequest> Of(string participant)
    {
        lock (_lock)
        {
            Forget(clock.GetUtcNow());
            return [.. _held.Values.Select(h => h.Request).Where(r => r.Participant == participant)
                .OrderBy(r => r.Received).ThenBy(r => r.Fingerprint, StringComparer.Ordinal)];
        }
    }

    /// <summary>The request of a fingerprint, as a person typed it. Refusal 4025.</summary>
    public Outcome<KeyRequest> Find(string typed)
    {
        lock (_lock)
        {
            Forget(clock.GetUtcNow());
            return Fingerprint.TryParse(typed, out var fingerprint) && _held.TryGetValue(fingerprint, out var held)
                ? held.Request : SeatErrors.NoSuchRequest();
        }
    }

    /// <summary>Forgets a request that was approved.</summary>
    public void Remove(KeyRequest request)
    {
        lock (_lock)
        {
            _held.Remove(request.Fingerprint);
        }
    }

    /// <summary>
    /// Forgets a request and does not take its key again before it would have expired; what its address may ask stays
    /// less by one so long.
    /// </summary>
    public void Reject(KeyRequest request)
    {
        lock (_lock)
        {
            if (_held.Remove(request.Fingerprint, out var held))
            {
                var until = clock.GetUtcNow().ToMilliseconds() + Life;
                _rejected[request.Fingerprint] = held with { Request = request with { Expires = until } };
            }
        }
    }

    private bool HasRoom(string participant, AddressGroup from)
    {
        var own = _held.Values.Concat(_rejected.Values).Where(h => h.From == from).ToList();
        var ownHere = own.Count(h => h.Request.Participant == participant);
        return own.Count < PerAddress && ownHere < PerAddressAndParticipant
            && Fits(h => h.Request.Participant == participant, PerParticipant, from) && Fits(_ => true, InAll, from);
    }

    /// <summary>True when there is room for one more of these, if need be because another address made it.</summary>
    private bool Fits(Func<Held, bool> these, int most, AddressGroup from)
    {
        var all = _held.Values.Where(these).ToList();
        if (all.Count < most)
        {
            return true;
        }
        var largest = all.GroupBy(h => h.From).MaxBy(g => g.Count())!;
        if (largest.Count() <= all.Count(h => h.From == from) + 1)
        {
            return false;
        }
        _held.Remove(largest.MaxBy(h => h.Number)!.Request.Fingerprint);
        return true;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var list in new[] { _held, _rejected })
        {
            foreach (var (fingerprint, held) in list)
            {
                if (held.Request.Expires <= now)
                {
                    // A dictionary may lose entries while it is walked.
                    list.Remove(fingerprint);
                }
            }
        }
    }

    /// <param name="Request">What was asked.</param>
    /// <param name="From">By whom.</param>
    /// <param name="Number">In which order.</param>
    private sealed record Held(KeyRequest Request, AddressGroup From, long Number);
}
