using System.Buffers;
using System.Text;

namespace Hotline.Mail;

/// <summary>Characters of a mail: charsets, encoded words, and what is safe to show.</summary>
internal static class MailCharacters
{
    private static readonly SearchValues<char> CompactAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>
    /// Text in UTF-8, US-ASCII or ISO 8859-1. Of any other charset only the ASCII characters are kept: whoever attaches
    /// an envelope is heard, whatever alphabet stands beside it.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset) => (charset?.ToLowerInvariant() switch
    {
        "utf-8" or "utf8" => Encoding.UTF8,
        "iso-8859-1" or "latin1" => Encoding.Latin1,
        _ => Encoding.ASCII,
    }).GetString(bytes);

    /// <summary>Without control characters that could move a terminal's cursor; lines end in line feeds.</summary>
    public static string Readable(string text) =>
        Replace(
            text.Replace("\r\n", "\n", StringComparison.Ordinal), c => char.IsControl(c) && c is not ('\n' or '\t'));

    /// <summary>One line without control characters.</summary>
    public static string OneLine(string text) => Replace(text, c => char.IsControl(c) || c is '\u2028' or '\u2029');

    /// <summary>A text without its white space.</summary>
    public static string WithoutSpace(string text) => text.AsSpan().ContainsAny(" \t\r\n")
        ? string.Concat(text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)) : text;

    /// <summary>True when a text, without white space, has the form of a compact JWS and of nothing else.</summary>
    public static bool IsCompactJws(string text) =>
        text.StartsWith("eyJ", StringComparison.Ordinal)
        && text.AsSpan().Count('.') == 2 && !text.AsSpan().ContainsAnyExcept(CompactAlphabet);

    /// <summary>
    /// A header with its encoded words (RFC 2047) decoded; one that is damaged or in another charset stays as it is.
    /// </summary>
    public static string DecodeWords(string header)
    {
        var text = new StringBuilder(header.Length);
        var rest = header.AsSpan();
        var encodedBefore = false;
        while (!rest.IsEmpty)
        {
            var space = rest.Length - rest.TrimStart(" \t").Length;
            var end = rest[space..].IndexOfAny(' ', '\t');
            var word = end < 0 ? rest[space..] : rest.Slice(space, end);
            var decoded = DecodeWord(word);
            // White space between two encoded words is not part of the text.
            if (!(encodedBefore && decoded is not null))
            {
                text.Append(rest[..space]);
            }
            text.Append(decoded ?? word);
            encodedBefore = decoded is not null;
            rest = rest[(space + word.Length)..];
        }
        return OneLine(text.ToString());
    }

    private static string? DecodeWord(ReadOnlySpan<char> word)
    {
        if (!word.StartsWith("=?") || !word.EndsWith("?=")
            || word.Length < 8 || word[2..^2].ToString().Split('?') is not [var charset, var encoding, var text])
        {
            return null;
        }
        charset = charset.Split('*')[0];
        if (charset.ToLowerInvariant() is not ("utf-8" or "us-ascii" or "iso-8859-1") || !Ascii.IsValid(text))
        {
            return null;
        }
        var bytes = encoding switch
        {
            "B" or "b" => TransferDecoder.DecodeBase64(Encoding.ASCII.GetBytes(text)),
            "Q" or "q" => TransferDecoder.DecodeQuotedPrintable(
                Encoding.ASCII.GetBytes(text.Replace("_", "=20", StringComparison.Ordinal))),
            _ => null,
        };
        return bytes is null ? null : Decode(bytes, charset);
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
