using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Codec;

/// <summary>CONNACK (3.2), with the return codes of MQTT 3.1.1 in their nearest reason codes.</summary>
internal static class ConnAckCodec
{
    public static MqttConnAck Read(ref PacketReader reader)
    {
        var flags = reader.U8();
        if (flags > 1)
            reader.Malformed("A reserved flag of CONNACK is set.");
        var code = reader.U8();
        var reason = reader.Version == MqttVersion.V5 ? (MqttReasonCode)code : OfReturnCode(ref reader, code);
        if (!reason.IsDefined(MqttPacketType.ConnAck))
            reader.Malformed("A reason code does not exist or does not belong into its packet.");
        return new MqttConnAck(flags == 1, reason) { Properties = MqttProperties.Read(
            ref reader, MqttPacketType.ConnAck) };
    }

    public static void Write(ref PacketSink sink, MqttConnAck packet, MqttVersion version)
    {
        sink.U8(packet.SessionPresent ? (byte)1 : (byte)0);
        sink.U8(version == MqttVersion.V5 ? (byte)packet.Reason : ToReturnCode(packet.Reason));
        PropertyEncoding.Write(ref sink, packet.Properties, MqttPacketType.ConnAck, version);
    }

    /// <summary>The return code of MQTT 3.1.1 (table 3.1) that comes nearest.</summary>
    private static byte ToReturnCode(MqttReasonCode reason) => reason switch
    {
        MqttReasonCode.Success => 0,
        MqttReasonCode.UnsupportedProtocolVersion => 1,
        MqttReasonCode.ClientIdentifierNotValid => 2,
        MqttReasonCode.UnspecifiedError or MqttReasonCode.ServerUnavailable or MqttReasonCode.ServerBusy
            or MqttReasonCode.ServerShuttingDown or MqttReasonCode.QuotaExceeded
            or MqttReasonCode.ConnectionRateExceeded
            or MqttReasonCode.UseAnotherServer or MqttReasonCode.ServerMoved => 3,
        MqttReasonCode.BadUserNameOrPassword or MqttReasonCode.BadAuthenticationMethod => 4,
        _ => 5,
    };

    private static MqttReasonCode OfReturnCode(ref PacketReader reader, byte code)
    {
        switch (code)
        {
            case 0: return MqttReasonCode.Success;
            case 1: return MqttReasonCode.UnsupportedProtocolVersion;
            case 2: return MqttReasonCode.ClientIdentifierNotValid;
            case 3: return MqttReasonCode.ServerUnavailable;
            case 4: return MqttReasonCode.BadUserNameOrPassword;
            case 5: return MqttReasonCode.NotAuthorized;
            default:
                reader.Malformed("The return code of CONNACK is reserved.");
                return MqttReasonCode.UnspecifiedError;
        }
    }
}
