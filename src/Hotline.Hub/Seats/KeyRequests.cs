using System.Collections.Immutable;
using System.Net;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Seats;

/// <summary>
/// Keys that ask for a seat, until an administrator approves them or they expire. Strangers write here: it lives in
/// memory only, what is full refuses, and whoever is in stays in. It never looks at the directory, so that its answers
/// tell nobody who is there. Thread-safe.
/// </summary>
/// <param name="clock">The hub's time.</param>
public sealed class KeyRequests(TimeProvider clock)
{
    /// <summary>How long a request is kept.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    /// <summary>Most requests for seats of one participant.</summary>
    public const int PerParticipant = 16;

    /// <summary>
    /// Most requests from one address (of IPv6: one /64 network), so that one machine alone cannot fill the hub.
    /// </summary>
    public const int PerAddress = 32;

    /// <summary>Most requests in all.</summary>
    public const int InAll = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (KeyRequest Request, AddressGroup From)> _held = new(StringComparer.Ordinal);

    /// <summary>Keeps a request. The same again is the first one; its time goes on. Refusals 4023, 4024.</summary>
    public Outcome<KeyRequest> Add(string participant, string poc, VerificationKey key, IPAddress? address)
    {
        var (fingerprint, from, now) = (Fingerprint.Of(key.Id), AddressGroup.Of(address), clock.GetUtcNow().ToMilliseconds());
        lock (_lock)
        {
            Forget(now);
            if (_held.TryGetValue(fingerprint, out var held))
            {
                var same = held.Request.Participant == participant && held.Request.Poc == poc
                    && held.Request.Key.Thumbprint() == key.Id;
                return same ? held.Request : SeatErrors.KeyAsksElsewhere();
            }
            if (_held.Count >= InAll
                || _held.Values.Count(h => h.Request.Participant == participant) >= PerParticipant
                || _held.Values.Count(h => h.From == from) >= PerAddress)
            {
                return SeatErrors.RequestsFull();
            }
            var request = new KeyRequest(fingerprint, participant, poc, key.ToJwk(), now, now + Life);
            _held.Add(fingerprint, (request, from));
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

    private void Forget(DateTimeOffset now)
    {
        foreach (var (fingerprint, held) in _held)
        {
            if (held.Request.Expires <= now)
            {
                // A dictionary may lose entries while it is walked.
                _held.Remove(fingerprint);
            }
        }
    }
}
