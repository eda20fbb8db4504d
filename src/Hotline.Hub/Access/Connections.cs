using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Hub.Settings;
using Hotline.Hub.Telemetry;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>
/// Every open connection by the key that opened it, so that a key that leaves the directory loses its connections at
/// once, whatever the carrier; and so, which points of contact are there. Owns nothing but the list; what it knows of
/// presence ends with the hub.
/// </summary>
public sealed class Connections
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Open>> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Participant, string Poc), Desk> _desks = [];
    private readonly Rulebook _rulebook;
    private readonly LimitSettings _limits;
    private readonly TimeProvider _clock;

    public Connections(Rulebook rulebook, LimitSettings limits, TimeProvider clock)
    {
        (_rulebook, _limits, _clock) = (rulebook, limits, clock);
        rulebook.Changed += EndRevoked;
    }

    /// <summary>
    /// Enters a connection; it leaves when the result is disposed, once or more often. Refusals 4003, 4004.
    /// </summary>
    /// <param name="seat">The seat of the key that opened it.</param>
    /// <param name="carrier">How it is connected.</param>
    /// <param name="end">Ends it; called at most once, from any thread, must not block.</param>
    public Outcome<IDisposable> Enter(Seat seat, Carrier carrier, Action<Refusal> end)
    {
        lock (_lock)
        {
            // The key may have been dropped since it was looked up; whoever is dropped after this is found in the list.
            if (_rulebook.Directory.SeatOf(seat.Key.Id) is null)
            {
                return AccessErrors.Revoked();
            }
            var open = new Open(this, seat, carrier, end);
            var list = _open.GetValueOrDefault(open.KeyId) ?? [];
            if (list.Count >= _limits.ConnectionsPerKey)
            {
                return AccessErrors.TooManyConnections(_limits.ConnectionsPerKey);
            }
            list.Add(open);
            _open[open.KeyId] = list;
            if (!_desks.TryGetValue(open.Place, out var desk))
            {
                _desks.Add(open.Place, desk = new Desk());
            }
            desk.Change(d => d.Add(open), _clock);
            HubMeters.Connected(carrier, 1);
            return open;
        }
    }

    /// <summary>
    /// By which carriers a point of contact is connected, and since when; with none, when it was last seen connected,
    /// null for never.
    /// </summary>
    public (ImmutableArray<Carrier> Carriers, DateTimeOffset? Since) Presence(string participant, string poc)
    {
        lock (_lock)
        {
            return _desks.TryGetValue((participant, poc), out var desk) ? (desk.Carriers, desk.Since) : ([], null);
        }
    }

    private void EndRevoked()
    {
        List<Open> revoked;
        lock (_lock)
        {
            revoked = [.. _open.Where(o => _rulebook.Directory.SeatOf(o.Key) is null).SelectMany(o => o.Value)];
        }
        foreach (var open in revoked)
        {
            open.End(AccessErrors.Revoked());
        }
    }

    private void Leave(Open open)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(open.KeyId, out var list) || !list.Remove(open))
            {
                return;
            }
            HubMeters.Connected(open.Carrier, -1);
            if (list.Count == 0)
            {
                _open.Remove(open.KeyId);
            }
            _desks[open.Place].Change(d => d.Remove(open), _clock);
        }
    }

    /// <summary>A point of contact's connections; guarded by the list's lock.</summary>
    private sealed class Desk
    {
        private readonly HashSet<Open> _open = [];

        public DateTimeOffset Since { get; private set; }

        public ImmutableArray<Carrier> Carriers => [.. _open.Select(o => o.Carrier).Distinct().Order()];

        /// <summary>Its first connection, and the end of its last, are the moments that count.</summary>
        public void Change(Action<HashSet<Open>> change, TimeProvider clock)
        {
            var before = _open.Count;
            change(_open);
            Since = before == 0 || _open.Count == 0 ? clock.GetUtcNow() : Since;
        }
    }

    private sealed class Open(Connections owner, Seat seat, Carrier carrier, Action<Refusal> end) : IDisposable
    {
        private bool _ended;

        public string KeyId => seat.Key.Id;

        public (string Participant, string Poc) Place => (seat.Participant, seat.Poc.Id);

        public Carrier Carrier => carrier;

        /// <summary>A connection that is slow to go may be found again by the next change.</summary>
        public void End(Refusal why)
        {
            if (!Interlocked.Exchange(ref _ended, true))
            {
                end(why);
            }
        }

        public void Dispose() => owner.Leave(this);
    }
}
