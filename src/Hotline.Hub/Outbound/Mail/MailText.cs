using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Hub.Access;
using Hotline.Hub.Doors.Http;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using static Hotline.Hub.Carriers.Mail.MailWords;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>Everything that a mail is written from. All of it is journaled or in the directory and does not change, so the mail does not either.</summary>
/// <param name="Key">Which mail.</param>
/// <param name="Step">The step of the ladder that ordered it: mail, deputy, diplomatic or coordinator.</param>
/// <param name="Ordered">The time of the entry that ordered it; becomes the Date.</param>
/// <param name="Opening">The message that opened the exchange.</param>
/// <param name="Compact">The same as it was signed.</param>
/// <param name="Windows">The windows that run for the addressee; an information addressee has only delivery.</param>
/// <param name="To">Mail address of the point of contact.</param>
public sealed record MailNotice(
    MailKey Key, EscalationStep Step, DateTimeOffset Ordered, Envelope Opening, string Compact, ImmutableArray<OpenedWindow> Windows, string To);

/// <summary>
/// Writes the mail for a notice. It says who, to whom, which kind and when, never what: the content is only in the attachment, and the
/// message's own subject is quoted only for TLP:AMBER, GREEN and CLEAR, never for a coordinator. It holds no link; whoever
/// sees one in a mail of the hotline knows that it is forged.
/// </summary>
public static class MailText
{
    /// <summary>Composes; refusals 5051 to 5054 when something in it may not stand in a mail.</summary>
    /// <param name="notice">What to tell.</param>
    /// <param name="settings">Addresses of the hub.</param>
    /// <param name="labels">What bounces are known by.</param>
    public static Outcome<OutgoingMail> Compose(MailNotice notice, MailSettings settings, BounceLabels labels)
    {
        var mail = new OutgoingMail
        {
            Key = notice.Key,
            To = notice.To,
            From = settings.From,
            ReplyTo = settings.ReplyTo,
            ReturnPath = labels.ReturnAddress(notice.Key, notice.Ordered),
            Subject = Subject(notice),
            Text = notice.Step == EscalationStep.Coordinator ? ForCoordinator(notice) : ForAddressee(notice),
            Envelope = notice.Step == EscalationStep.Coordinator ? null : notice.Compact,
            MessageId = labels.MessageId(notice.Key, notice.Ordered),
            Date = notice.Ordered,
            Precedence = notice.Opening.Precedence,
            Status = notice.Opening.Status,
        };
        return mail.Check() is { } refusal ? refusal : mail;
    }

    /// <summary>Status first and loudly, then TLP (which belongs in the subject: TLP 2.0, "e-mail"), precedence, kind, and by when.</summary>
    private static string Subject(MailNotice notice)
    {
        var e = notice.Opening;
        var label = e.Status == Status.Actual ? "" : $"[{Loud(e.Status)}] ";
        if (notice.Step == EscalationStep.Coordinator)
        {
            return $"{label}{Loud(e.Precedence)}: {notice.Key.Addressee} is silent in exchange {e.Exchange}";
        }
        var due = Asked(notice).FirstOrDefault() is { } first ? $", {Act(first.Window)} by {Time(first.Due)}" : "";
        return $"{label}[{Label(e.Tlp)}] {Loud(e.Precedence)} {Words(e.Kind)} from {e.From} to {notice.Key.Addressee}{due}";
    }

    private static string ForAddressee(MailNotice notice)
    {
        var e = notice.Opening;
        var text = new MailPage();
        text.Banner(e.Status);
        text.Paragraph($"HOTLINE: a signed message from {e.From} for {notice.Key.Addressee}");
        text.Paragraph(notice.Step switch
        {
            EscalationStep.Mail or EscalationStep.Remind => Delivery(notice) is { } delivery && delivery.Due <= notice.Ordered
                ? $"It comes to you by mail because no program of {notice.Key.Addressee} had confirmed it by {Time(delivery.Due)}."
                : $"It comes to you by mail because the rules of the exchange send it so, without waiting for a program of {notice.Key.Addressee} to confirm it.",
            EscalationStep.Deputy => $"It comes to you as deputy because {notice.Key.Addressee} has not done in time what the message asks for.",
            EscalationStep.Diplomatic => $"It comes to you as diplomatic point of contact because {notice.Key.Addressee} has not done in time what the message asks for.",
            EscalationStep.Coordinator => "",
        });
        Facts(text, notice);
        if (MayQuote(e))
        {
            text.Row("Subject", e.Subject!);
        }
        text.End();
        Due(text, notice, $"What is due from {notice.Key.Addressee}");
        text.Heading("What to do");
        text.Paragraph("1. Save this mail as MAIL.eml (or its attachment message.jws) and open it. That checks the signature and shows the content; it works without the hub:");
        text.Line("     hotline --profile PROFILE open MAIL.eml");
        text.Blank();
        if (Asked(notice).Any(w => w.Window == Window.Acknowledgement))
        {
            text.Paragraph("2. Acknowledge: at your console, or");
            text.Line($"     hotline --profile PROFILE ack {e.Exchange}");
            text.Blank();
            text.Paragraph("or, when only mail works, make a reply with a signed acknowledgement, and send it with any mail program to the address that this mail wants replies at:");
            text.Line("     hotline --profile PROFILE ack MAIL.eml -o reply.eml");
            text.Blank();
            text.Paragraph("An acknowledgement says that the message was received; it does not mean agreement with its content.");
            text.Paragraph("Nothing else acknowledges: not opening this mail, not a reply in words, not an automatic answer.");
        }
        text.Foot(e.Status);
        return text.ToString();
    }

    private static string ForCoordinator(MailNotice notice)
    {
        var e = notice.Opening;
        var text = new MailPage();
        text.Banner(e.Status);
        text.Paragraph($"HOTLINE: {notice.Key.Addressee} is silent");
        text.Paragraph($"You are told as coordinator, who watches times, not contents: {notice.Key.Addressee} has not done in time what a message from {e.From} asks for. What the message says is not part of this mail.");
        Facts(text, notice);
        text.End();
        Due(text, notice, $"What was or is due from {notice.Key.Addressee}");
        text.Heading("What to do");
        text.Paragraph($"Reach {notice.Key.Addressee} by another way. The record of the exchange, with every time and its basis:");
        text.Line($"     hotline --profile PROFILE show {e.Exchange}");
        text.Blank();
        text.Paragraph("An acknowledgement says that a message was received; it does not mean agreement with its content.");
        text.Foot(e.Status);
        return text.ToString();
    }

    private static void Facts(MailPage text, MailNotice notice)
    {
        var e = notice.Opening;
        text.Row("From", $"{e.From}, point of contact {e.Sender}");
        text.Row("To", $"{notice.Key.Told}, point of contact {notice.Key.Poc}");
        text.Row("Kind", Words(e.Kind));
        text.Row("Precedence", $"{Loud(e.Precedence)} (speed of service, not importance)");
        text.Row("Status", e.Status == Status.Actual ? "actual" : Loud(e.Status));
        text.Row("TLP", $"{Label(e.Tlp)}, {Meaning(e.Tlp)}");
        text.Row("Regime", e.Regime);
        text.Row("Exchange", e.Exchange.ToString());
        text.Row("Made", $"{Time(e.Created)}, as its sender says");
    }

    private static void Due(MailPage text, MailNotice notice, string heading)
    {
        text.Heading(heading);
        if (!Asked(notice).Any())
        {
            text.Paragraph("Nothing: it is sent for information. Please open it all the same.");
            return;
        }
        foreach (var window in Asked(notice))
        {
            var source = Printable(window.Basis.Source);
            text.Paragraph($"{Act(window.Window)} by {Time(window.Due)} " + window.Basis.Kind switch
            {
                BasisKind.Regime => $"(set by the regime: {source})",
                BasisKind.OperatorDefault => $"(operator default, {source})",
            });
        }
    }

    private static OpenedWindow? Delivery(MailNotice notice) => notice.Windows.FirstOrDefault(w => w.Window == Window.Delivery);

    private static IEnumerable<OpenedWindow> Asked(MailNotice notice) => notice.Windows.Where(w => w.Window != Window.Delivery).OrderBy(w => w.Due);

    /// <summary>A subject that holds something a mail program might turn into a link is left to the attachment.</summary>
    private static bool MayQuote(Envelope e) =>
        e is { Tlp: Tlp.Amber or Tlp.Green or Tlp.Clear, Subject: { } subject }
        && !subject.Contains("://", StringComparison.Ordinal) && !subject.Contains("www.", StringComparison.OrdinalIgnoreCase)
        && !subject.Contains("mailto:", StringComparison.OrdinalIgnoreCase) && !subject.Contains('@', StringComparison.Ordinal);

    private static string Act(Window window) => window switch
    {
        Window.Delivery => "delivery",
        Window.Acknowledgement => "acknowledge",
        Window.Response => "respond",
    };
}
