using System.Text;

namespace Hotline.Mail;

/// <summary>Characters of a mail: charsets, and what is safe to show.</summary>
internal static class MailCharacters
{
    private static readonly Encoding Strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>
    /// Makes the code pages known to the whole process: MimeKit throws where it meets one that is not. Doing it twice
    /// changes nothing.
    /// </summary>
    public static void RegisterCodePages() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>
    /// Text in the charset that is named, or in the one that its byte order mark or its zero bytes show. Of a charset
    /// that nobody knows, what is UTF-8 or else only the ASCII characters: whoever attaches an envelope is heard,
    /// whatever alphabet stands beside it.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, .. var rest] => Encoding.UTF8.GetString(rest),
        [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
        [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
        [not 0, 0, not 0, 0, ..] => Encoding.Unicode.GetString(bytes),
        [0, not 0, 0, not 0, ..] => Encoding.BigEndianUnicode.GetString(bytes),
        _ => Named(charset) is { } named ? named.GetString(bytes) : Guessed(bytes),
    };

    /// <summary>
    /// Without control characters that could move a terminal's cursor; lines end in line feeds, without white space
    /// before them (RFC 2045 6.7).
    /// </summary>
    public static string Readable(string text)
    {
        var readable = new StringBuilder(text.Length);
        var end = 0; // of what is not white space at the end of a line
        foreach (var c in text)
        {
            if (c == '\n')
            {
                readable.Length = end;
            }
            readable.Append(c is '\n' or '\t' or '\r' || !char.IsControl(c) ? c : '\uFFFD');
            end = c is ' ' or '\t' or '\r' ? end : readable.Length;
        }
        return readable.Replace('\r', '\uFFFD').ToString();
    }

    /// <summary>One line without control characters.</summary>
    public static string OneLine(string text) => Replace(text, c => char.IsControl(c) || c is '\u2028' or '\u2029');

    /// <summary>Trimmed, and every run of white space one space.</summary>
    public static string OneSpace(string text) => string.Join(' ', text.Split(
        [' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>True for characters that a mail program puts in and nobody sees.</summary>
    public static bool IsInvisible(char c) => c is '\u00AD' or '\u061C' or '\u180E' or '\uFEFF'
        or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u206F')
        or (>= '\uFE00' and <= '\uFE0F');

    private static Encoding? Named(string? charset)
    {
        if (string.IsNullOrWhiteSpace(charset) || charset.Trim().ToLowerInvariant() is "us-ascii" or "ascii")
        {
            return null;
        }
        try
        {
            return Encoding.GetEncoding(charset.Trim());
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Guessed(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.ASCII.GetString(bytes);
        }
    }

    private static string Replace(string text, Func<char, bool> unwanted) =>
        text.Any(unwanted) ? string.Create(text.Length, (text, unwanted), static (span, s) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = s.unwanted(s.text[i]) ? '\uFFFD' : s.text[i];
            }
        }) : text;
}
