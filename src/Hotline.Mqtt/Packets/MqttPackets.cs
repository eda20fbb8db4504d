namespace Hotline.Mqtt.Packets;

/// <summary>
/// A control packet of either version. Byte contents are owned by the packet: nothing points into a pooled buffer.
/// </summary>
public abstract record MqttPacket
{
    private protected MqttPacket()
    {
    }

    /// <summary>Which packet this is.</summary>
    public abstract MqttPacketType Type { get; }

    /// <summary>MQTT 5 properties; null when there are none and always in MQTT 3.1.1.</summary>
    public MqttProperties? Properties { get; init; }
}

/// <summary>The message that a server is asked to publish when the client vanishes.</summary>
public sealed record MqttWill(string Topic, ReadOnlyMemory<byte> Payload, MqttQoS QoS, bool Retain)
{
    /// <summary>Properties of the message, MQTT 5 only.</summary>
    public MqttProperties? Properties { get; init; }
}

/// <summary>CONNECT. The password never appears in <see cref="object.ToString"/>.</summary>
/// <param name="Version">Protocol level.</param>
/// <param name="ClientId">May be empty: then the server names the client.</param>
/// <param name="CleanStart">MQTT 5 Clean Start, or MQTT 3.1.1 Clean Session.</param>
/// <param name="KeepAlive">Seconds, 0 for none.</param>
public sealed record MqttConnect(MqttVersion Version, string ClientId, bool CleanStart, ushort KeepAlive) : MqttPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.Connect;

    /// <summary>User name, if any.</summary>
    public string? UserName { get; init; }

    /// <summary>Password, if any: often a token.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>Will, if any.</summary>
    public MqttWill? Will { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"CONNECT {Version} client '{ClientId}' user '{UserName}' password {(Password is null ? "none" : "redacted")}";
}

/// <summary>CONNACK. In MQTT 3.1.1 the reason travels as the nearest return code.</summary>
public sealed record MqttConnAck(bool SessionPresent, MqttReasonCode Reason) : MqttPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.ConnAck;
}

/// <summary>PUBLISH.</summary>
/// <param name="Topic">Topic name: never empty, no wildcards.</param>
/// <param name="Payload">The message, owned by this packet.</param>
/// <param name="QoS">Quality of service.</param>
public sealed record MqttPublish(string Topic, ReadOnlyMemory<byte> Payload, MqttQoS QoS) : MqttPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.Publish;

    /// <summary>1 to 65,535 with QoS 1 and 2, else 0.</summary>
    public ushort PacketId { get; init; }

    /// <summary>The sender has sent it before, perhaps in an earlier connection.</summary>
    public bool Duplicate { get; init; }

    /// <summary>The sender asks the server to keep it for later subscribers.</summary>
    public bool Retain { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"PUBLISH {Topic} {Payload.Length} bytes {QoS} id {PacketId}";
}

/// <summary>A PUBLISH over the packet limit, of which the decoder skips all that is not here. Never written.</summary>
/// <param name="Topic">Topic name.</param>
/// <param name="QoS">1 or 2: it can be refused by an answer.</param>
/// <param name="PacketId">1 to 65,535.</param>
/// <param name="Bytes">Size of the whole packet.</param>
public sealed record MqttOversizedPublish(string Topic, MqttQoS QoS, ushort PacketId, long Bytes) : MqttPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.Publish;
}

/// <summary>
/// PUBACK, PUBREC, PUBREL or PUBCOMP. In MQTT 3.1.1 the reason is always <see cref="MqttReasonCode.Success"/>.
/// </summary>
public sealed record MqttPublishAnswer(MqttPacketType AnswerType, ushort PacketId, MqttReasonCode Reason) : MqttPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => AnswerType;
}

/// <summary>What a retaining server would send at once; this endpoint has nothing retained.</summary>
public enum MqttRetainHandling : byte
{
    /// <summary>Retained messages are sent.</summary>
    Send = 0,

    /// <summary>Retained messages are sent if the subscription is new.</summary>
    SendIfNew = 1,

    /// <summary>Retained messages are not sent.</summary>
    DoNotSend = 2,
}

/// <summary>One filter of SUBSCRIBE with its options; MQTT 3.1.1 has the QoS only.</summary>
public sealed record MqttSubscription(string Filter, MqttQoS QoS)
{
    /// <summary>Do not send the client its own messages.</summary>
    public bool NoLocal { get; init; }

    /// <summary>Keep the retain flag as published.</summary>
    public bool RetainAsPublished { get; init; }

    /// <summary>What to do with retained messages.</summary>
    public MqttRetainHandling RetainHandling { get; init; }
}

/// <summary>SUBSCRIBE: one filter or more.</summary>
public sealed record MqttSubscribe(ushort PacketId, IReadOnlyList<MqttSubscription> Subscriptions) : MqttPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.Subscribe;
}

/// <summary>SUBACK: one reason for each filter, in order. MQTT 3.1.1 knows 0, 1, 2 and 0x80.</summary>
public sealed record MqttSubAck(ushort PacketId, IReadOnlyList<MqttReasonCode> Reasons) : MqttPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.SubAck;
}

/// <summary>UNSUBSCRIBE: one filter or more.</summary>
public sealed record MqttUnsubscribe(ushort PacketId, IReadOnlyList<string> Filters) : MqttPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.Unsubscribe;
}

/// <summary>UNSUBACK: one reason for each filter, in order; none in MQTT 3.1.1.</summary>
public sealed record MqttUnsubAck(ushort PacketId, IReadOnlyList<MqttReasonCode> Reasons) : MqttPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.UnsubAck;
}

/// <summary>PINGREQ.</summary>
public sealed record MqttPingRequest : MqttPacket
{
    /// <summary>It has no content, so one is enough.</summary>
    public static MqttPingRequest Instance { get; } = new();

    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.PingReq;
}

/// <summary>PINGRESP.</summary>
public sealed record MqttPingResponse : MqttPacket
{
    /// <summary>It has no content, so one is enough.</summary>
    public static MqttPingResponse Instance { get; } = new();

    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.PingResp;
}

/// <summary>DISCONNECT. In MQTT 3.1.1 only the client sends it, without a reason.</summary>
public sealed record MqttDisconnect(MqttReasonCode Reason) : MqttPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.Disconnect;
}

/// <summary>AUTH, MQTT 5 only. This endpoint decodes it in order to refuse it.</summary>
public sealed record MqttAuth(MqttReasonCode Reason) : MqttPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.Auth;
}
