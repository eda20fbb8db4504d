using Hotline.Mail;

namespace Hotline.Fuzz;

/// <summary>Mails.</summary>
internal static class MailTargets
{
    /// <summary>A mail as the world sends it. That our reader failed (5014) is no outcome here.</summary>
    public static void Mail(byte[] bytes)
    {
        if (MailReader.ReadHeading(bytes) is { } heading)
        {
            Shown(heading);
        }
        if (!MailReader.Read(bytes).Try(out var mail, out var refusal))
        {
            Promise.Refused(refusal, (5001, 5013));
            return;
        }
        Shown(mail);
        foreach (var unopened in mail.Unopened)
        {
            Promise.Refused(unopened, (5001, 5013));
        }
        foreach (var envelope in mail.Envelopes.Concat(mail.Returned))
        {
            Promise.That(!envelope.Any(char.IsWhiteSpace), "an envelope holds no white space");
        }
        Promise.That(mail.Envelopes.Distinct(StringComparer.Ordinal).Count() == mail.Envelopes.Length,
            "each envelope once");
        Promise.That(mail.Envelopes.Length <= MailLimits.Envelopes, "no more envelopes than the limit");
    }

    /// <summary>All of it can be shown on a terminal.</summary>
    private static void Shown(ReceivedMail mail)
    {
        string?[] lines =
        [
            mail.Subject, mail.From, mail.ReplyTo, mail.MessageId, .. mail.To, .. mail.DeliveredTo, .. mail.RepliesTo,
        ];
        Promise.That(lines.All(line => line is null || !line.Any(char.IsControl)), "headings are free of controls");
        Promise.That(mail.Texts.All(text => !text.Any(c => char.IsControl(c) && c is not ('\t' or '\n'))),
            "texts are free of controls but tab and line feed");
    }
}
