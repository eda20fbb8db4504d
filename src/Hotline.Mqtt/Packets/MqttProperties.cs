namespace Hotline.Mqtt.Packets;

/// <summary>A name and a value, both free text; names may repeat and order is kept.</summary>
public readonly record struct MqttUserProperty(string Name, string Value);

/// <summary>
/// The properties of one MQTT 5 packet (section 2.2.2 of the standard). Null means absent. Which of them a packet may
/// carry is the codec's knowledge: the decoder refuses the others as malformed, the encoder throws. MQTT 3.1.1 has
/// none.
/// </summary>
public sealed partial record MqttProperties
{
    /// <summary>True: the payload is UTF-8 text. PUBLISH and Will.</summary>
    public bool? PayloadIsUtf8 { get; init; }

    /// <summary>Seconds after which the message is of no use any more. PUBLISH and Will.</summary>
    public uint? MessageExpiryInterval { get; init; }

    /// <summary>Media type of the payload. PUBLISH and Will.</summary>
    public string? ContentType { get; init; }

    /// <summary>Topic name for the answer. PUBLISH and Will.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>What the asker recognises the answer by. PUBLISH and Will.</summary>
    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    /// <summary>
    /// Number that the subscriber gave its subscription, 1 to 268,435,455. SUBSCRIBE and PUBLISH to a client; of
    /// several, the last.
    /// </summary>
    public uint? SubscriptionIdentifier { get; init; }

    /// <summary>
    /// Seconds that the session outlives the connection; 0xFFFFFFFF is for ever. CONNECT, CONNACK, DISCONNECT.
    /// </summary>
    public uint? SessionExpiryInterval { get; init; }

    /// <summary>The name that the server gave to a client that had none. CONNACK.</summary>
    public string? AssignedClientIdentifier { get; init; }

    /// <summary>Keep-alive seconds that the client must use instead of its own. CONNACK.</summary>
    public ushort? ServerKeepAlive { get; init; }

    /// <summary>Name of an enhanced authentication. CONNECT, CONNACK, AUTH.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Bytes of an enhanced authentication. CONNECT, CONNACK, AUTH.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>
    /// False: send no reason strings or user properties outside of PUBLISH, CONNACK and DISCONNECT. CONNECT.
    /// </summary>
    public bool? RequestProblemInformation { get; init; }

    /// <summary>Seconds that the server waits before it publishes the Will. Will.</summary>
    public uint? WillDelayInterval { get; init; }

    /// <summary>True: the client asks for Response Information. CONNECT.</summary>
    public bool? RequestResponseInformation { get; init; }

    /// <summary>Basis for response topics. CONNACK.</summary>
    public string? ResponseInformation { get; init; }

    /// <summary>Another server to use. CONNACK, DISCONNECT.</summary>
    public string? ServerReference { get; init; }

    /// <summary>A sentence for people about the reason code. All answers, DISCONNECT and AUTH.</summary>
    public string? ReasonString { get; init; }

    /// <summary>How many QoS 1 and 2 messages the sender takes unanswered, 1 to 65,535. CONNECT, CONNACK.</summary>
    public ushort? ReceiveMaximum { get; init; }

    /// <summary>Highest topic alias that the sender takes. CONNECT, CONNACK.</summary>
    public ushort? TopicAliasMaximum { get; init; }

    /// <summary>Number instead of the topic name. PUBLISH.</summary>
    public ushort? TopicAlias { get; init; }

    /// <summary>Highest QoS that the server takes, when less than 2. CONNACK.</summary>
    public MqttQoS? MaximumQoS { get; init; }

    /// <summary>False: retained messages are refused. CONNACK.</summary>
    public bool? RetainAvailable { get; init; }

    /// <summary>Largest packet in bytes that the sender takes, 1 or more. CONNECT, CONNACK.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>False: filters with wildcards are refused. CONNACK.</summary>
    public bool? WildcardSubscriptionAvailable { get; init; }

    /// <summary>False: subscription identifiers are refused. CONNACK.</summary>
    public bool? SubscriptionIdentifierAvailable { get; init; }

    /// <summary>False: shared subscriptions are refused. CONNACK.</summary>
    public bool? SharedSubscriptionAvailable { get; init; }

    /// <summary>Free text pairs, in order. All packets but PINGREQ and PINGRESP.</summary>
    public IReadOnlyList<MqttUserProperty> UserProperties { get; init; } = [];

    /// <summary>No property set.</summary>
    public MqttProperties()
    {
    }

    /// <summary>The text that goes with a reason code, or null when there is none to send.</summary>
    public static MqttProperties? OfReason(
        string? reasonString, IReadOnlyList<MqttUserProperty>? userProperties = null) =>
        reasonString is null && userProperties is null or { Count: 0 }
            ? null
            : new MqttProperties { ReasonString = reasonString, UserProperties = userProperties ?? [] };
}
