using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Topics;

namespace Hotline.Mqtt.Codec;

/// <summary>
/// SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK (3.8 to 3.11). A filter that is none is malformed; whether one is
/// acceptable is answered for each, not here.
/// </summary>
internal static class SubscriptionCodec
{
    public static MqttSubscribe ReadSubscribe(ref PacketReader reader)
    {
        var id = reader.PacketId();
        var properties = MqttProperties.Read(ref reader, MqttPacketType.Subscribe);
        var subscriptions = new List<MqttSubscription>(1);
        while (reader.Left > 0)
        {
            if (subscriptions.Count == reader.Limits.MaxFiltersPerPacket)
                reader.Fail(new MqttFault(MqttReasonCode.QuotaExceeded, "SUBSCRIBE has too many topic filters."));
            var filter = Filter(ref reader);
            var options = reader.U8();
            var qos = (MqttQoS)(options & 3);
            var retain = (MqttRetainHandling)(options >> 4 & 3);
            var reserved = reader.Version == MqttVersion.V5 ? 0xC0 : 0xFC;
            if ((options & reserved) != 0 || qos > MqttQoS.ExactlyOnce)
                reader.Malformed("A reserved subscription option is set.");
            if ((options & 4) != 0 && reader.Version == MqttVersion.V5 && MqttTopicFilter.IsShared(filter))
                reader.Protocol("No Local is set for a shared subscription.");
            if (retain > MqttRetainHandling.DoNotSend)
                reader.Protocol("Retain Handling is 3.");
            subscriptions.Add(new MqttSubscription(filter, qos)
            {
                NoLocal = (options & 4) != 0,
                RetainAsPublished = (options & 8) != 0,
                RetainHandling = retain,
            });
        }

        if (subscriptions.Count == 0)
            reader.Protocol("SUBSCRIBE has no topic filter.");
        return new MqttSubscribe(id, subscriptions) { Properties = properties };
    }

    public static MqttUnsubscribe ReadUnsubscribe(ref PacketReader reader)
    {
        var id = reader.PacketId();
        var properties = MqttProperties.Read(ref reader, MqttPacketType.Unsubscribe);
        var filters = new List<string>(1);
        while (reader.Left > 0)
        {
            if (filters.Count == reader.Limits.MaxFiltersPerPacket)
                reader.Fail(new MqttFault(MqttReasonCode.QuotaExceeded, "UNSUBSCRIBE has too many topic filters."));
            filters.Add(Filter(ref reader));
        }

        if (filters.Count == 0)
            reader.Protocol("UNSUBSCRIBE has no topic filter.");
        return new MqttUnsubscribe(id, filters) { Properties = properties };
    }

    private static string Filter(ref PacketReader reader)
    {
        var filter = reader.Text();
        if (reader.Fault is null && MqttTopicFilter.FormFault(filter, reader.Version) is { } fault)
            reader.Fail(fault);
        return filter;
    }

    public static MqttSubAck ReadSubAck(ref PacketReader reader)
    {
        var id = reader.PacketId();
        var properties = MqttProperties.Read(ref reader, MqttPacketType.SubAck);
        var reasons = Reasons(ref reader, MqttPacketType.SubAck);
        if (reasons.Length == 0)
            reader.Protocol("SUBACK has no reason code.");
        return new MqttSubAck(id, reasons) { Properties = properties };
    }

    public static MqttUnsubAck ReadUnsubAck(ref PacketReader reader)
    {
        var id = reader.PacketId();
        var properties = MqttProperties.Read(ref reader, MqttPacketType.UnsubAck);
        var reasons = reader.Version == MqttVersion.V5 ? Reasons(ref reader, MqttPacketType.UnsubAck) : [];
        return new MqttUnsubAck(id, reasons)
        {
            Properties = properties,
        };
    }

    private static MqttReasonCode[] Reasons(ref PacketReader reader, MqttPacketType type)
    {
        var reasons = Array.ConvertAll(reader.TakeRest().ToArray(), code => (MqttReasonCode)code);
        if (!Array.TrueForAll(reasons, reason => reason.IsDefined(type)))
            reader.Malformed("A reason code does not exist or does not belong into its packet.");
        return reasons;
    }

    public static void Write(ref PacketSink sink, MqttSubscribe packet, MqttVersion version)
    {
        sink.U16(packet.PacketId);
        PropertyEncoding.Write(ref sink, packet.Properties, MqttPacketType.Subscribe, version);
        foreach (var subscription in packet.Subscriptions)
        {
            sink.Text(subscription.Filter);
            var options = (int)subscription.QoS;
            if (version == MqttVersion.V5)
            {
                options |= (subscription.NoLocal ? 4 : 0) | (subscription.RetainAsPublished ? 8 : 0)
                    | (int)subscription.RetainHandling << 4;
            }

            sink.U8((byte)options);
        }
    }

    public static void Write(ref PacketSink sink, MqttUnsubscribe packet, MqttVersion version)
    {
        sink.U16(packet.PacketId);
        PropertyEncoding.Write(ref sink, packet.Properties, MqttPacketType.Unsubscribe, version);
        foreach (var filter in packet.Filters)
            sink.Text(filter);
    }

    public static void Write(ref PacketSink sink, MqttSubAck packet, MqttVersion version)
    {
        sink.U16(packet.PacketId);
        PropertyEncoding.Write(ref sink, packet.Properties, MqttPacketType.SubAck, version);
        foreach (var reason in packet.Reasons)
            sink.U8(
                (byte)(version == MqttVersion.V311 && reason.IsFailure() ? MqttReasonCode.UnspecifiedError : reason));
    }

    public static void Write(ref PacketSink sink, MqttUnsubAck packet, MqttVersion version)
    {
        sink.U16(packet.PacketId);
        PropertyEncoding.Write(ref sink, packet.Properties, MqttPacketType.UnsubAck, version);
        if (version == MqttVersion.V311)
            return;
        foreach (var reason in packet.Reasons)
            sink.U8((byte)reason);
    }
}
