using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using static Hotline.Hub.Outbound.Mail.MailWords;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// Writes the mail that tells of an opening message, because an addressee is silent. It says who, to whom, which kind
/// and when, never what: the content is only in the attachment, and the message's own subject is quoted only for
/// TLP:AMBER, GREEN and CLEAR, never for a coordinator. It holds no link; whoever sees one in a mail of the hotline
/// knows that it is forged.
/// </summary>
/// <param name="mailed">The message, and which mail it is.</param>
/// <param name="step">The step of the ladder that ordered it: mail, deputy, diplomatic or coordinator.</param>
/// <param name="windows">
/// The windows that run for the addressee; an information addressee has only delivery.
/// </param>
public sealed class OpeningMailText(MailedMessage mailed, EscalationStep step, ImmutableArray<DueWindow> windows)
{
    private readonly Envelope _message = mailed.Message;
    private readonly string _addressee = mailed.Key.Addressee;

    private readonly ImmutableArray<DueWindow> _asked =
        [.. windows.Where(w => w.Window != Window.Delivery).OrderBy(w => w.Due)];

    private bool IsForCoordinator => step switch
    {
        EscalationStep.Coordinator => true,
        EscalationStep.Remind or EscalationStep.Mail or EscalationStep.Deputy or EscalationStep.Diplomatic => false,
    };

    /// <summary>The mail's words.</summary>
    public MailWording Write() => IsForCoordinator
        ? new MailWording(SubjectForCoordinator(), ForCoordinator(), WithEnvelope: false)
        : new MailWording(SubjectForAddressee(), ForAddressee(), WithEnvelope: true);

    private string SubjectForCoordinator() =>
        $"{Label(_message.Status)}{Loud(_message.Precedence)}: {_addressee} is silent in exchange {_message.Exchange}";

    /// <summary>
    /// Status first and loudly, then TLP (which belongs in the subject: TLP 2.0, "e-mail"), precedence, kind, and by
    /// when.
    /// </summary>
    private string SubjectForAddressee()
    {
        var due = _asked.FirstOrDefault() is { } first ? $", {Act(first.Window)} by {Time(first.Due)}" : "";
        return $"{Label(_message.Status)}[{Label(_message.Tlp)}] {Loud(_message.Precedence)} {Words(_message.Kind)} "
            + $"from {_message.From} to {_addressee}{due}";
    }

    private string ForAddressee()
    {
        var text = new MailPage();
        text.Banner(_message.Status);
        text.Paragraph($"HOTLINE: a signed message from {_message.From} for {_addressee}");
        text.Paragraph(Why());
        text.Facts(mailed);
        if (MayQuote(_message))
        {
            text.Row("Subject", _message.Subject!);
        }
        text.Blank();
        Due(text, $"What is due from {_addressee}");
        text.Heading("What to do");
        text.Paragraph("1. Save this mail as MAIL.eml (or its attachment message.jws) and open it. "
            + "That checks the signature and shows the content; it works without the hub:");
        text.Command("hotline --profile PROFILE open MAIL.eml");
        if (_asked.Any(w => w.Window == Window.Acknowledgement))
        {
            HowToAcknowledge(text);
        }
        text.Foot(_message.Status);
        return text.ToString();
    }

    private string Why() => step switch
    {
        EscalationStep.Mail or EscalationStep.Remind => WhyByMail(),
        EscalationStep.Deputy =>
            $"It comes to you as deputy because {_addressee} has not done in time what the message asks for.",
        EscalationStep.Diplomatic => "It comes to you as diplomatic point of contact because "
            + $"{_addressee} has not done in time what the message asks for.",
        EscalationStep.Coordinator => "",
    };

    private string WhyByMail()
    {
        var delivery = windows.FirstOrDefault(w => w.Window == Window.Delivery);
        return delivery is not null && delivery.Due <= mailed.Ordered
            ? $"It comes to you by mail because no program of {_addressee} had confirmed it by {Time(delivery.Due)}."
            : "It comes to you by mail because the rules of the exchange send it so, "
                + $"without waiting for a program of {_addressee} to confirm it.";
    }

    private void HowToAcknowledge(MailPage text)
    {
        text.Paragraph("2. Acknowledge: at your console, or");
        text.Command($"hotline --profile PROFILE ack {_message.Exchange}");
        text.Paragraph("or, when only mail works, make a reply with a signed acknowledgement, and send it with any "
            + "mail program to the address that this mail wants replies at:");
        text.Command("hotline --profile PROFILE ack MAIL.eml -o reply.eml");
        text.Paragraph("An acknowledgement says that the message was received; "
            + "it does not mean agreement with its content.");
        text.Paragraph(
            "Nothing else acknowledges: not opening this mail, not a reply in words, not an automatic answer.");
    }

    private string ForCoordinator()
    {
        var text = new MailPage();
        text.Banner(_message.Status);
        text.Paragraph($"HOTLINE: {_addressee} is silent");
        text.Paragraph($"You are told as coordinator, who watches times, not contents: {_addressee} has not done in "
            + $"time what a message from {_message.From} asks for. What the message says is not part of this mail.");
        text.Facts(mailed);
        text.Blank();
        Due(text, $"What was or is due from {_addressee}");
        text.Heading("What to do");
        text.Paragraph($"Reach {_addressee} by another way. "
            + "The record of the exchange, with every time and its basis:");
        text.Command($"hotline --profile PROFILE show {_message.Exchange}");
        text.Paragraph("An acknowledgement says that a message was received; "
            + "it does not mean agreement with its content.");
        text.Foot(_message.Status);
        return text.ToString();
    }

    private void Due(MailPage text, string heading)
    {
        text.Heading(heading);
        if (_asked.IsEmpty)
        {
            text.Paragraph("Nothing: it is sent for information. Please open it all the same.");
            return;
        }
        foreach (var window in _asked)
        {
            var source = Printable(window.Basis.Source);
            text.Paragraph($"{Act(window.Window)} by {Time(window.Due)} " + window.Basis.Kind switch
            {
                BasisKind.Regime => $"(set by the regime: {source})",
                BasisKind.OperatorDefault => $"(operator default, {source})",
            });
        }
    }

    /// <summary>
    /// A subject that holds something a mail program might turn into a link is left to the attachment.
    /// </summary>
    private static bool MayQuote(Envelope e) =>
        e is { Tlp: Tlp.Amber or Tlp.Green or Tlp.Clear, Subject: { } subject }
        && !subject.Contains("://", StringComparison.Ordinal)
        && !subject.Contains("www.", StringComparison.OrdinalIgnoreCase)
        && !subject.Contains("mailto:", StringComparison.OrdinalIgnoreCase)
        && !subject.Contains('@', StringComparison.Ordinal);

    private static string Act(Window window) => window switch
    {
        Window.Delivery => "delivery",
        Window.Acknowledgement => "acknowledge",
        Window.Response => "respond",
    };
}
