using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Mqtt.Server;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>
/// Opens sessions. The last ones that were left are kept in memory as they are, since what is saved comes to the
/// journal with its next commit only, and does not say everything; the others are read from the journal. Thread-safe.
/// </summary>
/// <param name="store">Where they were saved.</param>
/// <param name="recorder">Where they are saved.</param>
/// <param name="clock">The hub's time.</param>
/// <param name="log">Log.</param>
internal sealed class MqttCursors(
    IJournalStore store, Recorder recorder, TimeProvider clock, ILogger<MqttCursors> log)
{
    /// <summary>Sessions without a connection that are kept in memory.</summary>
    public const int Kept = 1024;

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Name, MqttCursor Cursor)> _left = [];
    private readonly Dictionary<string, LinkedListNode<(string Name, MqttCursor Cursor)>> _byName = [];

    /// <summary>
    /// The session of that name, as an earlier connection left it, or a new one; and whether it goes on. The name is
    /// this connection's alone until <see cref="Leave"/>.
    /// </summary>
    public async Task<(MqttCursor Cursor, bool GoesOn)> OpenAsync(
        string name, MqttConnectRequest request, CancellationToken ct)
    {
        var lastsFor = request.ClientIdAssigned ? 0 : request.SessionExpiryInterval;
        var kept = Take(name);
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
            anew.Resume(lastsFor).Seek(again);
            return (anew, false);
        }
        var saved = found is null ? null : MqttCursor.Restore(name, found, recorder);
        if ((kept ?? saved) is { } earlier)
        {
            if (!request.CleanStart && !(earlier.Ends <= clock.GetUtcNow()))
            {
                earlier.Resume(lastsFor);
                return (earlier, kept is not null || earlier.Filters.Count > 0 || earlier.Owes);
            }
            recorder.SetCursor(name, null);
        }
        return (MqttCursor.Begin(name, recorder).Resume(lastsFor), false);
    }

    /// <summary>
    /// The connection is over. A session lives on for as long as its client asked for [MQTT-4.1.0-2]; while the hub is
    /// away nobody can come back, so what the hub ends has all its time left.
    /// </summary>
    public void Leave(string name, MqttCursor cursor, MqttSessionEnd end)
    {
        lock (cursor)
        {
            DateTimeOffset? now = end.Cause == MqttEndCause.ServerShutdown ? null : clock.GetUtcNow();
            cursor.Left(now, end.SessionExpiryInterval);
        }
        if (!cursor.IsDurable)
        {
            return;
        }
        lock (_lock)
        {
            _byName[name] = _left.AddLast((name, cursor));
            if (_left.Count > Kept)
            {
                _byName.Remove(_left.First!.Value.Name);
                _left.RemoveFirst();
            }
        }
    }

    private MqttCursor? Take(string name)
    {
        lock (_lock)
        {
            if (!_byName.Remove(name, out var node))
            {
                return null;
            }
            _left.Remove(node);
            return node.Value.Cursor;
        }
    }
}
