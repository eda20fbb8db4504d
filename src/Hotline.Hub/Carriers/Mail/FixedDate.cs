using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Hotline.Hub.Carriers.Mail;

/// <summary>
/// Gives a mail our own Date. MailMessage keeps a Message-ID that we set, but writes the time of sending over any Date while it prepares the
/// headers. The only code of ours that it calls between that and writing them is the encoding of a header that is not ASCII; there the Date is
/// put back. Should a later library no longer call it, mails carry the time of the attempt: a test notices, nothing else breaks.
/// </summary>
internal sealed class FixedDate : UTF8Encoding
{
    private readonly MailMessage _message;
    private readonly string _date;

    private FixedDate(MailMessage message, DateTimeOffset date) : base(encoderShouldEmitUTF8Identifier: false) =>
        (_message, _date) = (message, date.ToUniversalTime().ToString("ddd, dd MMM yyyy HH':'mm':'ss '+0000'", CultureInfo.InvariantCulture));

    /// <summary>Sets the Date that the mail will have when it is written.</summary>
    /// <param name="message">The mail.</param>
    /// <param name="date">Its date.</param>
    /// <param name="comment">A Comments header for readers; holds a character that is not ASCII, or the date is not kept.</param>
    public static void Set(MailMessage message, DateTimeOffset date, string comment)
    {
        message.Headers["Comments"] = comment;
        message.HeadersEncoding = new FixedDate(message, date);
    }

    public override int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        _message.Headers["Date"] = _date;
        return base.GetBytes(s, charIndex, charCount, bytes, byteIndex);
    }

    public override byte[] GetBytes(string s)
    {
        _message.Headers["Date"] = _date;
        return base.GetBytes(s);
    }
}
