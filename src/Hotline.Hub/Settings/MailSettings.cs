using Hotline.Mail;

namespace Hotline.Hub.Settings;

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

    /// <summary>
    /// The hub's address as readers see it, alone or with a name: <c>Hotline of XZ &lt;hotline@xz.example&gt;</c>. The
    /// name may be in any alphabet; the address is ASCII, so that every relay takes the hub's mails.
    /// </summary>
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

    /// <summary>A mailbox that is read by IMAP, beside the Maildir.</summary>
    public ImapSettings Imap { get; init; } = new();

    /// <summary><see cref="From"/>, read.</summary>
    internal Mailbox Author => MailAddresses.Read(From) ?? new Mailbox(null, From);

    /// <summary>All faults, each with key, value and what is allowed; none when the settings can be used.</summary>
    public IEnumerable<string> Faults()
    {
        if (MailAddresses.Read(From) is not { } author || !MailAddresses.IsPlain(author.Address))
        {
            yield return $"mail.from = '{Show(From)}': must be an ASCII mail address of at most 254 characters, alone "
                + "or with a name before it: NAME <ADDRESS>.";
        }
        if (!MailAddresses.IsPlain(ReplyTo))
        {
            yield return $"mail.replyTo = '{Show(ReplyTo)}': "
                + "must be a plain ASCII mail address of at most 254 characters.";
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
        foreach (var fault in Imap.Faults())
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
        foreach (var fault in Relays.SelectMany((relay, i) => relay.Faults($"mail.relays.{i}")))
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

    private static string? Between<T>(string key, T value, T from, T to) where T : IComparable<T> =>
        value.CompareTo(from) >= 0 && value.CompareTo(to) <= 0
            ? null : Invariant($"mail.{key} = {value}: must be {from} to {to}.");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    internal static string Show(string text) => new([.. text.Take(60).Select(c => char.IsControl(c) ? '?' : c)]);
}
