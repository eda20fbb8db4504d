using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Codec;

/// <summary>Why bytes are not a packet that we take. The connection cannot go on after it.</summary>
/// <param name="Reason">
/// The code for CONNACK or DISCONNECT: 0x81 malformed, 0x82 protocol error, 0x95 too large and the like.
/// </param>
/// <param name="Detail">A sentence for people; it never quotes what the other side sent.</param>
public sealed record MqttFault(MqttReasonCode Reason, string Detail)
{
    internal static MqttFault Malformed(string detail) => new(MqttReasonCode.MalformedPacket, detail);

    internal static MqttFault Protocol(string detail) => new(MqttReasonCode.ProtocolError, detail);
}
