using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Codec;

/// <summary>
/// PUBACK, PUBREC, PUBREL, PUBCOMP (3.4 to 3.7), DISCONNECT (3.14) and AUTH (3.15): a reason code that may be left out.
/// </summary>
internal static class AnswerCodec
{
    public static MqttPublishAnswer ReadAnswer(ref PacketReader reader, MqttPacketType type)
    {
        var id = reader.PacketId();
        var (reason, properties) = ReadReason(ref reader, type);
        return new MqttPublishAnswer(type, id, reason) { Properties = properties };
    }

    public static MqttDisconnect ReadDisconnect(ref PacketReader reader)
    {
        var (reason, properties) = ReadReason(ref reader, MqttPacketType.Disconnect);
        return new MqttDisconnect(reason) { Properties = properties };
    }

    public static MqttAuth ReadAuth(ref PacketReader reader)
    {
        if (reader.Version == MqttVersion.V311)
            reader.Malformed("MQTT 3.1.1 has no AUTH packet.");
        var (reason, properties) = ReadReason(ref reader, MqttPacketType.Auth);
        return new MqttAuth(reason) { Properties = properties };
    }

    private static (
        MqttReasonCode Reason, MqttProperties? Properties) ReadReason(ref PacketReader reader, MqttPacketType type)
    {
        // Left out, it is 0x00. MQTT 3.1.1 has no reason: what follows there is one field too many.
        if (reader.Version == MqttVersion.V311 || reader.Left == 0)
            return (MqttReasonCode.Success, null);
        var reason = (MqttReasonCode)reader.U8();
        if (!reason.IsDefined(type))
            reader.Malformed("A reason code does not exist or does not belong into its packet.");
        return (reason, reader.Left == 0 ? null : MqttProperties.Read(ref reader, type));
    }

    public static void WriteAnswer(
        ref PacketSink sink, MqttPacketType type, ushort packetId, MqttReasonCode reason, MqttProperties? properties,
        MqttVersion version)
    {
        sink.U16(packetId);
        WriteReason(ref sink, type, reason, properties, version);
    }

    public static void WriteReason(
        ref PacketSink sink, MqttPacketType type, MqttReasonCode reason, MqttProperties? properties,
        MqttVersion version)
    {
        if (version == MqttVersion.V311 || (reason == MqttReasonCode.Success && properties is null))
            return;
        sink.U8((byte)reason);
        if (properties is not null)
            PropertyEncoding.Write(ref sink, properties, type, version);
    }
}
