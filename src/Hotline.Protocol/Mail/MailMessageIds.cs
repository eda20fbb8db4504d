using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Hotline.Protocol.Envelopes;

namespace Hotline.Protocol.Mail;

/// <summary>Which mail: the one about an exchange, on account of an addressee, to a point of contact. There is only one of each at a time.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">The addressee for whose silence it is sent.</param>
/// <param name="Told">The participant it goes to.</param>
/// <param name="Poc">The point of contact it goes to.</param>
public sealed record MailKey(MessageId Exchange, string Addressee, string Told, string Poc);

/// <summary>
/// The Message-ID of a mail: <c>&lt;EXCHANGE.ADDRESSEE.TOLD.POC.ORDERED@DOMAIN&gt;</c> in lower case, ORDERED in milliseconds since 1970. It follows
/// from what the mail is, so a retry after a broken conversation is the same mail to every relay, one that a later step orders is another, and a
/// bounce leads back to what was sent.
/// </summary>
public static class MailMessageIds
{
    /// <summary>Writes the id, angle brackets included.</summary>
    /// <param name="mail">Which mail.</param>
    /// <param name="ordered">When a step ordered it.</param>
    /// <param name="domain">The hub's mail domain, in any case.</param>
    public static string Compose(MailKey mail, DateTimeOffset ordered, string domain) => string.Create(CultureInfo.InvariantCulture,
        $"<{mail.Exchange}.{mail.Addressee}.{mail.Told}.{mail.Poc}.{ordered.ToUnixTimeMilliseconds()}@{domain}>").ToLowerInvariant();

    /// <summary>Reads an id of ours back; false for every other. Case does not matter: some relays change it.</summary>
    /// <param name="text">A Message-ID, with or without angle brackets.</param>
    /// <param name="domain">The hub's mail domain.</param>
    /// <param name="mail">Which mail.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, string domain, [NotNullWhen(true)] out MailKey? mail)
    {
        mail = null;
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
            || text[..at].Split('.') is not [var exchange, var addressee, var told, var poc, var ordered])
        {
            return false;
        }
        (addressee, told, poc) = (addressee.ToUpperInvariant(), told.ToUpperInvariant(), poc.ToLowerInvariant());
        if (!MessageId.TryParse(exchange.ToLowerInvariant(), out var id)
            || !Names.IsParticipant(addressee) || !Names.IsParticipant(told) || !Names.IsName(poc)
            || !long.TryParse(ordered, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return false;
        }
        mail = new MailKey(id, addressee, told, poc);
        return true;
    }
}
