namespace Hotline.Mqtt.Packets;

/// <summary>How often the receiver may see a message.</summary>
public enum MqttQoS : byte
{
    /// <summary>Sent once and never answered: it may be lost.</summary>
    AtMostOnce = 0,

    /// <summary>Answered by PUBACK: it may come twice, never not at all.</summary>
    AtLeastOnce = 1,

    /// <summary>Answered by PUBREC, PUBREL, PUBCOMP: it comes once in the session.</summary>
    ExactlyOnce = 2,
}
