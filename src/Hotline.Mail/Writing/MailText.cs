using System.Text;
using MimeKit;

namespace Hotline.Mail;

/// <summary>The readable part of a mail, encoded so that every relay passes it unchanged.</summary>
internal static class MailText
{
    // RFC 5322 §2.1.1 recommends 78; quoted-printable keeps to 76 by itself.
    private const int LongestLine = 78;

    /// <summary>
    /// Plain where that is safe, so that an operator can read the file; quoted-printable where most of it can still be
    /// read so; else base64.
    /// </summary>
    /// <param name="text">Lines that end with LF.</param>
    public static TextPart Write(string text)
    {
        var lines = text.Split('\n');
        var bytes = Encoding.UTF8.GetBytes(string.Join("\r\n", lines));
        var part = new TextPart("plain")
        {
            Content = new MimeContent(new MemoryStream(bytes)),
            ContentTransferEncoding = IsSafe(text, lines) ? ContentEncoding.SevenBit
                : bytes.Count(b => b > 127) * 6 <= bytes.Length ? ContentEncoding.QuotedPrintable
                : ContentEncoding.Base64,
        };
        part.ContentType.Charset = "utf-8";
        return part;
    }

    /// <summary>
    /// Nothing that something on the way would wrap, trim or mark: long lines, spaces at the end of one, mbox's "From".
    /// </summary>
    private static bool IsSafe(string text, string[] lines) => Ascii.IsValid(text) && lines.All(line =>
        line.Length <= LongestLine && !line.EndsWith(' ') && !line.StartsWith("From ", StringComparison.Ordinal));
}
