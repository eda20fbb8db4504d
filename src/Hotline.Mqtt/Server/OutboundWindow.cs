namespace Hotline.Mqtt.Server;

/// <summary>
/// QoS 1 messages that the client has not answered, by packet id. The sender adds, the intake takes. Thread-safe.
/// </summary>
internal sealed class OutboundWindow(int size)
{
    private readonly Dictionary<ushort, MqttOutbound> _unanswered = [];
    private ushort _lastId;

    /// <summary>How many more may be sent.</summary>
    public int Room
    {
        get
        {
            lock (_unanswered)
                return size - _unanswered.Count;
        }
    }

    /// <summary>Gives the message a free packet id. There is one: the window is never larger than the ids.</summary>
    public ushort Add(MqttOutbound message)
    {
        lock (_unanswered)
        {
            do
            {
                _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
            }
            while (!_unanswered.TryAdd(_lastId, message));
            return _lastId;
        }
    }

    public MqttOutbound? Take(ushort packetId)
    {
        lock (_unanswered)
            return _unanswered.Remove(packetId, out var message) ? message : null;
    }
}
