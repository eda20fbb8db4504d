using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>
/// What stands behind the endpoint. The application owns identities, sessions and messages; the endpoint owns nothing
/// that outlives a connection, and hands its packet ids back to be kept with the session. Called concurrently for
/// different connections.
/// </summary>
public interface IMqttApplication
{
    /// <summary>
    /// Decides who connects and which session it may have; must not start the session yet. The token is cancelled at
    /// the connect timeout and when the client leaves. An exception is answered with 0x80.
    /// </summary>
    ValueTask<MqttConnectResult> ConnectAsync(MqttConnectRequest request, CancellationToken cancellationToken);
}

/// <summary>The application's answer to CONNECT.</summary>
public abstract record MqttConnectResult
{
    private MqttConnectResult()
    {
    }

    /// <summary>
    /// Let in. Before <paramref name="StartAsync"/> is called, any other connection with the same
    /// <paramref name="SessionKey"/> has been closed with 0x8E and its session has ended, so there is never more than
    /// one live session to a key. Build the key from the authenticated identity and the client id: with the client id
    /// alone a stranger could throw somebody else out.
    /// </summary>
    public sealed record Granted(
        string SessionKey, Func<CancellationToken, ValueTask<MqttSessionStart>> StartAsync) : MqttConnectResult;

    /// <summary>Kept out with this reason (0x80 or above); the text is sent to MQTT 5 clients.</summary>
    public sealed record Refused(MqttReasonCode Reason, string? ReasonString) : MqttConnectResult
    {
        /// <summary>Sent to MQTT 5 clients, for machines to read; for example the number of the refusal.</summary>
        public IReadOnlyList<MqttUserProperty> UserProperties { get; init; } = [];
    }
}

/// <summary>A session that has begun or gone on, and what CONNACK says of it.</summary>
/// <param name="Session">Owned by the endpoint from now on: it calls <see cref="IMqttSession.EndAsync"/> once.</param>
/// <param name="SessionPresent">The client's subscriptions from an earlier connection are still there.</param>
public sealed record MqttSessionStart(IMqttSession Session, bool SessionPresent)
{
    /// <summary>Filters that are subscribed already; they count towards the limit of a session.</summary>
    public IReadOnlyCollection<string> Subscriptions { get; init; } = [];

    /// <summary>
    /// The packet ids of a session that goes on, as the connection before left them; fresh ones for one that begins.
    /// </summary>
    public MqttSessionState State { get; init; } = new();

    /// <summary>
    /// Seconds that the session outlives the connection, when that differs from what the client asked for.
    /// </summary>
    public uint? SessionExpiryInterval { get; init; }

    /// <summary>Sent with CONNACK to MQTT 5 clients.</summary>
    public IReadOnlyList<MqttUserProperty> UserProperties { get; init; } = [];
}
