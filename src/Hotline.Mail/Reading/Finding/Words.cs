using System.Text;
using System.Text.RegularExpressions;
using MimeKit.Text;

namespace Hotline.Mail;

/// <summary>
/// The words of a text as a person reads them: without the marks of quoting, markup and wrapping, so that what was
/// pasted as one word can be found as one.
/// </summary>
internal static partial class Words
{
    /// <summary>Plain text without quote marks, soft line ends and what nobody sees.</summary>
    public static string Of(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var c in text.Where(c => !MailCharacters.IsInvisible(c)))
        {
            // A hyphen that may not be broken at is what a word processor makes of one.
            visible.Append(c is '\u2010' or '\u2011' ? '-' : c);
        }
        var lines = Unquoted(visible.ToString());
        lines = SoftEnd().Replace(lines, "");
        return lines.Contains("-----BEGIN PGP SIGNED MESSAGE-----", StringComparison.Ordinal)
            ? DashEscaped().Replace(lines, "") : lines;
    }

    /// <summary>Text without the marks of quoting alone.</summary>
    public static string Unquoted(string text) => Quoted().Replace(text, "");

    /// <summary>HTML's text: a break where a line or block ends, nothing where a tag only dresses it up.</summary>
    public static string OfHtml(string html)
    {
        var text = new StringBuilder(html.Length);
        var tokens = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = true };
        while (tokens.ReadNextToken(out var token))
        {
            if (token is HtmlDataToken data)
            {
                text.Append(data.Data);
            }
            else if (token is HtmlTagToken tag && !IsDress(tag.Id))
            {
                text.Append('\n');
            }
        }
        return Of(text.ToString());
    }

    /// <inheritdoc cref="RtfWords"/>
    public static string OfRtf(string rtf) => Of(new RtfWords(rtf).Read());

    private static bool IsDress(HtmlTagId tag) => tag is HtmlTagId.A or HtmlTagId.Abbr or HtmlTagId.B or HtmlTagId.Big
        or HtmlTagId.Code or HtmlTagId.EM or HtmlTagId.Font or HtmlTagId.I or HtmlTagId.Kbd or HtmlTagId.Mark
        or HtmlTagId.S or HtmlTagId.Samp or HtmlTagId.Small or HtmlTagId.Span or HtmlTagId.Strong or HtmlTagId.Sub
        or HtmlTagId.Sup or HtmlTagId.TT or HtmlTagId.U or HtmlTagId.Wbr or HtmlTagId.Unknown;

    /// <summary>The marks of quoting at the start of a line, initials before them included.</summary>
    [GeneratedRegex(@"^[ \t]*(?:[A-Za-z]{0,4}[>|][ \t]*)+", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    /// <summary>
    /// The end of a line that goes on: quoted-printable's, and the one that sendmail puts into what is longer than a
    /// line may be.
    /// </summary>
    [GeneratedRegex(@"[=!][ \t]*\r?\n(?:[ \t]*>[ \t]*)*", RegexOptions.CultureInvariant)]
    private static partial Regex SoftEnd();

    [GeneratedRegex("^- ", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex DashEscaped();
}
