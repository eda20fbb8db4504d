using Hotline.Mail;

namespace Hotline.Hub.Settings;

/// <summary>
/// When a relay is left alone for a while, and for how long. The defaults open at a hotline's volume: two failures in
/// ten minutes.
/// </summary>
public sealed record BreakerSettings
{
    /// <summary>Attempts before the ratio counts.</summary>
    [Between(2, 100)]
    public int MinimumThroughput { get; init; } = 2;

    /// <summary>Share of failures that opens it.</summary>
    [Between(0.1, 1.0)]
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Over how long attempts are counted.</summary>
    [Between("00:00:30", "01:00:00")]
    public TimeSpan Sampling { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long it stays open before one attempt is let through.</summary>
    [Between("00:00:01", "00:10:00")]
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Mail, in and out: where it goes, under which addresses, and where it comes in.
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
    /// How long one relay has for one mail. Times the number of relays it may not exceed 30 seconds.
    /// </summary>
    [Between("00:00:01", "00:00:30")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Further attempts at the same relay when it fails at once (not when it does not answer).</summary>
    [Between(0, 3)]
    public int Retries { get; init; } = 1;

    /// <summary>First wait before a retry; doubles, with jitter.</summary>
    [Between("00:00:00.05", "00:00:05")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>One breaker a relay.</summary>
    public BreakerSettings Breaker { get; init; } = new();

    /// <summary>
    /// Maildir to which the operator's MTA delivers mail for <see cref="ReplyTo"/>; null for <c>DATA/maildir</c>.
    /// </summary>
    public string? InboundMaildir { get; init; }

    /// <summary>How often the Maildir is looked at when nothing wakes the reader.</summary>
    [Between("00:00:00.2", "00:10:00")]
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
        foreach (var fault in BetweenAttribute.Faults("mail", this)
            .Concat(BetweenAttribute.Faults("mail.breaker", Breaker)))
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

    internal static string Show(string text) => new([.. text.Take(60).Select(c => char.IsControl(c) ? '?' : c)]);
}
