using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Mqtt.Server;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>How many lasting sessions there may be, and for how long.</summary>
/// <param name="PerPoc">Of one point of contact.</param>
/// <param name="Life">How long one may outlive its connection.</param>
/// <param name="Patience">How long a connection may take to begin.</param>
internal sealed record MqttSessionLimits(int PerPoc, TimeSpan Life, TimeSpan Patience);

/// <summary>
/// Opens sessions, and ends those whose time or key is over. The last ones that were left are kept in memory as they
/// are, since what is saved comes to the journal with its next commit only, and does not say everything; the others are
/// read from the journal. Which lasting sessions there are is known (<see cref="MqttSessionList"/>), so that a point of
/// contact has only so many. Thread-safe.
/// </summary>
/// <param name="store">Where they were saved.</param>
/// <param name="recorder">Where they are saved.</param>
/// <param name="rulebook">Which keys there are.</param>
/// <param name="limits">How many and how long.</param>
/// <param name="clock">The hub's time.</param>
/// <param name="log">Log.</param>
internal sealed class MqttCursors(
    IJournalStore store, Recorder recorder, Rulebook rulebook, MqttSessionLimits limits, TimeProvider clock,
    ILogger<MqttCursors> log) : IDisposable
{
    /// <summary>Sessions without a connection that are kept in memory.</summary>
    public const int Kept = 1024;

    private const string Prefix = "mqtt/";
    private const int Page = 256;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly LinkedList<(string Name, MqttCursor Cursor)> _left = [];
    private readonly Dictionary<string, LinkedListNode<(string Name, MqttCursor Cursor)>> _byName = [];
    private readonly MqttSessionList _sessions = new();
    private bool _wasRead;

    /// <summary>Name of a session.</summary>
    public static string NameOf(Seat seat, string clientId) => $"{PlaceOf(seat)}{clientId}";

    /// <summary>How many lasting sessions a point of contact has.</summary>
    public int CountOf(Seat seat)
    {
        lock (_lock)
        {
            return _sessions.CountOf(PlaceOf(seat));
        }
    }

    /// <summary>
    /// Reads once which sessions there are. Those that the hub left behind when it went begin their time now; what is
    /// over, or is not what a session may hold any more, is put right.
    /// </summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            string? after = null;
            while (!_wasRead)
            {
                var page = await store.CursorsAsync(Prefix, after, Page, ct);
                lock (_lock)
                {
                    foreach (var (name, saved) in page)
                    {
                        Found(name, saved);
                    }
                }
                after = page.Count > 0 ? page[^1].Name : after;
                _wasRead = page.Count < Page;
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>
    /// Null when the session may begin or go on; it then counts. Refusal 4032: what a point of contact has is never
    /// dropped for something new.
    /// </summary>
    public async Task<Refusal?> AdmitAsync(Seat seat, string name, MqttConnectRequest request, CancellationToken ct)
    {
        await ReadAsync(ct);
        if (LastsFor(request) == 0)
        {
            return null;
        }
        var place = PlaceOf(seat);
        lock (_lock)
        {
            if (!_sessions.Has(name) && _sessions.CountOf(place) >= limits.PerPoc)
            {
                return AccessErrors.TooManySessions(limits.PerPoc);
            }
            if (!_sessions.Has(name))
            {
                // Until it is opened: a connection that comes to nothing keeps no place.
                var until = clock.GetUtcNow() + limits.Patience;
                _sessions.Set(name, new LastingSession(place, seat.Key.Id, until) { IsIdle = true });
            }
            return null;
        }
    }

    /// <summary>
    /// The session of that name, as an earlier connection left it, or a new one; and whether it goes on. The name is
    /// this connection's alone until <see cref="Leave"/>.
    /// </summary>
    public async Task<(MqttCursor Cursor, bool GoesOn)> OpenAsync(
        string name, Seat seat, MqttConnectRequest request, CancellationToken ct)
    {
        var lastsFor = LastsFor(request);
        var kept = Take(name, lastsFor > 0 ? new LastingSession(PlaceOf(seat), seat.Key.Id, null) : null);
        var found = kept is null ? await store.CursorAsync(name, ct) : null;
        if (found is not null && !request.CleanStart && MqttCursor.RolledBack(found, recorder) is var (read, again))
        {
            // Said to have no session, the client forgets the packet ids that it knew. What it subscribes to stays, so
            // that it misses nothing before it has subscribed anew.
            HubLog.SessionReadsAgain(log, name, read, again);
            var anew = MqttCursor.Begin(name, recorder);
            foreach (var (filter, qos) in MqttCursor.Restore(name, found, recorder).Filters)
            {
                anew.Filters[filter] = qos;
            }
            anew.Keep(filter => KnownFilters.MayHold(filter, seat));
            anew.Resume(lastsFor, seat.Key.Id).Seek(again);
            return (anew, false);
        }
        var saved = found is null ? null : MqttCursor.Restore(name, found, recorder);
        if ((kept ?? saved) is { } earlier)
        {
            earlier.Keep(filter => KnownFilters.MayHold(filter, seat));
            if (!request.CleanStart && !IsOver(earlier.Ends, earlier.Key))
            {
                earlier.Resume(lastsFor, seat.Key.Id);
                return (earlier, kept is not null || earlier.Filters.Count > 0 || earlier.Owes);
            }
            recorder.SetCursor(name, null);
        }
        return (MqttCursor.Begin(name, recorder).Resume(lastsFor, seat.Key.Id), false);
    }

    /// <summary>How long a session outlives its connection, in seconds: what was asked for, within the limit.</summary>
    public uint LastsFor(MqttConnectRequest request) =>
        request.ClientIdAssigned ? 0 : Within(request.SessionExpiryInterval);

    /// <summary>
    /// The connection is over. A session lives on for as long as its client asked for [MQTT-4.1.0-2]; while the hub is
    /// away nobody can come back, so what the hub ends has all its time left. With its key it is over at once.
    /// </summary>
    public void Leave(string name, MqttCursor cursor, MqttSessionEnd end)
    {
        uint? lastsFor = rulebook.Directory.SeatOf(cursor.Key!) is null ? 0
            : end.SessionExpiryInterval is { } changed ? Within(changed) : null;
        lock (cursor)
        {
            DateTimeOffset? now = end.Cause == MqttEndCause.ServerShutdown ? null : clock.GetUtcNow();
            cursor.Left(now, lastsFor);
        }
        lock (_lock)
        {
            if (!cursor.IsDurable)
            {
                _sessions.Remove(name);
                return;
            }
            _sessions.Left(name, cursor.Ends);
            _byName[name] = _left.AddLast((name, cursor));
            if (_left.Count > Kept)
            {
                _byName.Remove(_left.First!.Value.Name);
                _left.RemoveFirst();
            }
        }
    }

    /// <summary>Forgets what is over: its time, or its key.</summary>
    public void Sweep()
    {
        lock (_lock)
        {
            foreach (var name in _sessions.Idle.Where(s => IsOver(s.Session.Ends, s.Session.Key)).Select(s => s.Name)
                .ToList())
            {
                _sessions.Remove(name);
                Forget(name);
                recorder.SetCursor(name, null);
            }
        }
    }

    public void Dispose() => _reading.Dispose();

    private static string PlaceOf(Seat seat) => $"{Prefix}{seat.Participant}/{seat.Poc.Id}/";

    private void Found(string name, Cursor saved)
    {
        if (_sessions.Has(name) || name.Split('/', 4) is not [_, var participant, var poc, _])
        {
            return;
        }
        var session = MqttCursor.Restore(name, saved, recorder);
        var seat = session.Key is null ? null : rulebook.Directory.SeatOf(session.Key);
        if (seat is null && (session.Key is not null || rulebook.Directory.Find(participant)?.Poc(poc) is null))
        {
            recorder.SetCursor(name, null);
            return;
        }
        if (session.Ends is null)
        {
            session.Left(clock.GetUtcNow(), Within(session.SavedLife));
        }
        var place = $"{Prefix}{participant}/{poc}/";
        _sessions.Set(name, new LastingSession(place, session.Key, session.Ends) { IsIdle = true });
    }

    private bool IsOver(DateTimeOffset? ends, string? key) =>
        ends <= clock.GetUtcNow() || (key is not null && rulebook.Directory.SeatOf(key) is null);

    private uint Within(uint seconds) => (uint)Math.Min(seconds, limits.Life.TotalSeconds);

    private MqttCursor? Take(string name, LastingSession? session)
    {
        lock (_lock)
        {
            _sessions.Remove(name);
            if (session is not null)
            {
                _sessions.Set(name, session);
            }
            return Forget(name);
        }
    }

    private MqttCursor? Forget(string name)
    {
        if (!_byName.Remove(name, out var node))
        {
            return null;
        }
        _left.Remove(node);
        return node.Value.Cursor;
    }
}
