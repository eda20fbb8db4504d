namespace Hotline.Mqtt.Packets;

/// <summary>
/// MQTT 5 reason codes (section 2.4 of the standard). Values of 0x80 and above are failures. MQTT 3.1.1 knows only
/// CONNACK return codes and the SUBACK failure; the codec maps to the nearest.
/// </summary>
public enum MqttReasonCode : byte
{
    /// <summary>Done; also "normal disconnection" in DISCONNECT and "granted QoS 0" in SUBACK.</summary>
    Success = 0x00,

    /// <summary>The subscription is granted with QoS 1 at most.</summary>
    GrantedQoS1 = 0x01,

    /// <summary>The subscription is granted with QoS 2 at most.</summary>
    GrantedQoS2 = 0x02,

    /// <summary>The client leaves and wants its Will published all the same.</summary>
    DisconnectWithWill = 0x04,

    /// <summary>Accepted, and nobody subscribes to it now.</summary>
    NoMatchingSubscribers = 0x10,

    /// <summary>UNSUBSCRIBE named a filter that was not subscribed.</summary>
    NoSubscriptionExisted = 0x11,

    /// <summary>Enhanced authentication goes on.</summary>
    ContinueAuthentication = 0x18,

    /// <summary>The client starts a new authentication.</summary>
    ReAuthenticate = 0x19,

    /// <summary>Refused without a reason that the other side may know, or an unexpected fault of the server.</summary>
    UnspecifiedError = 0x80,

    /// <summary>The bytes are not a packet of this protocol.</summary>
    MalformedPacket = 0x81,

    /// <summary>A well-formed packet that is not allowed there.</summary>
    ProtocolError = 0x82,

    /// <summary>Valid, and refused by a rule of this server.</summary>
    ImplementationSpecificError = 0x83,

    /// <summary>The protocol level in CONNECT is neither 4 nor 5.</summary>
    UnsupportedProtocolVersion = 0x84,

    /// <summary>The client identifier is not acceptable.</summary>
    ClientIdentifierNotValid = 0x85,

    /// <summary>User name or password is wrong.</summary>
    BadUserNameOrPassword = 0x86,

    /// <summary>Known, and not allowed to do this.</summary>
    NotAuthorized = 0x87,

    /// <summary>The server cannot serve at present.</summary>
    ServerUnavailable = 0x88,

    /// <summary>The server is busy: try again later.</summary>
    ServerBusy = 0x89,

    /// <summary>This client is barred by the operator.</summary>
    Banned = 0x8A,

    /// <summary>The server goes down; connect again later.</summary>
    ServerShuttingDown = 0x8B,

    /// <summary>The authentication method is not known here.</summary>
    BadAuthenticationMethod = 0x8C,

    /// <summary>Nothing was heard for one and a half times the keep-alive interval.</summary>
    KeepAliveTimeout = 0x8D,

    /// <summary>Another connection took the same session over.</summary>
    SessionTakenOver = 0x8E,

    /// <summary>The topic filter is not acceptable.</summary>
    TopicFilterInvalid = 0x8F,

    /// <summary>The topic name is not acceptable.</summary>
    TopicNameInvalid = 0x90,

    /// <summary>The packet id is still in use.</summary>
    PacketIdentifierInUse = 0x91,

    /// <summary>The packet id is not known; no error while a session recovers.</summary>
    PacketIdentifierNotFound = 0x92,

    /// <summary>More unanswered messages than Receive Maximum allows.</summary>
    ReceiveMaximumExceeded = 0x93,

    /// <summary>A topic alias outside of the agreed range; this endpoint allows none.</summary>
    TopicAliasInvalid = 0x94,

    /// <summary>The packet is larger than the receiver takes.</summary>
    PacketTooLarge = 0x95,

    /// <summary>Messages come faster than allowed.</summary>
    MessageRateTooHigh = 0x96,

    /// <summary>A limit that somebody set is reached.</summary>
    QuotaExceeded = 0x97,

    /// <summary>The operator closed the connection.</summary>
    AdministrativeAction = 0x98,

    /// <summary>The payload is not what its format indicator, or the topic, promises.</summary>
    PayloadFormatInvalid = 0x99,

    /// <summary>Retained messages are not kept here.</summary>
    RetainNotSupported = 0x9A,

    /// <summary>The QoS is higher than supported.</summary>
    QoSNotSupported = 0x9B,

    /// <summary>For now, use the other server named by Server Reference.</summary>
    UseAnotherServer = 0x9C,

    /// <summary>From now on, use the other server named by Server Reference.</summary>
    ServerMoved = 0x9D,

    /// <summary>Shared subscriptions are not available.</summary>
    SharedSubscriptionsNotSupported = 0x9E,

    /// <summary>Connections come faster than allowed.</summary>
    ConnectionRateExceeded = 0x9F,

    /// <summary>The time that was granted to this connection is over; for example, its token expired.</summary>
    MaximumConnectTime = 0xA0,

    /// <summary>Subscription identifiers are not available.</summary>
    SubscriptionIdentifiersNotSupported = 0xA1,

    /// <summary>Wildcard subscriptions are not available.</summary>
    WildcardSubscriptionsNotSupported = 0xA2,
}

/// <summary>What a reason code means for the flow.</summary>
public static class MqttReasonCodes
{
    /// <summary>True from 0x80 on: the request was not carried out.</summary>
    public static bool IsFailure(this MqttReasonCode reason) => reason >= MqttReasonCode.UnspecifiedError;
}
