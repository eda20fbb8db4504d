using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using static Hotline.Hub.Carriers.Mail.MailWords;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>Everything that the mail of a reply is written from. All of it is journaled or in the directory and does not change, so the mail does not either.</summary>
/// <param name="Key">Which mail.</param>
/// <param name="Ordered">The time of the entry that ordered it; becomes the Date.</param>
/// <param name="Reply">The reply.</param>
/// <param name="Compact">The same as it was signed.</param>
/// <param name="To">Mail address of the point of contact.</param>
public sealed record ReplyNotice(MailKey Key, DateTimeOffset Ordered, Envelope Reply, string Compact, string To);

/// <summary>Writes the mail of a reply to a side that reads by mail: what it is, never what it says, which is only in the attachment. It holds no link.</summary>
public static class ReplyText
{
    /// <summary>Composes; refusals 5051 to 5054 when something in it may not stand in a mail.</summary>
    /// <param name="notice">What to tell.</param>
    /// <param name="settings">Addresses of the hub.</param>
    /// <param name="labels">What bounces are known by.</param>
    public static Outcome<OutgoingMail> Compose(ReplyNotice notice, MailSettings settings, BounceLabels labels)
    {
        var e = notice.Reply;
        var mail = new OutgoingMail
        {
            Key = notice.Key,
            To = notice.To,
            From = settings.From,
            ReplyTo = settings.ReplyTo,
            ReturnPath = labels.ReturnAddress(notice.Key, notice.Ordered),
            Subject = $"{(e.Status == Status.Actual ? "" : $"[{Loud(e.Status)}] ")}[{Label(e.Tlp)}] {Loud(e.Precedence)} {Words(e.Kind)} from {e.From} in exchange {e.Exchange}",
            Text = Text(notice),
            Envelope = notice.Compact,
            MessageId = labels.MessageId(notice.Key, notice.Ordered),
            Date = notice.Ordered,
            Precedence = e.Precedence,
            Status = e.Status,
        };
        return mail.Check() is { } refusal ? refusal : mail;
    }

    private static string Text(ReplyNotice notice)
    {
        var e = notice.Reply;
        var text = new MailPage();
        text.Banner(e.Status);
        text.Paragraph($"HOTLINE: a signed {Words(e.Kind)} from {e.From} for {notice.Key.Told}");
        text.Paragraph($"It comes to you by mail because mail is the last way in which {notice.Key.Told} took part in this exchange.");
        text.Row("From", $"{e.From}, point of contact {e.Sender}");
        text.Row("To", $"{notice.Key.Told}, point of contact {notice.Key.Poc}");
        text.Row("Kind", Words(e.Kind));
        text.Row("Precedence", $"{Loud(e.Precedence)} (speed of service, not importance)");
        text.Row("Status", e.Status == Status.Actual ? "actual" : Loud(e.Status));
        text.Row("TLP", $"{Label(e.Tlp)}, {Meaning(e.Tlp)}");
        text.Row("Regime", e.Regime);
        text.Row("Exchange", e.Exchange.ToString());
        text.Row("Made", $"{Time(e.Created)}, as its sender says");
        if (e.ExpectBy is { } by)
        {
            text.Row("Answer by", $"{Time(by)}, as its sender promises");
        }
        text.Blank();
        if (Means(e) is { } means)
        {
            text.Paragraph(means);
        }
        text.Heading("What to do");
        text.Paragraph("Save this mail as MAIL.eml (or its attachment message.jws) and open it. That checks the signature and shows the content; it works without the hub:");
        text.Line("     hotline --profile PROFILE open MAIL.eml");
        text.Blank();
        text.Paragraph("Nothing is due from you on account of this mail.");
        text.Foot(e.Status);
        return text.ToString();
    }

    private static string? Means(Envelope e) => e.Kind switch
    {
        Kind.Acknowledgement => "An acknowledgement says that the message was received; it does not mean agreement with its content.",
        Kind.Withdrawal => $"{e.From} takes its message back. What happened stays on record.",
        Kind.Closure => $"{e.From} needs nothing more in this exchange.",
        _ => null,
    };
}
