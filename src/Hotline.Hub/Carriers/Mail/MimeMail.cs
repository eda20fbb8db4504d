using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Hotline.Contract.Wire;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Carriers.Mail;

/// <summary>Turns an <see cref="OutgoingMail"/> into what System.Net.Mail sends: a pure function of the record, so that a retry has the same bytes.</summary>
internal static class MimeMail
{
    /// <summary>The message; whoever asked for it disposes of it.</summary>
    public static MailMessage Compose(OutgoingMail mail)
    {
        var message = new MailMessage(new MailAddress(mail.From), new MailAddress(mail.To)) { Subject = mail.Subject, SubjectEncoding = Encoding.UTF8 };
        message.ReplyToList.Add(new MailAddress(mail.ReplyTo));
        if (mail.ReturnPath != mail.From)
        {
            // The library takes the envelope's sender from here. It is no header of the mail: OwnHeaders takes it away.
            message.Sender = new MailAddress(mail.ReturnPath);
        }
        message.Headers["Message-ID"] = mail.MessageId;
        message.Headers[MailForm.ExchangeHeader] = mail.Key.Exchange.ToString();
        message.Headers["Auto-Submitted"] = "auto-generated";
        message.Headers["X-Auto-Response-Suppress"] = "OOF, AutoReply";
        if (mail.Precedence is Precedence.Flash or Precedence.Immediate)
        {
            message.Headers["Importance"] = "high";
            message.Headers["X-Priority"] = "1";
        }
        OwnHeaders.Set(message, mail.Date, $"Hotline · {mail.Status.Wire()} · {mail.Precedence.Wire()}");
        message.AlternateViews.Add(mail.Envelope is null ? Text(mail.Text) : Mixed(mail));
        return message;
    }

    /// <summary>The library gives a lone view no multipart of its own around it.</summary>
    private static AlternateView Text(string text)
    {
        var (body, encoding) = Encode(text);
        return new AlternateView(new MemoryStream(body), new ContentType("text/plain") { CharSet = "utf-8" }) { TransferEncoding = encoding };
    }

    /// <summary>
    /// A multipart with a boundary from the Message-ID, because the library's own is new for each message. Neither part can hold it: the envelope
    /// is base64, and the text's own lines never begin with two hyphens and a Message-ID.
    /// </summary>
    private static AlternateView Mixed(OutgoingMail mail)
    {
        var boundary = "hotline-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(mail.MessageId)))[..32];
        var (text, encoding) = Encode(mail.Text);
        var body = new StringBuilder()
            .Append("--").Append(boundary).Append("\r\n")
            .Append("Content-Type: text/plain; charset=utf-8\r\n")
            .Append("Content-Transfer-Encoding: ").Append(encoding == TransferEncoding.SevenBit ? "7bit" : "base64").Append("\r\n\r\n")
            .Append(encoding == TransferEncoding.SevenBit ? Encoding.ASCII.GetString(text) : Base64(text)).Append("\r\n")
            .Append("--").Append(boundary).Append("\r\n")
            .Append("Content-Type: ").Append(MediaTypes.Envelope).Append("; name=").Append(MailForm.FileName).Append("\r\n")
            .Append("Content-Transfer-Encoding: base64\r\n")
            .Append("Content-Disposition: attachment; filename=").Append(MailForm.FileName).Append("\r\n\r\n")
            .Append(Base64(Encoding.ASCII.GetBytes(mail.Envelope!))).Append("\r\n")
            .Append("--").Append(boundary).Append("--\r\n");
        return new AlternateView(new MemoryStream(Encoding.ASCII.GetBytes(body.ToString())), new ContentType("multipart/mixed") { Boundary = boundary })
        {
            TransferEncoding = TransferEncoding.SevenBit,
        };
    }

    /// <summary>Plain where every relay passes it unchanged, so that an operator can read the file; else base64 of UTF-8.</summary>
    private static (byte[] Body, TransferEncoding Encoding) Encode(string text)
    {
        var lines = text.Split('\n');
        var plain = Ascii.IsValid(text) && lines.All(l => l.Length <= 200);
        return (Encoding.UTF8.GetBytes(string.Join("\r\n", lines)), plain ? TransferEncoding.SevenBit : TransferEncoding.Base64);
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks);
}
