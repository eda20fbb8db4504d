namespace Hotline.Mqtt.Packets;

/// <summary>The upper four bits of each control packet's first byte.</summary>
public enum MqttPacketType : byte
{
    /// <summary>Not a packet: the value is reserved, and malformed on the wire.</summary>
    None = 0,

    /// <summary>Client asks to connect.</summary>
    Connect = 1,

    /// <summary>Server answers CONNECT.</summary>
    ConnAck = 2,

    /// <summary>A message, either way.</summary>
    Publish = 3,

    /// <summary>Answer to a QoS 1 message.</summary>
    PubAck = 4,

    /// <summary>First answer to a QoS 2 message.</summary>
    PubRec = 5,

    /// <summary>Release of a QoS 2 message's packet id.</summary>
    PubRel = 6,

    /// <summary>Last answer to a QoS 2 message.</summary>
    PubComp = 7,

    /// <summary>Client asks for subscriptions.</summary>
    Subscribe = 8,

    /// <summary>Server answers SUBSCRIBE.</summary>
    SubAck = 9,

    /// <summary>Client gives subscriptions up.</summary>
    Unsubscribe = 10,

    /// <summary>Server answers UNSUBSCRIBE.</summary>
    UnsubAck = 11,

    /// <summary>Client shows that it lives.</summary>
    PingReq = 12,

    /// <summary>Server answers PINGREQ.</summary>
    PingResp = 13,

    /// <summary>Last packet of a connection; from the server in MQTT 5 only.</summary>
    Disconnect = 14,

    /// <summary>Enhanced authentication, MQTT 5 only.</summary>
    Auth = 15,
}
