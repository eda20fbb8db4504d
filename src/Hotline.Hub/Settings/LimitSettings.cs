namespace Hotline.Hub.Settings;

/// <summary>Limits on what one caller can use up.</summary>
public sealed class LimitSettings
{
    /// <summary>Envelopes a second that one key may submit, by all carriers together, on average.</summary>
    [Between(1, 1_000_000)]
    public int SubmitPerSecond { get; set; } = 50;

    /// <summary>Envelopes that one key may submit in a burst.</summary>
    [Between(1, 1_000_000)]
    public int SubmitBurst { get; set; } = 500;

    /// <summary>
    /// HTTP requests a second with one key, and of all strangers at one address (of IPv6: in one /64 network) together,
    /// on average.
    /// </summary>
    [Between(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 200;

    /// <summary>Open connections of one key, SignalR and MQTT together.</summary>
    [Between(1, 10_000)]
    public int ConnectionsPerKey { get; set; } = 32;

    /// <summary>
    /// Open HTTP connections that have shown no valid token, in all; beyond, the oldest of them is closed.
    /// </summary>
    [Between(16, 1_000_000)]
    public int HttpConnections { get; set; } = 8192;

    /// <summary>
    /// Open HTTP connections that have shown no valid token, of one address (of IPv6: one /64 network); as many may one
    /// key have that did. Trusted proxies may have more.
    /// </summary>
    [Between(4, 1_000_000)]
    public int HttpConnectionsPerAddress { get; set; } = 1024;

    /// <summary>
    /// How long an HTTP connection may take for its TLS handshake, the headers of a request, or its first word on a
    /// WebSocket.
    /// </summary>
    [Between("00:00:01", "00:02:00")]
    public TimeSpan HttpPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an HTTP connection may be open and ask nothing.</summary>
    [Between("00:00:01", "00:10:00")]
    public TimeSpan HttpIdle { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Streams that one SignalR connection may follow at a time.</summary>
    [Between(1, 64)]
    public int StreamsPerConnection { get; set; } = 4;

    /// <summary>
    /// Bytes that have been read for readers and that their lines have not taken yet, in all. Beyond, whoever has
    /// taken nothing for longest is cut, and the others wait for room.
    /// </summary>
    [Between(16 * 1024 * 1024, 2_000_000_000)]
    public int FanOutBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>Of these for one connection, all of its streams together; one message is always read.</summary>
    [Between(64 * 1024, 64 * 1024 * 1024)]
    public int FanOutBytesPerConnection { get; set; } = 1024 * 1024;

    /// <summary>
    /// How long a reader's line may take for one page of its feed (at most <c>fanOutBytesPerConnection</c>) before it
    /// is cut; it comes back at its cursor.
    /// </summary>
    [Between("00:00:01", "00:10:00")]
    public TimeSpan ReaderPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Messages of one key that wait to be written at a time; beyond, it is told when to come back. As many of
    /// precedence flash beside them; the same holds for the two limits below.
    /// </summary>
    [Between(1, 1_000_000)]
    public int WaitingPerKey { get; set; } = 512;

    /// <summary>Messages of one participant that wait to be written at a time.</summary>
    [Between(1, 1_000_000)]
    public int WaitingPerParticipant { get; set; } = 1024;

    /// <summary>Messages that came by one carrier and wait to be written at a time.</summary>
    [Between(1, 1_000_000)]
    public int WaitingPerCarrier { get; set; } = 3072;

    /// <summary>MQTT clients that are connected at a time.</summary>
    [Between(1, 1_000_000)]
    public int MqttClients { get; set; } = 10_000;

    /// <summary>
    /// Open MQTT connections that have not been let in, in all; beyond, the oldest of them is closed.
    /// </summary>
    [Between(16, 1_000_000)]
    public int MqttStrangers { get; set; } = 2000;

    /// <summary>Of these from one address (of IPv6: one /64 network); beyond, no more are taken from there.</summary>
    [Between(4, 1_000_000)]
    public int MqttStrangersPerAddress { get; set; } = 100;

    /// <summary>
    /// MQTT connections a second that one key may begin, on average; ten times as many in a burst.
    /// </summary>
    [Between(1, 1_000_000)]
    public int MqttConnectsPerSecond { get; set; } = 50;

    /// <summary>The same of all that come from one address (of IPv6: one /64 network), whoever they are.</summary>
    [Between(1, 1_000_000)]
    public int MqttConnectsPerSecondPerAddress { get; set; } = 500;

    /// <summary>
    /// MQTT filters a second to which one key may subscribe, on average; ten times as many in a burst.
    /// </summary>
    [Between(1, 1_000_000)]
    public int MqttSubscribesPerSecond { get; set; } = 100;

    /// <summary>
    /// Lasting MQTT sessions that one point of contact may have; beyond, no new one begins until another has ended.
    /// </summary>
    [Between(1, 10_000)]
    public int MqttSessionsPerPoc { get; set; } = 64;

    /// <summary>
    /// How long an MQTT session may outlive its connection, whatever its client asks for: also one of MQTT 3.1.1
    /// without Clean Session, which cannot say.
    /// </summary>
    [Between("01:00:00", "366.00:00:00")]
    public TimeSpan MqttSessionLife { get; set; } = TimeSpan.FromDays(31);

    /// <summary>How long an MQTT connection may take for its TLS handshake, and then until it is let in.</summary>
    [Between("00:00:01", "00:02:00")]
    public TimeSpan MqttPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Reports that are made at a time, a page of each in turn; beyond, callers are told when to ask again.
    /// </summary>
    [Between(1, 1000)]
    public int Reports { get; set; } = 10;

    /// <summary>Of these for one participant; as many more wait until one of its own is made.</summary>
    [Between(1, 1000)]
    public int ReportsPerParticipant { get; set; } = 5;

    /// <summary>Calls that one SignalR connection may have under way.</summary>
    [Between(1, 4096)]
    public int ParallelCalls { get; set; } = 256;

    /// <summary>What one page of one stream may hold.</summary>
    internal int PageBytes => FanOutBytesPerConnection / StreamsPerConnection;
}
