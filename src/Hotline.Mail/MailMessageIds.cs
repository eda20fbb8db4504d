using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Mail;

/// <summary>A Message-ID of a hub's, read back.</summary>
/// <param name="Mail">Which mail.</param>
/// <param name="Ordered">When a step ordered it.</param>
/// <param name="Label">What its sender put in so that nobody can guess the id; null when it put nothing in. Not checked
/// here.</param>
public sealed record MailMessageId(MailKey Mail, DateTimeOffset Ordered, string? Label);

/// <summary>
/// The Message-ID of a mail: <see cref="MailKey.Name"/> in lower case,
/// <c>&lt;EXCHANGE.ADDRESSEE.TOLD.POC.ORDERED@DOMAIN&gt;</c>; with a reply's id, a label or both,
/// <c>….ORDERED.REPLY.LABEL@DOMAIN</c>. It follows from what the mail is, so a retry after a broken conversation is the
/// same mail to every relay, one that a later step orders is another, and a bounce leads back to what was sent.
/// </summary>
public static class MailMessageIds
{
    private const int LongestLabel = 64;
    private const int LongestEnvelopeId = 100;
    private const long LatestOrder = 253_402_300_799_999; // the last millisecond of the year 9999

    /// <summary>Writes the id, angle brackets included.</summary>
    /// <param name="mail">Which mail.</param>
    /// <param name="ordered">When a step ordered it.</param>
    /// <param name="domain">The hub's mail domain, in any case.</param>
    /// <param name="label">1 to 64 letters and digits, in any case; null for none.</param>
    public static string Compose(MailKey mail, DateTimeOffset ordered, string domain, string? label = null) =>
        $"<{mail.Name(ordered)}{(label is null ? "" : "." + label)}@{domain}>".ToLowerInvariant();

    /// <summary>
    /// What a mail is called in the envelope (ENVID, RFC 3461 §4.4), so that a delivery report names it: its Message-ID
    /// up to the at sign. Null when that is longer than an ENVID may be.
    /// </summary>
    /// <param name="messageId">The Message-ID, with its angle brackets.</param>
    public static string? EnvelopeId(string messageId) =>
        messageId[1..messageId.LastIndexOf('@')] is { Length: <= LongestEnvelopeId } id ? id : null;

    /// <summary>Reads an id of ours back; false for every other. Case does not matter: some relays change it.</summary>
    /// <param name="text">A Message-ID, with or without angle brackets.</param>
    /// <param name="domain">The hub's mail domain.</param>
    /// <param name="id">What it says.</param>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, string domain, [NotNullWhen(true)] out MailMessageId? id)
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
            || !long.TryParse(ordered, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > LatestOrder
            || rest is [var label] && (label.Length is 0 or > LongestLabel || !label.All(char.IsAsciiLetterOrDigit)))
        {
            return false;
        }
        var key = new MailKey(opening, addressee, told, poc, reply);
        var when = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        id = new MailMessageId(key, when, rest is [var given] ? given.ToLowerInvariant() : null);
        return true;
    }
}
