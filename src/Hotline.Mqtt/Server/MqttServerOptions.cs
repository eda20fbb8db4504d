using System.Net;

namespace Hotline.Mqtt.Server;

/// <summary>Settings of the endpoint; <see cref="Faults"/> says what is out of range.</summary>
public sealed record MqttServerOptions
{
    /// <summary>What the codec takes.</summary>
    public MqttLimits Limits { get; init; } = new();

    /// <summary>
    /// Tell clients the Maximum Packet Size in CONNACK. Default false, because some clients obey by dropping a larger
    /// message without a word and reporting success (mosquitto_pub 2.0.11 does); untold, they send it and are refused
    /// with 0x95.
    /// </summary>
    public bool AnnounceMaxPacketBytes { get; init; }

    /// <summary>
    /// Messages of one connection that may be with the application at a time, 1 to 65,535. Default 256. Advertised as
    /// Receive Maximum: an MQTT 5 client that exceeds it with QoS 1 and 2 is disconnected with 0x93; QoS 0 and MQTT
    /// 3.1.1 wait unread.
    /// </summary>
    public int ReceiveMaximum { get; init; } = 256;

    /// <summary>
    /// QoS 1 and 2 messages that may be unanswered by a client, 1 to 32,767. Default 256; the client's Receive Maximum
    /// may lower it.
    /// </summary>
    public int SendMaximum { get; init; } = 256;

    /// <summary>
    /// Bytes of such messages, 1 KiB to 1 GiB, though one is always sent. Default 4 MiB; what is unanswered is kept.
    /// </summary>
    public int SendMaximumBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Messages asked of the application at a time, 1 to 4,096. Default 64.</summary>
    public int ReadBatch { get; init; } = 64;

    /// <summary>
    /// Clients that are let in at a time, 1 to 1,000,000. Default 10,000. Beyond: CONNACK 0x97, but for who takes an
    /// older connection over.
    /// </summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>
    /// Connections that have not been let in, in all, 1 to 1,000,000. Default 2,000. Beyond: the oldest is closed.
    /// </summary>
    public int MaxStrangers { get; init; } = 2000;

    /// <summary>
    /// Of these from one place, 1 to <see cref="MaxStrangers"/>. Default 100. Beyond: closed unread.
    /// </summary>
    public int MaxStrangersPerPlace { get; init; } = 100;

    /// <summary>
    /// The place that an address belongs to, to be compared by <see cref="object.Equals(object)"/>; null for the place
    /// of those that have none. Default: each address is one.
    /// </summary>
    public Func<IPAddress?, object?> PlaceOf { get; init; } = static address => address;

    /// <summary>Subscriptions of one session, 1 to 65,535. Default 128. Beyond: SUBACK 0x97.</summary>
    public int MaxSubscriptionsPerSession { get; init; } = 128;

    /// <summary>
    /// How long CONNECT, the application's answer and the take-over of an older connection may take together, 1 s to 5
    /// min. Default 10 s.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Keep-alive for MQTT 5 clients that ask for more than this, 5 s to 18 h. Default 5 min; advertised as Server Keep
    /// Alive. Who asks for none is told of none.
    /// </summary>
    public TimeSpan MaxKeepAlive { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a client without keep-alive may be silent before TCP asks whether it is there, 1 s to 2 h. Default 1
    /// min; four questions without an answer, 15 s apart, end the connection.
    /// </summary>
    public TimeSpan ProbeAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a client may take nothing of what is written before it is dropped with 0x8D, 1 s to 1 h. Default 2 min.
    /// </summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a closing connection may take to hand its last bytes over, 100 ms to 5 min, and how long messages that
    /// are still with the application have before they are cancelled. Default 5 s.
    /// </summary>
    public TimeSpan EndTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>One sentence for each value that is out of its range; empty when all is well.</summary>
    public IEnumerable<string> Faults() => Limits.Faults().Select(fault => $"{nameof(Limits)}.{fault}").Concat(new[]
    {
        SettingRange.Fault(nameof(ReceiveMaximum), ReceiveMaximum, 1, ushort.MaxValue),
        SettingRange.Fault(nameof(SendMaximum), SendMaximum, 1, short.MaxValue),
        SettingRange.Fault(nameof(SendMaximumBytes), SendMaximumBytes, 1024, 1024 * 1024 * 1024),
        SettingRange.Fault(nameof(ReadBatch), ReadBatch, 1, 4096),
        SettingRange.Fault(nameof(MaxConnections), MaxConnections, 1, 1_000_000),
        SettingRange.Fault(nameof(MaxStrangers), MaxStrangers, 1, 1_000_000),
        SettingRange.Fault(nameof(MaxStrangersPerPlace), MaxStrangersPerPlace, 1, MaxStrangers),
        SettingRange.Fault(nameof(MaxSubscriptionsPerSession), MaxSubscriptionsPerSession, 1, ushort.MaxValue),
        SettingRange.Fault(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
        SettingRange.Fault(nameof(MaxKeepAlive), MaxKeepAlive, TimeSpan.FromSeconds(5), TimeSpan.FromHours(18)),
        SettingRange.Fault(nameof(ProbeAfter), ProbeAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(2)),
        SettingRange.Fault(nameof(WriteTimeout), WriteTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        SettingRange.Fault(nameof(EndTimeout), EndTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
    }.OfType<string>());
}
