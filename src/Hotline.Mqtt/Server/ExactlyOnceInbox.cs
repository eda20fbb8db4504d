using System.Collections;
using System.Security.Cryptography;
using System.Text;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>What the packet id of a QoS 2 message says of it.</summary>
internal enum Arrival
{
    /// <summary>It is new: the application is to have it.</summary>
    First,

    /// <summary>It came before in this connection, and is answered as it was then.</summary>
    Again,

    /// <summary>An earlier connection took it: it is answered as accepted.</summary>
    Taken,
}

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
/// QoS 2 packet ids between PUBLISH and PUBREL. It belongs to the session: what an earlier connection took is not
/// handed to the application again. Whether a message is that one is told by its bytes, so that a client which has lost
/// its memory and begins to count again loses no message. Thread-safe.
/// </summary>
internal sealed class ExactlyOnceInbox
{
    private readonly Dictionary<ushort, Taken> _unreleased = [];

    // 8 KiB, made with the first id: most connections have none.
    private BitArray? _heardOf;

    /// <summary>
    /// What the id of a message says of it; but for <see cref="Arrival.Again"/>, <paramref name="reply"/> holds the id
    /// now.
    /// </summary>
    public Arrival Begin(MqttPublish message, Reply reply, out Reply first) =>
        Begin(message.PacketId, Digest(message), reply, out first);

    /// <summary>The same of a message whose bytes were not read.</summary>
    public Arrival Begin(ushort packetId, Reply reply) => Begin(packetId, [], reply, out _);

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
            if (!_unreleased.Remove(packetId, out var taken))
                return known ? Release.Repeated : Release.OfEarlierConnection;
            if (taken.Reply is null)
                return Release.OfEarlierConnection;
            return taken.Reply.IsWritten ? Release.Answered : Release.TooEarly;
        }
    }

    /// <summary>
    /// The connection is over: what the application has taken, at most so many, stays until it is released; of the rest
    /// nobody knows, and the client sends it again.
    /// </summary>
    public void Disconnect(int most)
    {
        lock (_unreleased)
        {
            foreach (var (id, taken) in _unreleased.ToArray())
            {
                if (taken.Reply is null or { IsDone: true, Result.Reason: < MqttReasonCode.UnspecifiedError }
                    && most-- > 0)
                    taken.Reply = null;
                else
                    _unreleased.Remove(id);
            }

            _heardOf = null;
        }
    }

    private Arrival Begin(ushort packetId, byte[] digest, Reply reply, out Reply first)
    {
        lock (_unreleased)
        {
            HearOf(packetId);
            first = reply;
            if (_unreleased.TryGetValue(packetId, out var taken))
            {
                if (taken.Reply is not null)
                {
                    first = taken.Reply;
                    return Arrival.Again;
                }

                taken.Reply = reply;
                if (taken.Digest.AsSpan().SequenceEqual(digest))
                    return Arrival.Taken;
            }

            _unreleased[packetId] = new Taken(digest) { Reply = reply };
            return Arrival.First;
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

    private static byte[] Digest(MqttPublish message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(message.Topic));
        hash.AppendData([0]);
        hash.AppendData(message.Payload.Span);
        return hash.GetHashAndReset();
    }

    private sealed class Taken(byte[] digest)
    {
        public byte[] Digest => digest;

        /// <summary>Null when an earlier connection took it.</summary>
        public Reply? Reply { get; set; }
    }
}
