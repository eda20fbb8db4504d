using System.Text;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Mail;

/// <summary>
/// A mail of ours, complete: whoever sends it adds nothing but trace headers, so the same record written twice is the
/// same mail, byte for byte. <see cref="Check"/> says whether it may be written; everybody who writes one asks.
/// </summary>
public abstract record WrittenMail
{
    /// <summary>Longest text, in characters.</summary>
    public const int MaximumText = 32 * 1024;

    /// <summary>Longest subject, name and Message-ID, in characters.</summary>
    public const int MaximumLine = 300;

    private protected WrittenMail()
    {
    }

    /// <summary>
    /// The exchange that it belongs to; stands in the header <see cref="MailForm.ExchangeHeader"/>. Null when it is
    /// about a mail, whatever exchange that was about.
    /// </summary>
    public abstract MessageId? Exchange { get; }

    /// <summary>
    /// True when a program sends it, without a person: says so in the headers of RFC 3834, and no program answers it.
    /// </summary>
    public abstract bool IsAutomatic { get; }

    /// <summary>The envelope's sender; empty when nothing may come back (RFC 3834 §3.3).</summary>
    public virtual string EnvelopeSender => ReturnPath ?? From;

    /// <summary>Mail address: the address alone, without a name.</summary>
    public required string To { get; init; }

    /// <summary>The author's address as readers see it.</summary>
    public required string From { get; init; }

    /// <summary>The author's name as readers see it, in any alphabet; null for none.</summary>
    public string? FromName { get; init; }

    /// <summary>Where replies go; null when that is <see cref="From"/>.</summary>
    public required string? ReplyTo { get; init; }

    /// <summary>
    /// The envelope's sender: bounces come back to it. The mail itself does not show it. Null when that is
    /// <see cref="From"/>.
    /// </summary>
    public required string? ReturnPath { get; init; }

    /// <summary>One line.</summary>
    public required string Subject { get; init; }

    /// <summary>The readable text; lines end with LF.</summary>
    public required string Text { get; init; }

    /// <summary>The signed envelope, compact; null for a mail without.</summary>
    public required string? Envelope { get; init; }

    /// <summary>Message-ID with its angle brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>Message-ID of the mail that it answers, with its angle brackets; null when none.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>
    /// The Date header: the time of what it tells, never of an attempt to send it. Written in whole seconds.
    /// </summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Speed of service; becomes Importance and X-Priority.</summary>
    public required Precedence Precedence { get; init; }

    /// <summary>Actual, exercise or test; stands in the Comments header.</summary>
    public required Status Status { get; init; }

    /// <summary>
    /// True when the part before the at sign of one of its addresses is not ASCII: such an address has no other form,
    /// so only a relay that offers SMTPUTF8 (RFC 6531) can take the mail. A domain has an ASCII form, which is used.
    /// </summary>
    public bool NeedsUtf8 =>
        new[] { To, From, ReplyTo, ReturnPath }.Any(address => address is not null && MailAddress.NeedsUtf8(address));

    /// <summary>Null when it may be written; else 5051 to 5054.</summary>
    public Refusal? Check()
    {
        (string Field, string? Value)[] addresses =
            [(nameof(To), To), (nameof(From), From), (nameof(ReplyTo), ReplyTo), (nameof(ReturnPath), ReturnPath)];
        (string Field, string? Value)[] lines =
        [
            .. addresses,
            (nameof(FromName), FromName), (nameof(Subject), Subject), (nameof(MessageId), MessageId),
            (nameof(InReplyTo), InReplyTo),
            (nameof(Envelope), Envelope),
        ];
        foreach (var (field, value) in lines)
        {
            if (value is not null && value.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'))
            {
                return WritingErrors.LineBreak(field);
            }
        }
        foreach (var (field, value) in addresses)
        {
            if (value is not null && !MailAddress.IsOne(value))
            {
                return WritingErrors.BadAddress(field);
            }
        }
        if (Text.Any(c => char.IsControl(c) && c is not '\n'))
        {
            return WritingErrors.LineBreak(nameof(Text));
        }
        if (Subject.Length > MaximumLine || MessageId.Length > MaximumLine || FromName?.Length > MaximumLine
            || InReplyTo?.Length > MaximumLine || Text.Length > MaximumText
            || Envelope?.Length > EnvelopeLimits.Bytes)
        {
            return WritingErrors.TooLong();
        }
        return MessageId is ['<', .., '>'] && Ascii.IsValid(MessageId)
            && MessageId.Contains('@', StringComparison.Ordinal) && !MessageId.Contains(' ', StringComparison.Ordinal)
            && (Envelope is null || Ascii.IsValid(Envelope)) ? null : WritingErrors.BadMessageId();
    }
}
