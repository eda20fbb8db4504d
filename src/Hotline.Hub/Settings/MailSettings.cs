using System.Text;
using Hotline.Mail;
using Hotline.Protocol;

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

    private const int LongestMailbox = MailAddress.LongestLocalPart - 1 - BounceLabelLength;
    private const int LongestMessageDomain = 120;

    /// <summary>The hub's address while it has none: mails are only written to <c>DATA/outbox</c>.</summary>
    private const string Nobody = "hotline@hub.example";

    private static readonly string Alone = $"one mail address of at most {MailAddress.Longest} bytes";

    /// <summary>Letters and digits of the label that makes a bounce believable: 128 bits.</summary>
    public const int BounceLabelLength = 32;

    /// <summary>
    /// Relays, in the order in which they are tried; at most 4. None: mails are written to <c>DATA/outbox</c>.
    /// </summary>
    public IReadOnlyList<RelaySettings> Relays { get; init; } = [];

    /// <summary>
    /// The hub's address as readers see it, alone or with a name: <c>Hotline of XZ &lt;hotline@xz.example&gt;</c>. The
    /// name may be in any alphabet. So may the address; but with letters beyond ASCII before the at sign only relays
    /// that offer SMTPUTF8 take the hub's mails, all the way to the recipient. Needed with <see cref="Relays"/>; else
    /// hotline@hub.example unless given.
    /// </summary>
    public string? From { get; init; }

    /// <summary>
    /// The hub's inbound address, from which mail reaches <see cref="InboundMaildir"/> or <see cref="Imap"/>. Replies
    /// go there, and bounces unless <see cref="Bounces"/> is set. Null for the address of <see cref="From"/>.
    /// </summary>
    public string? ReplyTo { get; init; }

    /// <summary>
    /// Mailbox for bounces, from which mail with any extension (<c>bounces+LABEL@…</c>) reaches <see
    /// cref="InboundMaildir"/>: the label that makes a bounce believable then stands in the return address alone. Null
    /// for none: it is then part of the Message-ID. At most 31 bytes before the at sign.
    /// </summary>
    public string? Bounces { get; init; }

    /// <summary>
    /// Right side of Message-IDs: a domain of the operator's. Null for that of <see cref="From"/>.
    /// </summary>
    public string? Domain { get; init; }

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

    /// <summary>How much may come in by mail.</summary>
    public MailIntakeSettings Intake { get; init; } = new();

    /// <summary>How long mails stay in the Maildir that the hub has dealt with.</summary>
    public MailKeptSettings Kept { get; init; } = new();

    /// <summary>A mailbox that is read by IMAP, beside the Maildir.</summary>
    public ImapSettings Imap { get; init; } = new();

    /// <summary><see cref="From"/>, read.</summary>
    public Mailbox Author => MailAddresses.Read(From) ?? new Mailbox(null, Nobody);

    /// <summary>Where replies go.</summary>
    public string Replies => ReplyTo ?? Author.Address;

    /// <summary><see cref="Domain"/> in ASCII, as Message-IDs are.</summary>
    public string MessageDomain =>
        MailAddress.AsciiDomain(Domain ?? Author.Address[(Author.Address.LastIndexOf('@') + 1)..]) ?? "";

    /// <summary>All faults, each with key, value and what is allowed; none when the settings can be used.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var fault in AddressFaults())
        {
            yield return fault;
        }
        foreach (var fault in BetweenAttribute.Faults("mail", this)
            .Concat(BetweenAttribute.Faults("mail.breaker", Breaker))
            .Concat(BetweenAttribute.Faults("mail.kept", Kept))
            .Concat(MailIntakeSettings.Faults(Intake)))
        {
            yield return fault;
        }
        foreach (var fault in Imap.Faults())
        {
            yield return fault;
        }
        if (InboundMaildir is { Length: 0 })
        {
            yield return SettingErrors.NotAccepted(
                "mail.inboundMaildir = '': must name a directory; leave it out for DATA/maildir.").ToString();
        }
        if (Relays.Count > 4)
        {
            yield return SettingErrors.NotAccepted(
                $"mail.relays has {Relays.Count} relays: at most 4.").ToString();
        }
        if (Relays.Count > 1 && Relays.Count * AttemptTimeout > Total)
        {
            yield return SettingErrors.Together(
                $"mail.attemptTimeout = {AttemptTimeout}: times {Relays.Count} relays it exceeds {Total}; "
                + "the last relay would never have its turn.").ToString();
        }
        foreach (var same in Relays.GroupBy(r => r.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return SettingErrors.NotAccepted(
                $"mail.relays: the name '{Show(same.Key)}' is used {same.Count()} times: "
                + "each relay needs its own.").ToString();
        }
        foreach (var fault in Relays.SelectMany((relay, i) => relay.Faults($"mail.relays.{i}")))
        {
            yield return fault;
        }
    }

    private IEnumerable<string> AddressFaults()
    {
        if (From is null && Relays.Count > 0)
        {
            yield return SettingErrors.Together(
                "mail.from is missing: relays need the hub's own address, such as hotline@xz.example.").ToString();
        }
        if (From is not null && MailAddresses.Read(From) is null)
        {
            yield return SettingErrors.NotAccepted(
                $"mail.from = '{Show(From)}': must be {Alone}, or with a name before it: NAME <ADDRESS>; "
                + "a name that holds a comma or a dot stands in double quotes.").ToString();
        }
        if (ReplyTo is not null && !MailAddress.IsOne(ReplyTo))
        {
            yield return SettingErrors.NotAccepted(
                $"mail.replyTo = '{Show(ReplyTo)}': must be {Alone}, without a name.").ToString();
        }
        if (Bounces is not null && (!MailAddress.IsOne(Bounces)
            || Encoding.UTF8.GetByteCount(Bounces.Split('@')[0]) > LongestMailbox
            || Bounces.Contains('+', StringComparison.Ordinal)))
        {
            yield return SettingErrors.NotAccepted(
                $"mail.bounces = '{Show(Bounces)}': must be {Alone}, without a name, with at most "
                + $"{LongestMailbox} bytes and no plus before the at sign: plus and label are put there.").ToString();
        }
        if ((Domain is null ? MessageDomain : MailAddress.AsciiDomain(Domain))
            is not { Length: <= LongestMessageDomain })
        {
            yield return SettingErrors.NotAccepted(
                $"mail.domain = '{Show(Domain ?? MessageDomain)}': must be a domain name of at most "
                + $"{LongestMessageDomain} characters in ASCII, such as xz.example.").ToString();
        }
    }

    internal static string Show(string text) => new([.. text.Take(60).Select(c => char.IsControl(c) ? '?' : c)]);
}
