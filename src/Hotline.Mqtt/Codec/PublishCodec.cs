using System.Buffers;
using System.Buffers.Binary;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Topics;

namespace Hotline.Mqtt.Codec;

/// <summary>PUBLISH (3.3). One for each decoder: most clients publish to one topic, whose string is kept.</summary>
internal sealed class PublishCodec
{
    private byte[] _lastTopicBytes = [];
    private string _lastTopic = "";

    public MqttPublish Read(ref PacketReader reader, byte flags)
    {
        var qos = (MqttQoS)(flags >> 1 & 3);
        if (qos > MqttQoS.ExactlyOnce)
            reader.Malformed("The QoS of PUBLISH is 3.");
        if (qos == MqttQoS.AtMostOnce && (flags & 8) != 0)
            reader.Malformed("A QoS 0 message is marked as a duplicate.");
        var topicBytes = reader.BinarySpan();
        var id = qos == MqttQoS.AtMostOnce ? (ushort)0 : reader.PacketId();
        var properties = MqttProperties.Read(ref reader, MqttPacketType.Publish);
        if (properties?.TopicAlias is not null)
            reader.Fail(new MqttFault(
                MqttReasonCode.TopicAliasInvalid, "Topic aliases are not in use: Topic Alias Maximum is 0."));
        var topic = reader.Fault is null ? Topic(ref reader, topicBytes) : "";
        return new MqttPublish(topic, reader.TakeRest().ToArray(), qos)
        {
            PacketId = id,
            Duplicate = (flags & 8) != 0,
            Retain = (flags & 1) != 0,
            Properties = properties,
        };
    }

    /// <summary>What can be said of a packet that is not read to its end; null for more bytes or a fault.</summary>
    public MqttOversizedPublish? ReadOversized(
        ReadOnlySequence<byte> body, MqttQoS qos, long whole, MqttLimits limits, out MqttFault? fault)
    {
        fault = null;
        if (body.Length < 2)
            return null;
        Span<byte> two = stackalloc byte[2];
        body.Slice(0, 2).CopyTo(two);
        var headSize = 2 + BinaryPrimitives.ReadUInt16BigEndian(two) + 2;
        if (headSize > 4 + limits.MaxTopicBytes)
            fault = new MqttFault(
                MqttReasonCode.TopicNameInvalid, "The topic name is longer than this endpoint takes.");
        if (fault is not null || body.Length < headSize)
            return null;

        var reader = new PacketReader(body.Slice(0, headSize).ToArray(), MqttVersion.V311, limits);
        var topic = Topic(ref reader, reader.BinarySpan());
        var id = reader.PacketId();
        fault = reader.End();
        return fault is null ? new MqttOversizedPublish(topic, qos, id, whole) : null;
    }

    private string Topic(ref PacketReader reader, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > 0 && utf8.SequenceEqual(_lastTopicBytes))
            return _lastTopic;
        var topic = reader.Decode(utf8);
        if (reader.Fault is null && MqttTopic.Fault(topic, utf8.Length, reader.Limits) is { } fault)
            reader.Fail(fault);
        if (reader.Fault is not null)
            return topic;
        _lastTopicBytes = utf8.ToArray();
        return _lastTopic = topic;
    }

    public static byte Flags(MqttQoS qos, bool duplicate, bool retain) =>
        (byte)((duplicate && qos != MqttQoS.AtMostOnce ? 8 : 0) | (int)qos << 1 | (retain ? 1 : 0));

    /// <summary>All but the payload, which goes to the wire from where it lies.</summary>
    public static void WriteHead(
        ref PacketSink sink, string topic, MqttQoS qos, ushort packetId, MqttProperties? properties,
        MqttVersion version)
    {
        sink.Text(topic);
        if (qos != MqttQoS.AtMostOnce)
            sink.U16(packetId);
        PropertyEncoding.Write(ref sink, properties, MqttPacketType.Publish, version);
    }
}
