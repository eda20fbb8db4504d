using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Codec;

/// <summary>CONNECT (3.1): the one packet that says its own version.</summary>
internal static class ConnectCodec
{
    private const byte CleanStart = 0x02;
    private const byte WillFlag = 0x04;
    private const byte WillRetain = 0x20;
    private const byte PasswordFlag = 0x40;
    private const byte UserNameFlag = 0x80;

    /// <param name="body">The packet behind its fixed header.</param>
    /// <param name="limits">What we take.</param>
    /// <param name="version">
    /// The level that the packet names, as far as it was read; null when it is not one of ours.
    /// </param>
    /// <param name="maximumPacketSize">
    /// The Maximum Packet Size that it names, as far as it was read; the answer to a fault keeps to it, too.
    /// </param>
    /// <param name="packet">The packet when there is no fault.</param>
    public static MqttFault? Read(
        ReadOnlySpan<byte> body, MqttLimits limits, out MqttVersion? version, out uint? maximumPacketSize,
        out MqttConnect? packet)
    {
        packet = null;
        version = null;
        maximumPacketSize = null;
        var head = new PacketReader(body, MqttVersion.V5, limits);
        var name = head.BinarySpan();
        var isMqtt = name.SequenceEqual("MQTT"u8);
        var level = head.U8();
        if (head.Fault is { } cut)
            return cut;
        if (!isMqtt && !name.SequenceEqual("MQIsdp"u8))
            return MqttFault.Malformed("The protocol name is not MQTT.");
        if (!isMqtt || level is not ((byte)MqttVersion.V311 or (byte)MqttVersion.V5))
            return new MqttFault(
                MqttReasonCode.UnsupportedProtocolVersion, "This endpoint speaks MQTT 5.0 and MQTT 3.1.1.");

        version = (MqttVersion)level;
        var reader = new PacketReader(head.TakeRest(), version.Value, limits);
        var read = Fields(ref reader);
        // 0 is a fault itself, and means nothing.
        maximumPacketSize = read.Properties?.MaximumPacketSize is > 0 and var most ? most : null;
        packet = reader.End() is null ? read : null;
        return reader.Fault;
    }

    private static MqttConnect Fields(ref PacketReader reader)
    {
        var flags = reader.U8();
        var willQoS = (MqttQoS)(flags >> 3 & 3);
        var hasWill = (flags & WillFlag) != 0;
        if ((flags & 1) != 0)
            reader.Malformed("The reserved flag of CONNECT is set.");
        if (willQoS > MqttQoS.ExactlyOnce)
            reader.Malformed("The QoS of the Will is 3.");
        if (!hasWill && (willQoS != MqttQoS.AtMostOnce || (flags & WillRetain) != 0))
            reader.Malformed("CONNECT describes a Will that it does not have.");
        if (reader.Version == MqttVersion.V311 && (flags & (UserNameFlag | PasswordFlag)) == PasswordFlag)
            reader.Malformed("MQTT 3.1.1 has no password without a user name.");

        var keepAlive = reader.U16();
        var properties = MqttProperties.Read(ref reader, MqttPacketType.Connect);
        var clientIdBytes = reader.BinarySpan();
        if (clientIdBytes.Length > reader.Limits.MaxClientIdBytes)
            reader.Fail(new MqttFault(
                MqttReasonCode.ClientIdentifierNotValid, "The client identifier is longer than this endpoint takes."));
        var clientId = reader.Decode(clientIdBytes);
        MqttWill? will = null;
        if (hasWill)
        {
            var willProperties = MqttProperties.Read(ref reader, MqttPropertyPlaces.Will);
            will = new MqttWill(reader.Text(), reader.Binary(), willQoS, (flags & WillRetain) != 0)
            {
                Properties = willProperties,
            };
        }

        var userName = (flags & UserNameFlag) != 0 ? reader.Text() : null;
        // The cast matters: without it "none" would become an empty password.
        var password = (flags & PasswordFlag) != 0 ? (ReadOnlyMemory<byte>?)reader.Binary() : null;
        return new MqttConnect(reader.Version, clientId, (flags & CleanStart) != 0, keepAlive)
        {
            Properties = properties,
            Will = will,
            UserName = userName,
            Password = password,
        };
    }

    public static void Write(ref PacketSink sink, MqttConnect packet)
    {
        sink.Binary("MQTT"u8);
        sink.U8((byte)packet.Version);
        var flags = (packet.CleanStart ? CleanStart : 0)
            | (packet.UserName is null ? 0 : UserNameFlag)
            | (packet.Password is null ? 0 : PasswordFlag);
        if (packet.Will is { } w)
            flags |= WillFlag | (int)w.QoS << 3 | (w.Retain ? WillRetain : 0);
        sink.U8((byte)flags);
        sink.U16(packet.KeepAlive);
        PropertyEncoding.Write(ref sink, packet.Properties, MqttPacketType.Connect, packet.Version);
        sink.Text(packet.ClientId);
        if (packet.Will is { } will)
        {
            PropertyEncoding.Write(ref sink, will.Properties, MqttPropertyPlaces.Will, packet.Version);
            sink.Text(will.Topic);
            sink.Binary(will.Payload.Span);
        }

        if (packet.UserName is { } userName)
            sink.Text(userName);
        if (packet.Password is { } password)
            sink.Binary(password.Span);
    }
}
