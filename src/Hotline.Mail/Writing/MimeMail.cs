using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Hotline.Protocol;
using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// Turns a <see cref="WrittenMail"/> into bytes: a pure function of the record, so that a retry has the same bytes.
/// They are 7-bit with CR LF, whatever a relay offers, so that no relay has a reason to change one; only a mail that
/// <see cref="WrittenMail.NeedsUtf8"/> has UTF-8 in its headers (RFC 6532), since there is no other way to write its
/// addresses.
/// </summary>
public static class MimeMail
{
    /// <summary>The mail's bytes.</summary>
    /// <param name="mail">The mail; checked.</param>
    public static byte[] Write(WrittenMail mail)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        format.International = mail.NeedsUtf8;
        using var message = new MimeMessage(Headers(mail, format)) { Body = Body(mail) };
        using var bytes = new MemoryStream();
        message.WriteTo(format, bytes);
        return bytes.ToArray();
    }

    private static IEnumerable<Header> Headers(WrittenMail mail, FormatOptions format)
    {
        yield return Addressed("From", mail.FromName, mail.From, format);
        yield return Addressed("To", null, mail.To, format);
        if (mail.ReplyTo is { } replyTo)
        {
            yield return Addressed("Reply-To", null, replyTo, format);
        }
        yield return new Header(Encoding.UTF8, "Subject", mail.Subject);
        yield return new Header("Date", Date(mail.Date));
        yield return new Header("Message-ID", mail.MessageId);
        if (mail.InReplyTo is { } answered)
        {
            yield return new Header("In-Reply-To", answered);
            yield return new Header("References", answered);
        }
        if (mail.Exchange is { } exchange)
        {
            yield return new Header(MailForm.ExchangeHeader, exchange.ToString());
        }
        if (mail.IsAutomatic)
        {
            yield return new Header("Auto-Submitted", mail is AnswerMail ? "auto-replied" : "auto-generated");
            yield return new Header("X-Auto-Response-Suppress", "OOF, AutoReply");
        }
        if (mail.Precedence is Precedence.Flash or Precedence.Immediate)
        {
            yield return new Header("Importance", "high");
            yield return new Header("X-Priority", "1");
        }
        if (mail.Exchange is not null)
        {
            yield return new Header("Comments", $"Hotline, {mail.Status.Wire()}, {mail.Precedence.Wire()}");
        }
        yield return new Header("MIME-Version", "1.0");
    }

    private static Header Addressed(string field, string? name, string address, FormatOptions format)
    {
        var header = new Header(field, "");
        header.SetValue(format, Encoding.UTF8, new MailboxAddress(Encoding.UTF8, name, address).ToString());
        return header;
    }

    private static string Date(DateTimeOffset date) =>
        date.UtcDateTime.ToString("ddd, dd MMM yyyy HH':'mm':'ss '+0000'", CultureInfo.InvariantCulture);

    private static MimeEntity Body(WrittenMail mail)
    {
        var text = MailText.Write(mail.Text);
        if (mail.Envelope is null)
        {
            return text;
        }
        var envelope = new MimePart(MediaTypes.Envelope)
        {
            Content = new MimeContent(new MemoryStream(Encoding.ASCII.GetBytes(mail.Envelope))),
            ContentTransferEncoding = ContentEncoding.Base64,
            FileName = MailForm.FileName,
        };
        var parts = new MimeKit.Multipart("mixed") { text, envelope };
        parts.Boundary = Boundary(mail);
        return parts;
    }

    /// <summary>
    /// A boundary from the Message-ID, because the library's own is new for each message. Neither part can hold it: the
    /// envelope is base64, and nobody who writes a text knows the digest.
    /// </summary>
    private static string Boundary(WrittenMail mail) =>
        "hotline-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(mail.MessageId)))[..32];
}
