namespace Hotline.Mqtt.Server;

/// <summary>
/// QoS 2 packet ids between PUBLISH and PUBREL. Kept for the connection only: after a reconnect a repeated message goes to
/// the application again, marked as a duplicate, and the application's own message ids decide. Thread-safe.
/// </summary>
internal sealed class ExactlyOnceInbox
{
    private readonly Dictionary<ushort, Reply> _unreleased = [];

    /// <summary>The first reply when the id is in use already; else null, and <paramref name="reply"/> holds the id now.</summary>
    public Reply? Begin(ushort packetId, Reply reply)
    {
        lock (_unreleased)
        {
            if (_unreleased.TryGetValue(packetId, out var first))
                return first;
            _unreleased.Add(packetId, reply);
            return null;
        }
    }

    /// <summary>Ends the use of an id; returns the reply that held it.</summary>
    public Reply? End(ushort packetId)
    {
        lock (_unreleased)
            return _unreleased.Remove(packetId, out var reply) ? reply : null;
    }
}
