using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>
/// One live connection's view of a session of the application. An exception from any method is logged and closes the
/// connection with 0x80, so that the client sends again; an expected refusal is a result.
/// </summary>
public interface IMqttSession
{
    /// <summary>
    /// Takes a message, and completes when it is durable: PUBACK or PUBREC follows from the result. Called in the order
    /// of arrival, the next one as soon as this returns its task, so up to Receive Maximum of them run at a time;
    /// answers keep the order of arrival whatever order the tasks complete in. The part before the first await runs on
    /// the connection's reading thread. The message is the application's to keep. A refusal (reason 0x80 or above)
    /// travels in PUBACK or PUBREC; where there is none, in MQTT 3.1.1 and with QoS 0, it closes the connection. The
    /// token is cancelled only when the connection has been gone for <see cref="MqttServerOptions.EndTimeout"/>.
    /// </summary>
    ValueTask<MqttPublishResult> PublishAsync(MqttPublish message, CancellationToken cancellationToken);

    /// <summary>
    /// Refuses a QoS 1 or 2 message that exceeds <see cref="MqttLimits.MaxPacketBytes"/> and was therefore not read.
    /// Override it for a text of your own; the reason must be a failure.
    /// </summary>
    MqttPublishResult RefuseOversized(string topic, long bytes) =>
        new(MqttReasonCode.QuotaExceeded, "The message is larger than this server takes; send less.");

    /// <summary>
    /// Takes a subscription; its filter is valid. Never concurrent with itself or with <see cref="UnsubscribeAsync"/>.
    /// </summary>
    ValueTask<MqttSubscribeResult> SubscribeAsync(MqttSubscribeRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a subscription up: Success, <see cref="MqttReasonCode.NoSubscriptionExisted"/> or a failure.
    /// </summary>
    ValueTask<MqttReasonCode> UnsubscribeAsync(string filter, CancellationToken cancellationToken);

    /// <summary>
    /// The next messages for the client, 1 to <paramref name="max"/> of them, oldest first; waits until there is one.
    /// Asked for only while the client takes more: the messages before are written, and fewer than its Receive Maximum
    /// are unanswered. Never concurrent with itself. In a new connection begin again with what was handed out and not
    /// answered, by their marks, and with nothing that was; what <see cref="MqttSessionState"/> knows to have been sent
    /// gets its packet id again, and <see cref="MqttOutbound.Duplicate"/> says that others may have been.
    /// </summary>
    ValueTask<IReadOnlyList<MqttOutbound>> ReadAsync(int max, CancellationToken cancellationToken);

    /// <summary>
    /// The client has answered a QoS 1 or 2 message (PUBACK, PUBREC): it has it. A reason of 0x80 or above is its
    /// refusal.
    /// <see cref="MqttReasonCode.PacketTooLarge"/> also says that the endpoint has not sent the message, of any QoS,
    /// because the client takes no packet of that size. Either way it is done with: move the cursor. Answers may come
    /// in any order. Never concurrent with itself; awaited before the connection's next packet is read.
    /// </summary>
    ValueTask AcknowledgedAsync(MqttOutbound message, MqttReasonCode reason, CancellationToken cancellationToken);

    /// <summary>
    /// The connection is over. Called once, last of all, after every other call has completed; the next connection to
    /// the key waits for it.
    /// </summary>
    ValueTask EndAsync(MqttSessionEnd end);
}

/// <summary>What became of a message from the client.</summary>
/// <param name="Reason">
/// Success, <see cref="MqttReasonCode.NoMatchingSubscribers"/>, or 0x80 and above for a refusal.
/// </param>
/// <param name="ReasonString">A sentence for people, up to 65,535 bytes; sent to MQTT 5 clients that want it.</param>
public readonly record struct MqttPublishResult(MqttReasonCode Reason, string? ReasonString = null)
{
    /// <summary>
    /// Sent to MQTT 5 clients that want it; for example the number of the refusal, or where the message was filed.
    /// </summary>
    public IReadOnlyList<MqttUserProperty>? UserProperties { get; init; }

    /// <summary>Durable.</summary>
    public static MqttPublishResult Accepted => default;
}

/// <summary>One filter that the client wants.</summary>
/// <param name="Filter">Valid, not shared.</param>
/// <param name="QoS">What can be granted: the QoS asked for.</param>
public sealed record MqttSubscribeRequest(string Filter, MqttQoS QoS)
{
    /// <summary>Do not send the client its own messages. MQTT 5.</summary>
    public bool NoLocal { get; init; }

    /// <summary>User properties of the SUBSCRIBE packet; for example a position to begin from. MQTT 5.</summary>
    public IReadOnlyList<MqttUserProperty> UserProperties { get; init; } = [];
}

/// <summary>
/// Answer to one filter: a granted QoS, or a reason of 0x80 and above with a sentence for people.
/// </summary>
public readonly record struct MqttSubscribeResult(MqttReasonCode Reason, string? ReasonString = null)
{
    /// <summary>Granted with this QoS.</summary>
    public static MqttSubscribeResult Granted(MqttQoS qos) => new(qos switch
    {
        MqttQoS.AtMostOnce => MqttReasonCode.Success,
        MqttQoS.AtLeastOnce => MqttReasonCode.GrantedQoS1,
        MqttQoS.ExactlyOnce => MqttReasonCode.GrantedQoS2,
    });
}

/// <summary>A message for the client. The application may derive from it to carry more of its own.</summary>
public record MqttOutbound(string Topic, ReadOnlyMemory<byte> Payload, MqttQoS QoS)
{
    /// <summary>
    /// Which message of the session it is, such as a position; never sent itself, but the packet id follows from it. 0
    /// or above, the same in every connection, and higher than those before it that are owed.
    /// </summary>
    public long Mark { get; init; }

    /// <summary>It may have been sent in an earlier connection, though the session state does not say so.</summary>
    public bool Duplicate { get; init; }

    /// <summary>Sent to MQTT 5 clients; may be shared between messages.</summary>
    public MqttProperties? Properties { get; init; }
}

/// <summary>Why a connection is over.</summary>
public enum MqttEndCause
{
    /// <summary>The client said DISCONNECT.</summary>
    ClientLeft,

    /// <summary>The transport closed or broke without DISCONNECT.</summary>
    ConnectionLost,

    /// <summary>The client was silent for too long, or did not take what was sent for too long.</summary>
    TimedOut,

    /// <summary>CONNECT was refused.</summary>
    ConnectRefused,

    /// <summary>The client broke the protocol or a limit.</summary>
    ProtocolFault,

    /// <summary>A refused message that the version or its QoS has no answer for.</summary>
    PublishRefused,

    /// <summary>A newer connection took the session key.</summary>
    TakenOver,

    /// <summary>The application asked for it.</summary>
    ClosedByApplication,

    /// <summary>The server goes down.</summary>
    ServerShutdown,

    /// <summary>The application threw.</summary>
    ApplicationFault,
}

/// <summary>How a connection ended.</summary>
/// <param name="Cause">Who or what ended it.</param>
/// <param name="Reason">The code that was sent or received, or that comes nearest.</param>
/// <param name="ReasonString">A sentence for people, if there is one.</param>
/// <param name="SessionExpiryInterval">
/// Seconds that the session shall live on, when the client's DISCONNECT changed it.
/// </param>
public sealed record MqttSessionEnd(
    MqttEndCause Cause, MqttReasonCode Reason, string? ReasonString, uint? SessionExpiryInterval);
