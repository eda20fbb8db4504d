using Hotline.Mqtt.Packets;

namespace Hotline.Testing.Mqtt;

/// <summary>What waits for an answer from the server, by packet id. Thread-safe.</summary>
internal sealed class Pending
{
    private readonly Dictionary<ushort, TaskCompletionSource<MqttPacket>> _waiting = [];
    private MqttClosedException? _closed;
    private ushort _lastId;

    public static TaskCompletionSource<MqttPacket> NewAnswer() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A free packet id, under which the answer will come. Throws when the connection is over.</summary>
    public ushort Add(TaskCompletionSource<MqttPacket> source)
    {
        lock (_waiting)
        {
            if (_closed is { } closed)
                throw Again(closed);
            if (_waiting.Count == ushort.MaxValue)
                throw new InvalidOperationException("All packet ids are in use.");
            do
            {
                _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
            }
            while (!_waiting.TryAdd(_lastId, source));
            return _lastId;
        }
    }

    /// <summary>False when nobody waits for it.</summary>
    public bool Complete(ushort id, MqttPacket answer)
    {
        TaskCompletionSource<MqttPacket>? source;
        lock (_waiting)
        {
            if (!_waiting.Remove(id, out source))
                return false;
        }

        return source.TrySetResult(answer);
    }

    /// <summary>No answer will come, because nothing was sent.</summary>
    public void Forget(ushort id)
    {
        lock (_waiting)
            _waiting.Remove(id);
    }

    public void Close(MqttClosedException closed)
    {
        TaskCompletionSource<MqttPacket>[] all;
        lock (_waiting)
        {
            _closed ??= closed;
            all = [.. _waiting.Values];
            _waiting.Clear();
        }

        foreach (var source in all)
            source.TrySetException(Again(closed));
    }

    // An exception of its own for everybody who waits: stack traces are not shared.
    private static MqttClosedException Again(MqttClosedException closed) => new(closed.Reason, closed.Message, closed);
}
