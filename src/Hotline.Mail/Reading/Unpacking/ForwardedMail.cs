using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// A mail in a part that MimeKit takes for a file: <c>message/rfc822</c> in base64, or an <c>.eml</c> under any type.
/// </summary>
internal sealed class ForwardedMail : IUnpacker
{
    /// <inheritdoc/>
    public Unpacked? Open(Leaf leaf, Place place, ReadingWork work)
    {
        var said = leaf.MediaType is "message/rfc822" or "message/global" or "message/news"
            or "text/rfc822-headers" or "message/global-headers" || leaf.IsNamed(".eml", ".mail", ".nws");
        if (!said && !(leaf.IsAttached || leaf.MediaType is "application/octet-stream") || leaf.Bytes.Length < 10)
        {
            return null;
        }
        var bytes = MailStart.IsMail(leaf.Bytes) ? leaf.Bytes : MailStart.IsMail(leaf.Raw) ? leaf.Raw : null;
        if (bytes is null)
        {
            return null;
        }
        var mail = MailStart.Of(bytes) is { } start ? MailStructure.Mail(start, work, place.Depth + 2) : null;
        return Unpacked.OrClosed(mail is null ? null : new MessagePart { Message = mail.Message }, "a forwarded mail");
    }
}
