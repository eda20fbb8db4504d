using System.Collections.Immutable;
using System.Net;
using Hotline.Core.Streams;
using Hotline.Journal;
using Hotline.Protocol.Tokens;

namespace Hotline.Hub.Settings;

/// <summary>
/// Everything an operator may set: <c>config/hotline.json</c>, then environment <c>HOTLINE__SECTION__NAME</c>, then the
/// command line. Defaults stand here and nowhere else.
/// </summary>
public sealed class HubSettings
{
    /// <summary>
    /// Directory of everything the hub keeps: journal, keys, directory, outbox, maildir. One hub a directory.
    /// </summary>
    public string Data { get; set; } = "./data";

    /// <summary>
    /// What the data directory is for: an exercise, in which nothing is actual, or a real hub. It says so itself from
    /// its first start on, and is refused as the other. Until then: as marked takes an empty directory for an exercise,
    /// and one with a directory.json of the operator's for real.
    /// </summary>
    public HubPurpose Purpose { get; set; } = HubPurpose.AsMarked;

    public ListenSettings Listen { get; set; } = new();

    public TokenSettings Tokens { get; set; } = new();

    public LimitSettings Limits { get; set; } = new();

    public RuleSettings Rules { get; set; } = new();

    public JournalSettings Journal { get; set; } = new();

    public DiskSettings Disk { get; set; } = new();

    public MailSettings Mail { get; set; } = new();

    /// <summary>Brokers of others at which the hub is an MQTT client; at most 16. Default none.</summary>
    public IReadOnlyList<BridgeSettings> Bridges { get; set; } = [];

    public ExerciseSettings Exercise { get; set; } = new();

    public LogSettings Log { get; set; } = new();

    public TelemetrySettings Telemetry { get; set; } = new();
}

/// <summary>What a data directory is for.</summary>
public enum HubPurpose
{
    /// <summary>What it says itself.</summary>
    AsMarked,

    /// <summary>Nothing in it is real.</summary>
    Exercise,

    /// <summary>Real traffic; exercises on it say so, message by message.</summary>
    Real,
}

/// <summary>Where the hub listens. Anything but loopback needs TLS.</summary>
public sealed class ListenSettings
{
    /// <summary>HTTP and SignalR addresses, separated by semicolons.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:5080";

    /// <summary>MQTT address as HOST:PORT; <c>0</c> turns MQTT off. TLS is used when a certificate is set.</summary>
    public string Mqtt { get; set; } = "127.0.0.1:1883";

    /// <summary>PEM file of the certificate chain for https and MQTT; empty for none.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>PEM file of its key.</summary>
    public string CertificateKey { get; set; } = "";

    /// <summary>True only where something in front of the hub ends TLS on a network that nobody else reaches.</summary>
    public bool AllowPlaintext { get; set; }

    /// <summary>
    /// Addresses and networks (CIDR) of the reverse proxies in front of the hub, separated by commas: from them alone
    /// X-Forwarded-For, -Proto and -Host are believed. They must set or remove all three. Default none.
    /// </summary>
    public ImmutableArray<string> TrustedProxies { get; set; } = [];

    /// <summary>
    /// How browsers reach the hub, such as <c>https://hotline.example</c>: pages of no other origin may call it, and
    /// what the hub says of its address says this. Empty: by scheme and host of each request.
    /// </summary>
    public string PublicOrigin { get; set; } = "";
}

/// <summary>Life of access tokens.</summary>
public sealed class TokenSettings
{
    /// <summary>Of a token bound to nothing.</summary>
    [Between("00:00:30", "00:15:00")]
    public TimeSpan MaximumLife { get; set; } = TokenPolicy.Default.MaximumLife;

    /// <summary>Of a token bound to an MQTT client id.</summary>
    [Between("00:05:00", "31.00:00:00")]
    public TimeSpan MaximumBoundLife { get; set; } = TokenPolicy.Default.MaximumBoundLife;

    /// <summary>By how much issuer's and hub's clock may differ.</summary>
    [Between("00:00:00", "00:05:00")]
    public TimeSpan Skew { get; set; } = TokenPolicy.Default.Skew;

    public TokenPolicy ToPolicy() => new(MaximumLife, MaximumBoundLife, Skew);
}

/// <summary>Limits of the rules that an operator may choose.</summary>
public sealed class RuleSettings
{
    /// <summary>By how much a message may claim to be made after the hub's time.</summary>
    [Between("00:00:00", "01:00:00")]
    public TimeSpan FutureSkew { get; set; } = RuleLimits.Default.FutureSkew;

    /// <summary>How old a message may claim to be.</summary>
    [Between("00:05:00", "366.00:00:00")]
    public TimeSpan MaximumAge { get; set; } = RuleLimits.Default.MaximumAge;

    /// <summary>
    /// When a mail (or a notice by another means) that nobody took is tried again; after the last it is a dead letter.
    /// Separated by commas.
    /// </summary>
    public ImmutableArray<TimeSpan> MailRetries { get; set; } = [.. RuleLimits.Default.NoticeRetries];

    /// <summary>
    /// Signed replies of one participant that an exchange takes; what moves it on (the first acknowledgement, the first
    /// answer, its ending) is always taken.
    /// </summary>
    [Between(10, 10_000)]
    public int RepliesPerExchange { get; set; } = RuleLimits.Default.RepliesPerExchange;

    /// <summary>Bytes of these replies' envelopes together.</summary>
    [Between(65_536, 1_073_741_824)]
    public int ReplyBytesPerExchange { get; set; } = (int)RuleLimits.Default.ReplyBytesPerExchange;

    public RuleLimits ToLimits() => RuleLimits.Default with
    {
        FutureSkew = FutureSkew,
        MaximumAge = MaximumAge,
        NoticeRetries = MailRetries,
        RepliesPerExchange = RepliesPerExchange,
        ReplyBytesPerExchange = ReplyBytesPerExchange,
    };
}

/// <summary>How the journal is written.</summary>
public sealed class JournalSettings
{
    /// <summary>Most appends that wait to be written; beyond, callers are told to try again.</summary>
    [Between(16, 1_000_000)]
    public int Capacity { get; set; } = 4096;

    /// <summary>Most appends of one commit.</summary>
    [Between(1, 4096)]
    public int BatchSize { get; set; } = 512;

    /// <summary>How long facts that nobody waits for (carried) may wait for a commit.</summary>
    [Between("00:00:00", "00:00:05")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// File of the high-water mark, which says how far the journal has been: a journal that was rolled back is not
    /// served. On another disk than the data it outlives that one. Empty for DATA/journal.mark.
    /// </summary>
    public string Mark { get; set; } = "";

    public RecorderOptions ToOptions() => new() { Capacity = Capacity, BatchSize = BatchSize, Linger = Linger };
}

/// <summary>What holds only where the data directory was set up as the exercise.</summary>
public sealed class ExerciseSettings
{
    /// <summary>
    /// Lets whoever has the link that the hub prints at its start take a seat without approval, while every door is on
    /// a loopback address.
    /// </summary>
    public bool OpenSeats { get; set; } = true;
}

/// <summary>Logs go to standard error.</summary>
public sealed class LogSettings
{
    /// <summary>One JSON object a line instead of text.</summary>
    public bool Json { get; set; }
}

/// <summary>An address to listen on.</summary>
/// <param name="Address">The interface.</param>
/// <param name="Port">0 lets the system choose.</param>
/// <param name="Tls">True for https or MQTT over TLS.</param>
public sealed record ListenAddress(IPAddress Address, int Port, bool Tls);
