using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Hotline.Contract.Wire;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Desk;

/// <summary>
/// A signed reply as a mail, for days when only mail works. Any mailer can send the file; only the signature in the attachment counts, so
/// neither mailer nor address need be trusted.
/// </summary>
internal static class ReplyMail
{
    /// <summary>The mail's bytes.</summary>
    /// <param name="reply">The signed reply.</param>
    /// <param name="from">The user's mail address.</param>
    /// <param name="to">The hub's mail address.</param>
    /// <param name="inReplyTo">Message-ID of the mail that it answers; null when none.</param>
    public static byte[] Compose(SignedEnvelope reply, MailAddress from, MailAddress to, string? inReplyTo)
    {
        var e = reply.Envelope;
        using var mail = new MailMessage(from, to)
        {
            Subject = $"{(e.Status == Status.Actual ? "" : $"[{e.Status.Wire().ToUpperInvariant()}] ")}{e.Kind.Wire()} from {e.From}, exchange {e.Exchange}",
            BodyEncoding = Encoding.UTF8,
            Body = Text(e),
        };
        mail.Headers["Message-ID"] = $"<{e.Id}@{from.Host}>";
        mail.Headers[MailForm.ExchangeHeader] = e.Exchange.ToString();
        if (inReplyTo is not null)
        {
            mail.Headers["In-Reply-To"] = inReplyTo;
            mail.Headers["References"] = inReplyTo;
        }
        mail.Attachments.Add(new Attachment(new MemoryStream(Encoding.ASCII.GetBytes(reply.Compact)), MailForm.FileName, MediaTypes.Envelope)
        {
            TransferEncoding = TransferEncoding.Base64,
        });
        return Render(mail);
    }

    private static string Text(Envelope e)
    {
        var text = new StringBuilder();
        text.Append($"The attached file {MailForm.FileName} is a signed {e.Kind.Wire()} of {e.From} ({e.Sender}) in exchange {e.Exchange}.\r\n");
        if (e.Kind == Kind.Acknowledgement)
        {
            text.Append("It says that the message was received. It does not mean agreement with its content.\r\n");
        }
        if (e.ExpectBy is { } expected)
        {
            text.Append($"An answer can be expected by {Instant.Write(expected)}.\r\n");
        }
        return text.Append("Only the signature in the attachment counts; this text does not.\r\n").ToString();
    }

    /// <summary>The library writes a mail only where it would be picked up; its two lines for the relay are left out.</summary>
    private static byte[] Render(MailMessage mail)
    {
        var scratch = Directory.CreateTempSubdirectory("hotline-mail-");
        try
        {
            using var writer = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = scratch.FullName };
            writer.Send(mail);
            ReadOnlySpan<byte> written = File.ReadAllBytes(scratch.EnumerateFiles("*.eml").Single().FullName);
            while (written.StartsWith("X-Sender:"u8) || written.StartsWith("X-Receiver:"u8))
            {
                written = written[(written.IndexOf("\r\n"u8) + 2)..];
            }
            return written.ToArray();
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
