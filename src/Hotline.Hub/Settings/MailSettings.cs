using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Hotline.Mail;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Settings;

/// <summary>
/// How the connection to a relay is protected. There is no "if offered": a relay that should have TLS and has none gets
/// no mail.
/// </summary>
public enum RelayTls
{
    /// <summary>TLS by STARTTLS, certificate checked; otherwise the relay counts as down.</summary>
    StartTls,

    /// <summary>No TLS. Only for relays on the loopback interface.</summary>
    None,
}

/// <summary>One relay. Printing it never shows the password.</summary>
public sealed record RelaySettings
{
    /// <summary>What logs and the journal call it: 1 to 32 lower-case letters, digits or hyphens; unique.</summary>
    public string Name { get; init; } = "relay";

    /// <summary>Host name, also the name that its certificate must carry; or IP address.</summary>
    public string Host { get; init; } = "";

    /// <summary>Port, 1 to 65535. Default 587 (submission, RFC 6409).</summary>
    public int Port { get; init; } = 587;

    /// <summary>Protection. Default STARTTLS.</summary>
    public RelayTls Tls { get; init; } = RelayTls.StartTls;

    /// <summary>
    /// PEM file of certificate authorities to trust for this relay, instead of the system's; null for the system's.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>User name for AUTH; null for none. Needs STARTTLS.</summary>
    public string? User { get; init; }

    /// <summary>Password for AUTH.</summary>
    public string? Password { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        var credentials = User is null ? "" : ", with credentials";
        builder.Append(CultureInfo.InvariantCulture, $"{Name} {Host}:{Port} {Tls}{credentials}");
        return true;
    }
}

/// <summary>
/// When a relay is left alone for a while, and for how long. The defaults open at a hotline's volume: two failures in
/// ten minutes.
/// </summary>
public sealed record BreakerSettings
{
    /// <summary>Attempts before the ratio counts, 2 to 100. Default 2.</summary>
    public int MinimumThroughput { get; init; } = 2;

    /// <summary>Share of failures that opens it, 0.1 to 1. Default 0.5.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Over how long attempts are counted, 30 seconds to 1 hour. Default 10 minutes.</summary>
    public TimeSpan Sampling { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long it stays open before one attempt is let through, 1 second to 10 minutes. Default 30 seconds.
    /// </summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Settings of the mail carrier, section <c>mail</c>. <see cref="Faults()"/> says all that is wrong with them.
/// </summary>
public sealed record MailSettings
{
    /// <summary>
    /// The longest that one attempt over all relays may take; what is still owed then is due again later.
    /// </summary>
    public static readonly TimeSpan Total = TimeSpan.FromSeconds(30);

    // A local part has at most 64 characters (RFC 5321).
    private const int LongestMailbox = 64 - 1 - BounceLabelLength;

    /// <summary>Letters and digits of the label that makes a bounce believable: 128 bits.</summary>
    public const int BounceLabelLength = 32;

    /// <summary>
    /// Relays, in the order in which they are tried; at most 4. None: mails are written to <c>DATA/outbox</c>.
    /// </summary>
    public IReadOnlyList<RelaySettings> Relays { get; init; } = [];

    /// <summary>The hub's address as readers see it.</summary>
    public string From { get; init; } = "hotline@hub.example";

    /// <summary>
    /// The hub's inbound address, from which mail reaches <see cref="InboundMaildir"/>. Replies go there, and bounces
    /// unless <see cref="Bounces"/> is set.
    /// </summary>
    public string ReplyTo { get; init; } = "hotline@hub.example";

    /// <summary>
    /// Mailbox for bounces, from which mail with any extension (<c>bounces+LABEL@…</c>) reaches <see
    /// cref="InboundMaildir"/>: the label that makes a bounce believable then stands in the return address alone. Null
    /// for none: it is then part of the Message-ID. At most 31 characters before the at sign.
    /// </summary>
    public string? Bounces { get; init; }

    /// <summary>Right side of Message-IDs: a domain of the operator's.</summary>
    public string Domain { get; init; } = "hub.example";

    /// <summary>
    /// How long one relay has for one mail, 1 to 30 seconds. Times the number of relays it may not exceed 30 seconds.
    /// Default 8 seconds.
    /// </summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Further attempts at the same relay when it fails at once (not when it does not answer), 0 to 3. Default 1.
    /// </summary>
    public int Retries { get; init; } = 1;

    /// <summary>
    /// First wait before a retry, 50 milliseconds to 5 seconds; doubles, with jitter. Default 500 milliseconds.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>One breaker a relay.</summary>
    public BreakerSettings Breaker { get; init; } = new();

    /// <summary>
    /// Maildir to which the operator's MTA delivers mail for <see cref="ReplyTo"/>; null for <c>DATA/maildir</c>.
    /// </summary>
    public string? InboundMaildir { get; init; }

    /// <summary>
    /// How often the Maildir is looked at when nothing wakes the reader, 200 milliseconds to 10 minutes. Default 5
    /// seconds.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>All faults, each with key, value and what is allowed; none when the settings can be used.</summary>
    public IEnumerable<string> Faults()
    {
        var own = new[] { ("mail.from", From), ("mail.replyTo", ReplyTo) };
        foreach (var (key, value) in own.Where(a => !MailAddresses.IsPlain(a.Item2)))
        {
            yield return $"{key} = '{Show(value)}': must be a plain ASCII mail address of at most 254 characters.";
        }
        if (Bounces is not null && (!MailAddresses.IsPlain(Bounces)
            || Bounces.IndexOf('@', StringComparison.Ordinal) > LongestMailbox
            || Bounces.Contains('+', StringComparison.Ordinal)))
        {
            yield return $"mail.bounces = '{Show(Bounces)}': must be a plain ASCII mail address with at most "
                + $"{LongestMailbox} characters and no plus before the at sign: plus and label are put there.";
        }
        if (Uri.CheckHostName(Domain) != UriHostNameType.Dns || Domain.Length > 120)
        {
            yield return $"mail.domain = '{Show(Domain)}': must be a domain name of at most 120 characters.";
        }
        foreach (var fault in Ranges())
        {
            yield return fault;
        }
        if (Relays.Count > 4)
        {
            yield return $"mail.relays has {Relays.Count} relays: at most 4.";
        }
        if (Relays.Count > 1 && Relays.Count * AttemptTimeout > Total)
        {
            yield return $"mail.attemptTimeout = {AttemptTimeout}: times {Relays.Count} relays it exceeds {Total}; "
                + "the last relay would never have its turn.";
        }
        foreach (var same in Relays.GroupBy(r => r.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"mail.relays: the name '{Show(same.Key)}' is used {same.Count()} times: "
                + "each relay needs its own.";
        }
        foreach (var fault in Relays.SelectMany((relay, i) => Faults($"mail.relays.{i}", relay)))
        {
            yield return fault;
        }
    }

    private IEnumerable<string> Ranges() => new[]
    {
        Between("attemptTimeout", AttemptTimeout, TimeSpan.FromSeconds(1), Total),
        Between("retries", Retries, 0, 3),
        Between("retryDelay", RetryDelay, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5)),
        Between("pollInterval", PollInterval, TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(10)),
        Between("breaker.minimumThroughput", Breaker.MinimumThroughput, 2, 100),
        Between("breaker.failureRatio", Breaker.FailureRatio, 0.1, 1.0),
        Between("breaker.sampling", Breaker.Sampling, TimeSpan.FromSeconds(30), TimeSpan.FromHours(1)),
        Between("breaker.break", Breaker.Break, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
    }.OfType<string>();

    private static IEnumerable<string> Faults(string key, RelaySettings relay)
    {
        if (!Names.IsName(relay.Name))
        {
            yield return $"{key}.name = '{Show(relay.Name)}': "
                + "must be 1 to 32 lower-case letters, digits or hyphens, a letter first.";
        }
        if (Uri.CheckHostName(relay.Host) == UriHostNameType.Unknown)
        {
            yield return $"{key}.host = '{Show(relay.Host)}': must be a host name or an IP address.";
        }
        if (relay.Port is < 1 or > 65535)
        {
            yield return Invariant($"{key}.port = {relay.Port}: must be 1 to 65535.");
        }
        if (!Enum.IsDefined(relay.Tls))
        {
            yield return $"{key}.tls = {relay.Tls}: must be StartTls or None.";
        }
        if (relay.Tls == RelayTls.None && !IsLoopback(relay.Host))
        {
            yield return $"{key}.tls = None: allowed only for a relay on the loopback interface "
                + $"(localhost, 127.0.0.0/8, ::1), not for '{Show(relay.Host)}'. Use StartTls.";
        }
        if (relay.User is null != relay.Password is null)
        {
            yield return $"{key}.user and {key}.password: give both or neither.";
        }
        if (relay.User is not null && relay.Tls == RelayTls.None)
        {
            yield return $"{key}.user: credentials are sent only over TLS. Use StartTls.";
        }
        if (relay.CaFile is { } file && UnreadableAuthorities(file) is { } why)
        {
            yield return $"{key}.caFile = '{Show(file)}': must be a PEM file with at least one certificate ({why}).";
        }
    }

    private static string? UnreadableAuthorities(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? null : "it holds none";
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return broken.GetType().Name;
        }
    }

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static string? Between<T>(string key, T value, T from, T to) where T : IComparable<T> =>
        value.CompareTo(from) >= 0 && value.CompareTo(to) <= 0
            ? null : Invariant($"mail.{key} = {value}: must be {from} to {to}.");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Show(string text) => new([.. text.Take(60).Select(c => char.IsControl(c) ? '?' : c)]);
}
