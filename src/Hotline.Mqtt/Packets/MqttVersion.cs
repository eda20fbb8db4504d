namespace Hotline.Mqtt.Packets;

/// <summary>
/// The protocol level as CONNECT carries it. Other levels are refused with
/// <see cref="MqttReasonCode.UnsupportedProtocolVersion"/>.
/// </summary>
public enum MqttVersion : byte
{
    /// <summary>MQTT 3.1.1 (OASIS standard, 2014).</summary>
    V311 = 4,

    /// <summary>MQTT 5.0 (OASIS standard, 2019).</summary>
    V5 = 5,
}
