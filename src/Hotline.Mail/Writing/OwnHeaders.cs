using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Hotline.Mail;

/// <summary>
/// Gives a mail our own Date and no Sender. MailMessage keeps a Message-ID that we set, but writes the time of sending
/// over any Date, and the return address as Sender, while it prepares the headers. The only code of ours that it calls
/// between that and writing them is the encoding of a header that is not ASCII; there both are put right. Should a
/// later library no longer call it, mails carry the time of the attempt and show their return address: tests notice,
/// nothing else breaks.
/// </summary>
internal sealed class OwnHeaders : UTF8Encoding
{
    private readonly MailMessage _message;
    private readonly string _date;
    private bool _called;

    private OwnHeaders(MailMessage message, DateTimeOffset date) : base(encoderShouldEmitUTF8Identifier: false)
    {
        _message = message;
        _date = date.UtcDateTime.ToString("ddd, dd MMM yyyy HH':'mm':'ss '+0000'", CultureInfo.InvariantCulture);
    }

    /// <summary>Sets the Date that the mail will have when it is written, and that it has no Sender.</summary>
    /// <param name="message">The mail.</param>
    /// <param name="date">Its date.</param>
    /// <param name="comment">A Comments header for readers; holds a character that is not ASCII, or neither is
    /// kept.</param>
    public static void Set(MailMessage message, DateTimeOffset date, string comment)
    {
        message.Headers["Comments"] = comment;
        message.HeadersEncoding = new OwnHeaders(message, date);
    }

    /// <summary>
    /// True when the mail has begun to be written: the relay has taken sender and recipient and asked for the data.
    /// </summary>
    public static bool Begun(MailMessage message) => message.HeadersEncoding is OwnHeaders { _called: true };

    public override int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        PutRight();
        return base.GetBytes(s, charIndex, charCount, bytes, byteIndex);
    }

    public override byte[] GetBytes(string s)
    {
        PutRight();
        return base.GetBytes(s);
    }

    private void PutRight()
    {
        _called = true;
        _message.Headers["Date"] = _date;
        // It stands after the header that is being encoded: none is passed over.
        _message.Headers.Remove("Sender");
    }
}
