using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>What is to be done with a message that the application has handed out.</summary>
internal enum Sending
{
    /// <summary>It has not been sent in this session.</summary>
    First,

    /// <summary>
    /// An earlier connection sent it, and the client has not answered: again, with the same packet id.
    /// </summary>
    Again,

    /// <summary>
    /// An earlier connection sent it, and the client has answered in this one before it was sent again.
    /// </summary>
    Answered,
}

/// <summary>
/// QoS 1 and 2 messages between PUBLISH and the client's last word, by packet id. It belongs to the session: a message
/// has the same id in every connection (MQTT-4.4.0-1), so that an answer which is late by a connection means the
/// message that it meant. The id follows from the mark; where that id is in use, the next free one is taken. The sender
/// adds, the intake answers. Thread-safe.
/// </summary>
internal sealed class OutboundWindow
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, Flight> _flights = [];
    private readonly List<Flight> _released = [];

    // Ids that were sent twice may be answered twice, so no other message of the connection gets them.
    private readonly HashSet<ushort> _again = [];

    // By mark: what the client answered before it was sent again, so that the application does not know yet.
    private readonly SortedDictionary<long, MqttReasonCode> _untold = [];

    // Of earlier connections, not handed out again yet, by mark.
    private Queue<Flight> _earlier = new();
    private int _size;
    private int _here;
    private long _bytes;

    /// <summary>Bytes of what this connection has sent and keeps.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>How many more may be sent.</summary>
    public int Room
    {
        get
        {
            lock (_gate)
                return _size - _here;
        }
    }

    /// <summary>Sent in any connection and not answered.</summary>
    public IReadOnlyList<MqttInFlight> Sent
    {
        get
        {
            lock (_gate)
                return [.. _flights.Values.Where(f => !f.IsReleased).Select(f => new MqttInFlight(f.Mark, f.Id))];
        }
    }

    /// <summary>Ids of QoS 2 messages that the client has received and not completed, in the order of PUBREC.</summary>
    public IReadOnlyList<ushort> Released
    {
        get
        {
            lock (_gate)
                return [.. _released.Select(f => f.Id)];
        }
    }

    /// <summary>What was in flight when the session was written down.</summary>
    public void Restore(IEnumerable<MqttInFlight> sent, IEnumerable<ushort> released)
    {
        lock (_gate)
        {
            foreach (var id in released)
            {
                if (_flights.TryAdd(id, new Flight(0, id)))
                    Release(_flights[id]);
            }

            foreach (var (mark, id) in sent)
                _flights.TryAdd(id, new Flight(mark, id));
        }
    }

    /// <summary>A connection begins, whose client takes this many unanswered.</summary>
    public void Connect(int size)
    {
        lock (_gate)
        {
            _size = size;
            _here = _released.Count;
            _again.Clear();
            _earlier = new Queue<Flight>(_flights.Values.Where(f => !f.IsReleased).OrderBy(f => f.Mark));
        }
    }

    /// <summary>The connection is over; the application hands its messages out again.</summary>
    public void Disconnect()
    {
        lock (_gate)
        {
            foreach (var flight in _flights.Values)
                flight.Message = null;
            _bytes = 0;
        }
    }

    /// <summary>
    /// Gives a message the packet id that it had, or one that is free. There is one: twice the window is less than all
    /// of them. With <see cref="Sending.Answered"/> it is not to be sent, and <paramref name="answer"/> is what the
    /// client said.
    /// </summary>
    public Sending Add(MqttOutbound message, out ushort packetId, out MqttReasonCode answer)
    {
        lock (_gate)
        {
            packetId = 0;
            if (WasAnswered(message.Mark, out answer))
                return Sending.Answered;
            var flight = Earlier(message.Mark);
            var sending = flight is null ? Sending.First : Sending.Again;
            flight ??= new Flight(message.Mark, Free(message.Mark));
            flight.Message = message;
            _bytes += message.Payload.Length;
            packetId = flight.Id;
            _flights[packetId] = flight;
            _here++;
            if (sending == Sending.Again)
                _again.Add(packetId);
            return sending;
        }
    }

    /// <summary>
    /// PUBACK: the message that it answers; null when there is none, or it has not been sent again yet.
    /// </summary>
    public MqttOutbound? Acknowledge(ushort packetId, MqttReasonCode reason)
    {
        lock (_gate)
        {
            if (!_flights.TryGetValue(packetId, out var flight) || flight.IsReleased
                || flight.Message is { QoS: not MqttQoS.AtLeastOnce })
                return null;
            return Answer(flight, reason);
        }
    }

    /// <summary>
    /// PUBREC: the message that it answers, if any, and the reason of the PUBREL that is due, if any.
    /// </summary>
    public (MqttOutbound? Message, MqttReasonCode? Release) Receive(ushort packetId, MqttReasonCode reason)
    {
        lock (_gate)
        {
            if (!_flights.TryGetValue(packetId, out var flight)
                || flight.Message is { QoS: not MqttQoS.ExactlyOnce })
                return (null, reason.IsFailure() ? null : MqttReasonCode.PacketIdentifierNotFound);
            if (flight.IsReleased)
                return (null, MqttReasonCode.Success);
            var message = Answer(flight, reason);
            if (reason.IsFailure())
                return (message, null);
            _flights.Add(packetId, flight);
            _here++;
            Release(flight);
            return (message, MqttReasonCode.Success);
        }
    }

    /// <summary>PUBCOMP: the id is free.</summary>
    public void Complete(ushort packetId)
    {
        lock (_gate)
        {
            if (!_flights.TryGetValue(packetId, out var flight) || !_released.Remove(flight))
                return;
            _flights.Remove(packetId);
            _here--;
        }
    }

    /// <summary>
    /// The id is free, and the message is the application's; or it is told when it hands it out again.
    /// </summary>
    private MqttOutbound? Answer(Flight flight, MqttReasonCode reason)
    {
        _flights.Remove(flight.Id);
        var message = flight.Message;
        flight.Message = null;
        if (message is null)
            _untold[flight.Mark] = reason;
        else
        {
            _here--;
            _bytes -= message.Payload.Length;
        }

        return message;
    }

    private void Release(Flight flight)
    {
        flight.IsReleased = true;
        _released.Add(flight);
    }

    // Messages come by their marks: what is behind this one will not come, the application owes it no more.
    private bool WasAnswered(long mark, out MqttReasonCode answer)
    {
        answer = MqttReasonCode.Success;
        while (_untold.Count > 0 && _untold.First() is var (first, reason) && first <= mark)
        {
            _untold.Remove(first);
            answer = reason;
            if (first == mark)
                return true;
        }

        return false;
    }

    private Flight? Earlier(long mark)
    {
        while (_earlier.TryPeek(out var first) && first.Mark <= mark)
        {
            _earlier.Dequeue();
            if (first.IsReleased || _flights.GetValueOrDefault(first.Id) != first)
                continue;
            if (first.Mark == mark)
                return first;
            _flights.Remove(first.Id);
        }

        return null;
    }

    private ushort Free(long mark)
    {
        var id = MqttInFlight.UsualId(mark);
        while (_flights.ContainsKey(id) || _again.Contains(id))
            id = id == ushort.MaxValue ? (ushort)1 : (ushort)(id + 1);
        return id;
    }

    private sealed class Flight(long mark, ushort id)
    {
        public long Mark => mark;

        public ushort Id => id;

        /// <summary>Null when this connection has not sent it, and once the client has it.</summary>
        public MqttOutbound? Message { get; set; }

        /// <summary>The client has it (PUBREC); PUBREL is due until PUBCOMP.</summary>
        public bool IsReleased { get; set; }
    }
}
