using System.Collections;

namespace Hotline.Mqtt.Server;

/// <summary>What is known of a packet id at PUBREL.</summary>
internal enum Release
{
    /// <summary>This connection holds it, and has answered its message with PUBREC.</summary>
    Answered,

    /// <summary>This connection holds it, and has not answered its message yet.</summary>
    TooEarly,

    /// <summary>
    /// This connection has not heard of it: the client finishes what an earlier one began. It has PUBREC, so the
    /// message was taken, and it is not told otherwise: 0x92 is no error during recovery (3.7.2.1), but one to MQTT.js.
    /// </summary>
    OfEarlierConnection,

    /// <summary>This connection has released it before, or has refused its message.</summary>
    Repeated,
}

/// <summary>
/// QoS 2 packet ids between PUBLISH and PUBREL. Kept for the connection only: after a reconnect a repeated message goes
/// to the application again, marked as a duplicate, and the application's own message ids decide. Thread-safe.
/// </summary>
internal sealed class ExactlyOnceInbox
{
    private readonly Dictionary<ushort, Reply> _unreleased = [];

    // 8 KiB, made with the first id: most connections have none.
    private BitArray? _heardOf;

    /// <summary>
    /// The first reply when the id is in use already; else null, and <paramref name="reply"/> holds the id now.
    /// </summary>
    public Reply? Begin(ushort packetId, Reply reply)
    {
        lock (_unreleased)
        {
            if (_unreleased.TryGetValue(packetId, out var first))
                return first;
            _unreleased.Add(packetId, reply);
            HearOf(packetId);
            return null;
        }
    }

    /// <summary>The message was refused: its id is free again.</summary>
    public void Refused(ushort packetId)
    {
        lock (_unreleased)
            _unreleased.Remove(packetId);
    }

    /// <summary>The client releases an id, which is free then.</summary>
    public Release End(ushort packetId)
    {
        lock (_unreleased)
        {
            var known = HearOf(packetId);
            if (_unreleased.Remove(packetId, out var reply))
                return reply.IsWritten ? Release.Answered : Release.TooEarly;
            return known ? Release.Repeated : Release.OfEarlierConnection;
        }
    }

    /// <summary>Whether it was heard of before; from now on it was.</summary>
    private bool HearOf(ushort packetId)
    {
        _heardOf ??= new BitArray(ushort.MaxValue + 1);
        var before = _heardOf[packetId];
        _heardOf[packetId] = true;
        return before;
    }
}
