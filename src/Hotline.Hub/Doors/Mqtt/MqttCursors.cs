using Hotline.Journal;
using Hotline.Mqtt.Server;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>
/// Opens sessions. The last ones that were left are kept in memory as they are, since what is saved comes to the
/// journal with its next commit only, and does not say everything; the others are read from the journal. Thread-safe.
/// </summary>
/// <param name="store">Where they were saved.</param>
/// <param name="recorder">Where they are saved.</param>
internal sealed class MqttCursors(IJournalStore store, Recorder recorder)
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
        var durable = request.SessionExpiryInterval > 0 && !request.ClientIdAssigned;
        var kept = Take(name);
        var saved = kept is null ? await store.CursorAsync(name, ct) : null;
        if (request.CleanStart)
        {
            if (kept is not null || saved is not null)
            {
                recorder.SetCursor(name, null);
            }
        }
        else if (kept is not null)
        {
            return (kept.Resume(durable), true);
        }
        else if (saved is not null)
        {
            var restored = MqttCursor.Restore(name, saved, recorder).Resume(durable);
            return (restored, restored.Filters.Count > 0 || restored.Owes);
        }
        return (MqttCursor.Begin(name, recorder).Resume(durable), false);
    }

    /// <summary>The connection is over.</summary>
    public void Leave(string name, MqttCursor cursor)
    {
        if (!cursor.IsDurable)
        {
            return;
        }
        lock (cursor)
        {
            cursor.Save();
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
