using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using static Hotline.Hub.Outbound.Mail.MailWords;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// Writes the mail of a reply to a side that reads by mail: what it is, never what it says, which is only in the
/// attachment. It holds no link.
/// </summary>
public static class ReplyMailText
{
    /// <summary>The mail's words.</summary>
    /// <param name="mailed">The reply, and which mail it is.</param>
    public static MailWording Write(MailedMessage mailed)
    {
        var e = mailed.Message;
        var subject = $"{Label(e.Status)}[{Label(e.Tlp)}] {Loud(e.Precedence)} {Words(e.Kind)} "
            + $"from {e.From} in exchange {e.Exchange}";
        return new MailWording(subject, Text(mailed), WithEnvelope: true);
    }

    private static string Text(MailedMessage mailed)
    {
        var (e, told) = (mailed.Message, mailed.Key.Told);
        var text = new MailPage();
        text.Banner(e.Status);
        text.Paragraph($"HOTLINE: a signed {Words(e.Kind)} from {e.From} for {told}");
        text.Paragraph("It comes to you by mail because mail is the last way "
            + $"in which {told} took part in this exchange.");
        text.Facts(mailed);
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
        text.Paragraph("Save this mail as MAIL.eml (or its attachment message.jws) and open it. "
            + "That checks the signature and shows the content; it works without the hub:");
        text.Command("hotline --profile PROFILE open MAIL.eml");
        text.Paragraph("Nothing is due from you on account of this mail.");
        text.Foot(e.Status);
        return text.ToString();
    }

    /// <summary>What a reply means, where that is often taken wrongly.</summary>
    private static string? Means(Envelope e) => e.Kind switch
    {
        Kind.Acknowledgement => "An acknowledgement says that the message was received; "
            + "it does not mean agreement with its content.",
        Kind.Withdrawal => $"{e.From} takes its message back. What happened stays on record.",
        Kind.Closure => $"{e.From} needs nothing more in this exchange.",
        Kind.Response or Kind.IncidentNotification or Kind.RequestForInformation or Kind.RequestForAssistance
            or Kind.RequestForMitigation or Kind.RequestForConsultation or Kind.VulnerabilityReport
            or Kind.Declaration or Kind.CommunicationCheck => null,
    };
}
