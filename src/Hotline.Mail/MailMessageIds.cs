using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Mail;

/// <summary>Which mail: the one about an exchange, on account of an addressee, to a point of contact, of its opening message or of a reply. There is only one of each at a time.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">The addressee for whose silence it is sent, or to whose part of the exchange the reply belongs.</param>
/// <param name="Told">The participant it goes to.</param>
/// <param name="Poc">The point of contact it goes to.</param>
/// <param name="Reply">The reply that it holds; null when it holds the opening message.</param>
public sealed record MailKey(MessageId Exchange, string Addressee, string Told, string Poc, MessageId? Reply = null);

/// <summary>A Message-ID of a hub's, read back.</summary>
/// <param name="Mail">Which mail.</param>
/// <param name="Ordered">When a step ordered it.</param>
/// <param name="Label">What its sender put in so that nobody can guess the id; null when it put nothing in. Not checked here.</param>
public sealed record MailMessageId(MailKey Mail, DateTimeOffset Ordered, string? Label);

/// <summary>
/// The Message-ID of a mail: <c>&lt;EXCHANGE.ADDRESSEE.TOLD.POC.ORDERED@DOMAIN&gt;</c> in lower case, ORDERED in milliseconds since 1970; with a
/// reply's id, a label or both, <c>….ORDERED.REPLY.LABEL@DOMAIN</c>. It follows from what the mail is, so a retry after a broken conversation is the same mail to every relay,
/// one that a later step orders is another, and a bounce leads back to what was sent.
/// </summary>
public static class MailMessageIds
{
    private const int LongestLabel = 64;
    private const long LatestOrder = 253_402_300_799_999; // the last millisecond of the year 9999

    /// <summary>Writes the id, angle brackets included.</summary>
    /// <param name="mail">Which mail.</param>
    /// <param name="ordered">When a step ordered it.</param>
    /// <param name="domain">The hub's mail domain, in any case.</param>
    /// <param name="label">1 to 64 letters and digits, in any case; null for none.</param>
    public static string Compose(MailKey mail, DateTimeOffset ordered, string domain, string? label = null) => string.Create(CultureInfo.InvariantCulture,
        $"<{mail.Exchange}.{mail.Addressee}.{mail.Told}.{mail.Poc}.{ordered.ToUnixTimeMilliseconds()}{(mail.Reply is { } reply ? $".{reply}" : "")}{(label is null ? "" : "." + label)}@{domain}>").ToLowerInvariant();

    /// <summary>Reads an id of ours back; false for every other. Case does not matter: some relays change it.</summary>
    /// <param name="text">A Message-ID, with or without angle brackets.</param>
    /// <param name="domain">The hub's mail domain.</param>
    /// <param name="id">What it says.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, string domain, [NotNullWhen(true)] out MailMessageId? id)
    {
        id = null;
        if (text is null || text.Length > 500)
        {
            return false;
        }
        if (text.StartsWith('<') && text.EndsWith('>') && text.Length > 2)
        {
            text = text[1..^1];
        }
        var at = text.LastIndexOf('@');
        if (at < 0 || !text.AsSpan(at + 1).Equals(domain, StringComparison.OrdinalIgnoreCase)
            || text[..at].Split('.') is not [var exchange, var addressee, var told, var poc, var ordered, .. var rest])
        {
            return false;
        }
        (addressee, told, poc) = (addressee.ToUpperInvariant(), told.ToUpperInvariant(), poc.ToLowerInvariant());
        MessageId? reply = null;
        if (rest is [var first, ..] && MessageId.TryParse(first.ToLowerInvariant(), out var named))
        {
            (reply, rest) = (named, rest[1..]);
        }
        if (rest.Length > 1 || !MessageId.TryParse(exchange.ToLowerInvariant(), out var opening)
            || !Names.IsParticipant(addressee) || !Names.IsParticipant(told) || !Names.IsName(poc)
            || !long.TryParse(ordered, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds > LatestOrder
            || rest is [var label] && (label.Length is 0 or > LongestLabel || !label.All(char.IsAsciiLetterOrDigit)))
        {
            return false;
        }
        id = new MailMessageId(new MailKey(opening, addressee, told, poc, reply), DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), rest is [var given] ? given.ToLowerInvariant() : null);
        return true;
    }
}
