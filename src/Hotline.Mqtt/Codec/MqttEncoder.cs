using System.Buffers;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Codec;

/// <summary>
/// Packets to bytes. Throws <see cref="ArgumentException"/> for what no packet can carry (a string over 65,535 bytes, a
/// property in the wrong place): that is the caller's mistake, never the other side's.
/// </summary>
public static class MqttEncoder
{
    /// <summary>Writes any packet and returns its size in bytes.</summary>
    public static int Write(IBufferWriter<byte> output, MqttPacket packet, MqttVersion version)
    {
        if (packet is MqttPublish p)
            return WritePublish(
                output, version, p.Topic, p.Payload.Span, p.QoS, p.PacketId, p.Duplicate, p.Retain, p.Properties);
        var size = Measure(packet, version, out var length);
        var sink = new PacketSink(output.GetSpan(size)[..size]);
        sink.U8((byte)((int)packet.Type << 4 | Flags(packet.Type)));
        sink.VarInt((uint)length);
        Fields(ref sink, packet, version);
        output.Advance(size);
        return size;
    }

    /// <summary>Size of the whole packet in bytes.</summary>
    public static int Measure(MqttPacket packet, MqttVersion version) => packet is MqttPublish p
        ? MeasurePublish(version, p.Topic, p.Payload.Length, p.QoS, p.Properties)
        : Measure(packet, version, out _);

    /// <summary>Writes PUBLISH without making a packet first, and returns its size in bytes.</summary>
    public static int WritePublish(
        IBufferWriter<byte> output,
        MqttVersion version,
        string topic,
        ReadOnlySpan<byte> payload,
        MqttQoS qos,
        ushort packetId,
        bool duplicate,
        bool retain,
        MqttProperties? properties)
    {
        var count = new PacketSink();
        PublishCodec.WriteHead(ref count, topic, qos, packetId, properties, version);
        var length = (uint)(count.Length + payload.Length);
        var headSize = 1 + VarInt.Length(length) + count.Length;
        var sink = new PacketSink(output.GetSpan(headSize)[..headSize]);
        sink.U8((byte)((int)MqttPacketType.Publish << 4 | PublishCodec.Flags(qos, duplicate, retain)));
        sink.VarInt(length);
        PublishCodec.WriteHead(ref sink, topic, qos, packetId, properties, version);
        output.Advance(headSize);
        output.Write(payload);
        return headSize + payload.Length;
    }

    /// <summary>Size of a whole PUBLISH in bytes.</summary>
    public static int MeasurePublish(
        MqttVersion version, string topic, int payloadLength, MqttQoS qos, MqttProperties? properties)
    {
        var count = new PacketSink();
        PublishCodec.WriteHead(ref count, topic, qos, 0, properties, version);
        var length = count.Length + payloadLength;
        return 1 + VarInt.Length((uint)length) + length;
    }

    /// <summary>
    /// Writes PUBACK, PUBREC, PUBREL or PUBCOMP without making a packet first, and returns its size in bytes.
    /// </summary>
    public static int WriteAnswer(
        IBufferWriter<byte> output, MqttVersion version, MqttPacketType type, ushort packetId, MqttReasonCode reason,
        MqttProperties? properties)
    {
        var count = new PacketSink();
        AnswerCodec.WriteAnswer(ref count, type, packetId, reason, properties, version);
        var size = 1 + VarInt.Length((uint)count.Length) + count.Length;
        var sink = new PacketSink(output.GetSpan(size)[..size]);
        sink.U8((byte)((int)type << 4 | Flags(type)));
        sink.VarInt((uint)count.Length);
        AnswerCodec.WriteAnswer(ref sink, type, packetId, reason, properties, version);
        output.Advance(size);
        return size;
    }

    private static int Measure(MqttPacket packet, MqttVersion version, out int length)
    {
        var count = new PacketSink();
        Fields(ref count, packet, version);
        length = count.Length;
        return 1 + VarInt.Length((uint)length) + length;
    }

    private static int Flags(MqttPacketType type) =>
        type is MqttPacketType.PubRel or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe ? 2 : 0;

    private static void Fields(ref PacketSink sink, MqttPacket packet, MqttVersion version)
    {
        switch (packet)
        {
            case MqttConnect connect: ConnectCodec.Write(ref sink, connect); break;
            case MqttConnAck ack: ConnAckCodec.Write(ref sink, ack, version); break;
            case MqttPublishAnswer answer:
                AnswerCodec.WriteAnswer(
                    ref sink, answer.AnswerType, answer.PacketId, answer.Reason, answer.Properties, version);
                break;
            case MqttSubscribe subscribe: SubscriptionCodec.Write(ref sink, subscribe, version); break;
            case MqttSubAck ack: SubscriptionCodec.Write(ref sink, ack, version); break;
            case MqttUnsubscribe unsubscribe: SubscriptionCodec.Write(ref sink, unsubscribe, version); break;
            case MqttUnsubAck ack: SubscriptionCodec.Write(ref sink, ack, version); break;
            case MqttDisconnect disconnect:
                AnswerCodec.WriteReason(
                    ref sink, MqttPacketType.Disconnect, disconnect.Reason, disconnect.Properties, version);
                break;
            case MqttAuth auth:
                AnswerCodec.WriteReason(ref sink, MqttPacketType.Auth, auth.Reason, auth.Properties, version);
                break;
            case MqttPingRequest or MqttPingResponse: break;
            default: throw new ArgumentException($"{packet.Type} is not written here.", nameof(packet));
        }
    }
}
