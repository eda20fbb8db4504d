using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>The answer to one packet of the client, in its place of the order of arrival.</summary>
internal sealed class Reply(MqttPacketType type, ushort packetId)
{
    private MqttPublishResult _result;
    private volatile bool _done;

    /// <summary>PubAck, PubRec, PubRel, PubComp; None for QoS 0, which holds its place without an answer.</summary>
    public MqttPacketType Type => type;

    public ushort PacketId => packetId;

    /// <summary>It is about a packet id and not about a message, so its reason refuses nothing.</summary>
    public bool Ends => type is MqttPacketType.PubRel or MqttPacketType.PubComp;

    /// <summary>SUBACK or UNSUBACK, ready made.</summary>
    public MqttPacket? Packet { get; init; }

    /// <summary>A repeated QoS 2 message is answered like the first.</summary>
    public Reply? SameAs { get; init; }

    public bool IsDone => SameAs?.IsDone ?? _done;

    public MqttPublishResult Result => SameAs?.Result ?? _result;

    /// <summary>Set by the sender; after that the client may release a QoS 2 message.</summary>
    public bool IsWritten { get; set; }

    public void Complete(MqttPublishResult result)
    {
        _result = result;
        _done = true;
    }
}

/// <summary>
/// Answers in order of arrival. The intake adds, the application completes, the sender takes; the number of places is
/// what bounds a connection's work in progress, and a place is free again when its answer has been flushed.
/// </summary>
internal sealed class Replies(MqttConnection connection, int places) : IDisposable
{
    private readonly Queue<Reply> _queue = new();
    private readonly SemaphoreSlim _free = new(places, places);

    /// <summary>Gives back the places of answers that have been flushed.</summary>
    public void FreePlaces(int count) => _free.Release(count);

    /// <summary>Waits for a free place and takes it.</summary>
    public async ValueTask AddAsync(Reply reply)
    {
        await _free.WaitAsync(connection.Ending);
        lock (_queue)
            _queue.Enqueue(reply);
        if (reply.IsDone)
            connection.Wake.Set();
    }

    /// <summary>The oldest answer, if it is complete.</summary>
    public bool TryTake(out Reply reply)
    {
        lock (_queue)
        {
            if (_queue.TryPeek(out reply!) && reply.IsDone)
            {
                _queue.Dequeue();
                return true;
            }
        }

        return false;
    }

    public bool IsEmpty
    {
        get
        {
            lock (_queue)
                return _queue.Count == 0;
        }
    }

    public void Dispose() => _free.Dispose();
}
