using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Codec;

/// <summary>
/// Which reason codes may stand in which packet (table 2-6). Strict clients drop the connection over any other, and so
/// do we.
/// </summary>
internal static class MqttReasonPlaces
{
    /// <summary>The code itself where it may stand, else 0x83, which may stand everywhere that a failure may.</summary>
    public static MqttReasonCode Fit(this MqttReasonCode reason, MqttPacketType place) =>
        Allows(place, reason) ? reason : MqttReasonCode.ImplementationSpecificError;

    /// <summary>Whether either side may put the code into the packet.</summary>
    public static bool IsDefined(this MqttReasonCode reason, MqttPacketType place) =>
        Allows(place, reason)
        || (place == MqttPacketType.Disconnect && reason == MqttReasonCode.DisconnectWithWill);

    // What a server may send.
    private static bool Allows(MqttPacketType place, MqttReasonCode reason) => place switch
    {
        MqttPacketType.ConnAck =>
            (byte)reason is 0 or (>= 0x80 and <= 0x8A) or 0x8C or 0x90 or 0x95 or 0x97 or (>= 0x99 and <= 0x9D) or 0x9F,
        MqttPacketType.PubAck or MqttPacketType.PubRec =>
            (byte)reason is 0 or 0x10 or 0x80 or 0x83 or 0x87 or 0x90 or 0x91 or 0x97 or 0x99,
        MqttPacketType.PubRel or MqttPacketType.PubComp => (byte)reason is 0 or 0x92,
        MqttPacketType.SubAck =>
            (byte)reason is 0 or 1 or 2 or 0x80 or 0x83 or 0x87 or 0x8F or 0x91 or 0x97 or 0x9E or 0xA1 or 0xA2,
        MqttPacketType.UnsubAck => (byte)reason is 0 or 0x11 or 0x80 or 0x83 or 0x87 or 0x8F or 0x91,
        MqttPacketType.Disconnect =>
            (byte)reason is 0 or (>= 0x80 and <= 0x83) or 0x87 or 0x89 or 0x8B or (>= 0x8D and <= 0x90)
            or (>= 0x93 and <= 0xA2),
        MqttPacketType.Auth => (byte)reason is 0 or 0x18 or 0x19,
        _ => true,
    };
}
