using System.Net.Mail;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>
/// Turns a <see cref="WrittenMail"/> into what System.Net.Mail sends, or into bytes: a pure function of the record, so
/// that a retry has the same bytes.
/// </summary>
public static class MimeMail
{
    /// <summary>The message; whoever asked for it disposes of it.</summary>
    /// <param name="mail">The mail; checked.</param>
    public static MailMessage Compose(WrittenMail mail)
    {
        var message = new MailMessage(new MailAddress(mail.From), new MailAddress(mail.To))
        {
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
        };
        if (mail.ReplyTo is { } replyTo)
        {
            message.ReplyToList.Add(new MailAddress(replyTo));
        }
        if (mail.ReturnPath is { } returnPath && returnPath != mail.From)
        {
            // The library takes the envelope's sender from here. It is no header of the mail: OwnHeaders takes it away.
            message.Sender = new MailAddress(returnPath);
        }
        message.Headers["Message-ID"] = mail.MessageId;
        if (mail.InReplyTo is { } answered)
        {
            message.Headers["In-Reply-To"] = answered;
            message.Headers["References"] = answered;
        }
        message.Headers[MailForm.ExchangeHeader] = mail.Exchange.ToString();
        if (mail.IsAutomatic)
        {
            message.Headers["Auto-Submitted"] = "auto-generated";
            message.Headers["X-Auto-Response-Suppress"] = "OOF, AutoReply";
        }
        if (mail.Precedence is Precedence.Flash or Precedence.Immediate)
        {
            message.Headers["Importance"] = "high";
            message.Headers["X-Priority"] = "1";
        }
        OwnHeaders.Set(message, mail.Date, $"Hotline · {mail.Status.Wire()} · {mail.Precedence.Wire()}");
        message.AlternateViews.Add(mail.Envelope is null ? Text(mail.Text) : Mixed(mail));
        return message;
    }

    /// <summary>
    /// True when a message has begun to be written: the relay has taken sender and recipient and asked for the data.
    /// </summary>
    public static bool Begun(MailMessage message) => OwnHeaders.Begun(message);

    /// <summary>
    /// The mail's bytes, as the library writes them for a relay; its envelope lines on top are left out.
    /// </summary>
    /// <param name="mail">The mail; checked.</param>
    /// <param name="scratch">A directory of the caller's for this mail alone: the library writes only to files. It is
    /// deleted.</param>
    /// <exception cref="SmtpException">The directory cannot be written.</exception>
    public static byte[] Write(WrittenMail mail, DirectoryInfo scratch)
    {
        try
        {
            using var message = Compose(mail);
            using var writer = new SmtpClient();
            writer.DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory;
            writer.PickupDirectoryLocation = scratch.FullName;
            writer.Send(message);
            var newest = scratch.EnumerateFiles("*.eml").MaxBy(f => f.LastWriteTimeUtc)!;
            ReadOnlySpan<byte> written = File.ReadAllBytes(newest.FullName);
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

    /// <summary>The library gives a lone view no multipart of its own around it.</summary>
    private static AlternateView Text(string text)
    {
        var (body, encoding) = Encode(text);
        var type = new ContentType("text/plain") { CharSet = "utf-8" };
        return new AlternateView(new MemoryStream(body), type) { TransferEncoding = encoding };
    }

    /// <summary>
    /// A multipart with a boundary from the Message-ID, because the library's own is new for each message. Neither part
    /// can hold it: the envelope is base64, and the text's own lines never begin with two hyphens and a Message-ID.
    /// </summary>
    private static AlternateView Mixed(WrittenMail mail)
    {
        var digest = SHA256.HashData(Encoding.ASCII.GetBytes(mail.MessageId));
        var boundary = "hotline-" + Convert.ToHexStringLower(digest)[..32];
        var (text, encoding) = Encode(mail.Text);
        var plain = encoding == TransferEncoding.SevenBit;
        var body = new StringBuilder()
            .Append("--").Append(boundary).Append("\r\n")
            .Append("Content-Type: text/plain; charset=utf-8\r\n")
            .Append("Content-Transfer-Encoding: ").Append(plain ? "7bit" : "base64").Append("\r\n\r\n")
            .Append(plain ? Encoding.ASCII.GetString(text) : Base64(text)).Append("\r\n")
            .Append("--").Append(boundary).Append("\r\n")
            .Append("Content-Type: ").Append(MediaTypes.Envelope)
            .Append("; name=").Append(MailForm.FileName).Append("\r\n")
            .Append("Content-Transfer-Encoding: base64\r\n")
            .Append("Content-Disposition: attachment; filename=").Append(MailForm.FileName).Append("\r\n\r\n")
            .Append(Base64(Encoding.ASCII.GetBytes(mail.Envelope!))).Append("\r\n")
            .Append("--").Append(boundary).Append("--\r\n");
        var bytes = new MemoryStream(Encoding.ASCII.GetBytes(body.ToString()));
        var type = new ContentType("multipart/mixed") { Boundary = boundary };
        return new AlternateView(bytes, type) { TransferEncoding = TransferEncoding.SevenBit };
    }

    /// <summary>
    /// Plain where every relay passes it unchanged, so that an operator can read the file; else base64 of UTF-8.
    /// </summary>
    private static (byte[] Body, TransferEncoding Encoding) Encode(string text)
    {
        var lines = text.Split('\n');
        var plain = Ascii.IsValid(text) && lines.All(l => l.Length <= 200);
        var body = Encoding.UTF8.GetBytes(string.Join("\r\n", lines));
        return (body, plain ? TransferEncoding.SevenBit : TransferEncoding.Base64);
    }

    private static string Base64(byte[] bytes) =>
        Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks);
}
