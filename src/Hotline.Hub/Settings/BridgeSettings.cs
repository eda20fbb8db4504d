using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Settings;

/// <summary>
/// One broker of somebody else's, at which the hub is an MQTT client: section <c>bridges</c>. Printing it never shows
/// the password.
/// </summary>
public sealed record BridgeSettings
{
    /// <summary>Most bridges of one hub.</summary>
    public const int Most = 16;

    /// <summary>MQTT 5.</summary>
    public const string Version5 = "5";

    /// <summary>MQTT 3.1.1.</summary>
    public const string Version311 = "3.1.1";

    // What every server must take (MQTT 3.1.1 §3.1.3.1) and more; nothing in it can harm a topic.
    private const int LongestClientId = 64;

    /// <summary>
    /// What logs, the journal and <c>/readyz</c> call it: 1 to 32 lower-case letters, digits or hyphens; unique.
    /// </summary>
    public string Name { get; init; } = "";

    /// <summary>Host name, also the name that its certificate must carry; or IP address.</summary>
    public string Host { get; init; } = "";

    /// <summary>Port; that of MQTT over TLS unless given.</summary>
    [Between(1, 65535)]
    public int Port { get; init; } = 8883;

    /// <summary>Version of MQTT: <c>5</c>, or <c>3.1.1</c> for a broker that knows nothing newer.</summary>
    public string Protocol { get; init; } = Version5;

    /// <summary>
    /// Protection: implicit (TLS from the first byte), or none for a broker on the loopback interface. MQTT has no
    /// STARTTLS.
    /// </summary>
    public ServerTls Tls { get; init; } = ServerTls.Implicit;

    /// <summary>
    /// PEM file of certificate authorities to trust for this broker, instead of the system's; null for the system's.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>
    /// PEM file of the certificate chain that we show the broker; null for none. Read at each connection.
    /// </summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file of its key. Read at each connection.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>User name for logging in; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Password for logging in; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// File whose first line is the password, instead of it. Read at each connection, so that a changed one is in
    /// force at the next.
    /// </summary>
    public string? PasswordFile { get; init; }

    /// <summary>
    /// MQTT client id: letters, digits, hyphens, underscores, at most 64; null for one made of the bridge's name and
    /// the hub's id. The broker keeps our session under it.
    /// </summary>
    public string? ClientId { get; init; }

    /// <summary>
    /// The participants whose messages, events and receipts go to this broker, and who may submit there; separated by
    /// commas. Nobody else's do.
    /// </summary>
    public ImmutableArray<string> Participants { get; init; } = [];

    /// <summary>How long the line may be silent before we ask whether the broker is there.</summary>
    [Between("00:00:01", "00:05:00")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the broker has for one answer; a connection that is slower is made anew.</summary>
    [Between("00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Most messages under way without an acknowledgement, each way; the broker may set less for what we send.
    /// </summary>
    [Between(1, 1000)]
    public int InFlight { get; init; } = 64;

    /// <summary>Most messages a second that are taken from the broker; what is more waits there.</summary>
    [Between(1, 10_000)]
    public int MessagesPerSecond { get; init; } = 200;

    /// <summary>How long the broker is asked to keep our session while we are away (MQTT 5).</summary>
    [Between("00:01:00", "31.00:00:00")]
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(7);

    /// <summary>First pause before a new connection; doubles, with jitter.</summary>
    [Between("00:00:00.1", "00:00:10")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause; also the one after the broker refused to let us in.</summary>
    [Between("00:00:01", "00:10:00")]
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a message goes to the broker only to see that it comes back.</summary>
    [Between("00:00:01", "01:00:00")]
    public TimeSpan Canary { get; init; } = TimeSpan.FromMinutes(1);

    internal bool IsVersion5 => Protocol == Version5;

    /// <summary>All faults of all bridges, each with key, value and what is allowed.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<BridgeSettings> bridges)
    {
        if (bridges.Count > Most)
        {
            yield return BridgeSettingErrors.TooMany(bridges.Count, Most).ToString();
        }
        foreach (var same in bridges.GroupBy(b => b.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return BridgeSettingErrors.SameName(MailSettings.Show(same.Key), same.Count()).ToString();
        }
        foreach (var fault in bridges.SelectMany((bridge, i) => bridge.Faults($"bridges.{i}")))
        {
            yield return fault;
        }
    }

    private IEnumerable<string> Faults(string key) => Refusals(key).Select(r => r.ToString())
        .Concat(BetweenAttribute.Faults(key, this));

    private IEnumerable<Refusal> Refusals(string key)
    {
        if (!Names.IsName(Name))
        {
            yield return BridgeSettingErrors.Name(key, MailSettings.Show(Name));
        }
        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            yield return BridgeSettingErrors.Host(key, MailSettings.Show(Host));
        }
        if (Protocol is not (Version5 or Version311))
        {
            yield return BridgeSettingErrors.Protocol(key, MailSettings.Show(Protocol));
        }
        if (Participants.IsDefaultOrEmpty || Participants.Distinct(StringComparer.Ordinal).Count() < Participants.Length
            || !Participants.All(p => Names.IsParticipant(p)))
        {
            var given = Participants.IsDefault ? "" : string.Join(',', Participants);
            yield return BridgeSettingErrors.Participants(key, MailSettings.Show(given));
        }
        if (ClientId is { } id && (id.Length is 0 or > LongestClientId
            || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            yield return BridgeSettingErrors.ClientId(key, MailSettings.Show(id), LongestClientId);
        }
        if (LongestPause < Pause)
        {
            yield return BridgeSettingErrors.Pauses(key, Pause, LongestPause);
        }
        foreach (var fault in TlsFaults(key).Concat(LoginFaults(key)))
        {
            yield return fault;
        }
    }

    private IEnumerable<Refusal> TlsFaults(string key)
    {
        if (Tls == ServerTls.StartTls || !Enum.IsDefined(Tls))
        {
            yield return BridgeSettingErrors.StartTls(key);
        }
        if (Tls == ServerTls.None && !RelaySettings.IsLoopback(Host))
        {
            yield return BridgeSettingErrors.Plaintext(key, MailSettings.Show(Host));
        }
        if (CaFile is { } file && NamedFile.UnreadableAuthorities(file) is { } why)
        {
            yield return BridgeSettingErrors.CaFile(key, MailSettings.Show(file), why);
        }
        if (Certificate is null != CertificateKey is null || (Certificate is not null && Tls == ServerTls.None))
        {
            yield return BridgeSettingErrors.CertificateAlone(key);
        }
        else if (Certificate is not null && UnusableCertificate() is { } broken)
        {
            yield return BridgeSettingErrors.Certificate(key, MailSettings.Show(Certificate), broken);
        }
    }

    private IEnumerable<Refusal> LoginFaults(string key)
    {
        if (Password is not null && PasswordFile is not null)
        {
            yield return BridgeSettingErrors.TwoPasswords(key);
        }
        else if (User is null && (Password ?? PasswordFile) is not null)
        {
            yield return BridgeSettingErrors.PasswordAlone(key);
        }
        if (Password is null && PasswordFile is { } file && NamedFile.UnreadableSecret(file) is { } why)
        {
            yield return BridgeSettingErrors.PasswordFile(key, MailSettings.Show(file), why);
        }
    }

    private string? UnusableCertificate()
    {
        try
        {
            X509Certificate2.CreateFromPemFile(Certificate!, CertificateKey).Dispose();
            return null;
        }
        catch (Exception broken) when (
            broken is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return broken.GetType().Name;
        }
    }

    private bool PrintMembers(StringBuilder builder)
    {
        var credentials = User is null ? "" : ", with credentials";
        builder.Append(CultureInfo.InvariantCulture, $"{Name} {Host}:{Port} {Tls}{credentials}");
        return true;
    }
}
