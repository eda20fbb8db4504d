using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// A message of which somebody is told by mail. All of it is journaled or in the directory and does not change, so the
/// mail does not either.
/// </summary>
/// <param name="Key">Which mail.</param>
/// <param name="Ordered">The time of the entry that ordered it; becomes the Date.</param>
/// <param name="Message">The message.</param>
/// <param name="Compact">The same as it was signed.</param>
/// <param name="To">Mail address of the point of contact.</param>
public sealed record MailedMessage(MailKey Key, DateTimeOffset Ordered, Envelope Message, string Compact, string To)
{
    /// <summary>The mail; refusals 5051 to 5054 when something in it may not stand in one.</summary>
    /// <param name="words">What it says.</param>
    /// <param name="settings">Addresses of the hub.</param>
    /// <param name="labels">What bounces are known by.</param>
    public Outcome<OutgoingMail> Compose(MailWording words, MailSettings settings, BounceLabels labels)
    {
        var author = settings.Author;
        var mail = new OutgoingMail
        {
            Key = Key,
            To = To,
            From = author.Address,
            FromName = author.Name,
            ReplyTo = settings.Replies,
            ReturnPath = labels.ReturnAddress(Key, Ordered),
            Subject = words.Subject,
            Text = words.Text,
            Envelope = words.WithEnvelope ? Compact : null,
            MessageId = labels.MessageId(Key, Ordered),
            Date = Ordered,
            Precedence = Message.Precedence,
            Status = Message.Status,
        };
        return mail.Check() is { } refusal ? refusal : mail;
    }
}

/// <summary>What a mail says.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Text">Lines that end with LF.</param>
/// <param name="WithEnvelope">True when the signed message is attached.</param>
public sealed record MailWording(string Subject, string Text, bool WithEnvelope);

/// <summary>A window in which something is or was due from the addressee on whose account somebody is told.</summary>
/// <param name="Window">Which.</param>
/// <param name="Due">When it ends.</param>
/// <param name="Basis">Where the number comes from.</param>
public sealed record DueWindow(Window Window, DateTimeOffset Due, Basis Basis);
