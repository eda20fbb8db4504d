using System.Text;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Mail;

/// <summary>
/// A signed reply of a point of contact as a mail, for days when only mail works. Any mailer can send it; only the
/// signature in the attachment counts, so neither mailer nor address need be trusted.
/// </summary>
public sealed record ReplyMail : WrittenMail
{
    private ReplyMail(MessageId exchange) => Exchange = exchange;

    /// <inheritdoc/>
    public override MessageId? Exchange { get; }

    /// <summary>False: a person signed it.</summary>
    public override bool IsAutomatic => false;

    /// <summary>Composes; refusals 5051 to 5054 when something in it may not stand in a mail.</summary>
    /// <param name="reply">The signed reply.</param>
    /// <param name="from">Mail address of whoever signed it.</param>
    /// <param name="to">The hub's mail address.</param>
    /// <param name="inReplyTo">Message-ID of the mail that it answers; null when none.</param>
    /// <param name="fromName">Name beside <paramref name="from"/>; null for none.</param>
    public static Outcome<ReplyMail> Compose(
        SignedEnvelope reply, string from, string to, string? inReplyTo, string? fromName = null)
    {
        var e = reply.Envelope;
        var label = e.Status == Status.Actual ? "" : $"[{e.Status.Wire().ToUpperInvariant()}] ";
        var mail = new ReplyMail(e.Exchange)
        {
            To = to,
            From = from,
            FromName = fromName,
            ReplyTo = null,
            ReturnPath = null,
            Subject = $"{label}{e.Kind.Wire()} from {e.From}, exchange {e.Exchange}",
            Text = Words(e),
            Envelope = reply.Compact,
            MessageId = $"<{e.Id}@{MailAddress.AsciiDomain(from[(from.LastIndexOf('@') + 1)..])}>",
            InReplyTo = inReplyTo,
            Date = e.Created,
            Precedence = e.Precedence,
            Status = e.Status,
        };
        return mail.Check() is { } refusal ? refusal : mail;
    }

    private static string Words(Envelope e)
    {
        var text = new StringBuilder();
        text.Append($"The attached file {MailForm.FileName} is a signed {e.Kind.Wire()} of {e.From} ({e.Sender}) ");
        text.Append($"in exchange {e.Exchange}.\n");
        if (e.Kind == Kind.Acknowledgement)
        {
            text.Append("It says that the message was received. It does not mean agreement with its content.\n");
        }
        if (e.ExpectBy is { } expected)
        {
            text.Append($"An answer can be expected by {Instant.Write(expected)}.\n");
        }
        return text.Append("Only the signature in the attachment counts; this text does not.\n").ToString();
    }
}
