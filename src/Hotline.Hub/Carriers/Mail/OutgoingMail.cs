using System.Buffers;
using System.Net.Mail;
using System.Text;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Carriers.Mail;

/// <summary>
/// A mail to one point of contact, complete: whoever sends it adds nothing but trace headers, so the same record sent twice is the same mail,
/// byte for byte. <see cref="Check"/> says whether it may be sent; every sender asks.
/// </summary>
public sealed record OutgoingMail
{
    private static readonly SearchValues<char> NotInAddress = SearchValues.Create(" \t\r\n\"<>,;:()[]\\");

    /// <summary>Longest text, in characters.</summary>
    public const int MaximumText = 32 * 1024;

    /// <summary>Longest line of any header, in characters.</summary>
    public const int MaximumLine = 300;

    /// <summary>Which mail it is; there is only one of each.</summary>
    public required MailKey Key { get; init; }

    /// <summary>How logs and refusals name whom it goes to: <c>XC/officer</c>, never an address.</summary>
    public string Label => $"{Key.Told}/{Key.Poc}";

    /// <summary>Mail address: the address alone, ASCII.</summary>
    public required string To { get; init; }

    /// <summary>The hub's address as readers see it.</summary>
    public required string From { get; init; }

    /// <summary>The hub's inbound address: replies come back to it.</summary>
    public required string ReplyTo { get; init; }

    /// <summary>The envelope's sender: bounces come back to it. The mail itself does not show it.</summary>
    public required string ReturnPath { get; init; }

    /// <summary>One line.</summary>
    public required string Subject { get; init; }

    /// <summary>The readable text; lines end with LF.</summary>
    public required string Text { get; init; }

    /// <summary>The signed envelope, compact; null for mails to a coordinator.</summary>
    public string? Envelope { get; init; }

    /// <summary>Message-ID with its angle brackets, from <see cref="BounceLabels"/>.</summary>
    public required string MessageId { get; init; }

    /// <summary>The Date header: the time of the escalation entry, never of the attempt. Written in whole seconds.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Speed of service; becomes Importance and X-Priority.</summary>
    public required Precedence Precedence { get; init; }

    /// <summary>Actual, exercise or test; stands in the Comments header.</summary>
    public required Status Status { get; init; }

    /// <summary>Null when it may be sent; else 5051 to 5054.</summary>
    public Refusal? Check()
    {
        foreach (var (field, value) in new[] { (nameof(To), To), (nameof(From), From), (nameof(ReplyTo), ReplyTo), (nameof(ReturnPath), ReturnPath), (nameof(Subject), Subject), (nameof(MessageId), MessageId), (nameof(Envelope), Envelope ?? "") })
        {
            if (value.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'))
            {
                return SendErrors.LineBreak(field);
            }
        }
        foreach (var (field, value) in new[] { (nameof(To), To), (nameof(From), From), (nameof(ReplyTo), ReplyTo), (nameof(ReturnPath), ReturnPath) })
        {
            if (!IsAddress(value))
            {
                return SendErrors.BadAddress(field);
            }
        }
        if (Text.Any(c => char.IsControl(c) && c is not '\n'))
        {
            return SendErrors.LineBreak(nameof(Text));
        }
        if (Subject.Length > MaximumLine || MessageId.Length > MaximumLine || Text.Length > MaximumText || Envelope?.Length > EnvelopeLimits.Bytes)
        {
            return SendErrors.TooLong();
        }
        return MessageId is ['<', .., '>'] && Ascii.IsValid(MessageId) && MessageId.Contains('@', StringComparison.Ordinal) && !MessageId.Contains(' ', StringComparison.Ordinal)
            && (Envelope is null || Ascii.IsValid(Envelope)) ? null : SendErrors.BadMessageId();
    }

    /// <summary>True for an address alone, without name or comment, in ASCII, at most 254 characters.</summary>
    public static bool IsAddress(string text) =>
        text.Length is > 2 and <= 254 && Ascii.IsValid(text) && !text.AsSpan().ContainsAny(NotInAddress)
        && MailAddress.TryCreate(text, out var parsed) && parsed.Address == text;
}
