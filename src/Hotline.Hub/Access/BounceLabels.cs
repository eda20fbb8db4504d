using System.Security.Cryptography;
using System.Text;
using Hotline.Hub.Settings;
using Hotline.Mail;

namespace Hotline.Hub.Access;

/// <summary>
/// What makes a bounce believable: each mail goes out with a label that follows from which mail it is and from a secret
/// of the hub, and a delivery report counts only when it brings that label back. It stands in the return address where
/// the settings name a mailbox for bounces; only relays and the recipient see it there. Otherwise it is part of the
/// Message-ID, which also stands in replies. A retry has the same label.
/// </summary>
/// <param name="secret">At least 32 bytes that nobody else knows, the same for the life of the hub.</param>
/// <param name="settings">Checked settings.</param>
public sealed class BounceLabels(byte[] secret, MailSettings settings)
{
    /// <summary>Letters and digits of a label: 128 bits.</summary>
    public const int Length = MailSettings.BounceLabelLength;

    /// <summary>The Message-ID of a mail, angle brackets included.</summary>
    public string MessageId(MailKey mail, DateTimeOffset ordered) => MailMessageIds.Compose(
        mail, ordered, settings.Domain, settings.Bounces is null ? Of(mail, ordered) : null);

    /// <summary>
    /// Reads a Message-ID of this hub back, or the part before its at sign, which a mail has as its name in the
    /// envelope (<see cref="MailMessageIds.EnvelopeId"/>); null for every other.
    /// </summary>
    public MailMessageId? Read(string? messageId) => MailMessageIds.TryParse(
        messageId?.Contains('@', StringComparison.Ordinal) == false ? $"{messageId}@{settings.Domain}" : messageId,
        settings.Domain, out var id) ? id : null;

    /// <summary>The envelope's sender of a mail: where bounces go.</summary>
    public string ReturnAddress(MailKey mail, DateTimeOffset ordered) => settings.Bounces is { } mailbox
        ? mailbox.Insert(mailbox.LastIndexOf('@'), "+" + Of(mail, ordered)) : settings.ReplyTo;

    /// <summary>True when a report brings back the label of the mail that it is about.</summary>
    /// <param name="about">The Message-ID that the report gives back.</param>
    /// <param name="deliveredTo">The addresses that the report came to.</param>
    public bool Holds(MailMessageId about, IEnumerable<string> deliveredTo)
    {
        var right = Encoding.ASCII.GetBytes(Of(about.Mail, about.Ordered));
        return deliveredTo.Select(Extension).Append(about.Label).OfType<string>().Any(
            label => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(label.ToLowerInvariant()), right));
    }

    private string Of(MailKey mail, DateTimeOffset ordered)
    {
        var name = Encoding.UTF8.GetBytes(MailMessageIds.Compose(mail, ordered, settings.Domain));
        return Convert.ToHexStringLower(HMACSHA256.HashData(secret, name))[..Length];
    }

    /// <summary>What stands between the plus and the at sign of an address.</summary>
    private static string? Extension(string address)
    {
        var at = address.LastIndexOf('@');
        var plus = at < 0 ? -1 : address.LastIndexOf('+', at);
        return plus < 0 ? null : address[(plus + 1)..at];
    }
}
