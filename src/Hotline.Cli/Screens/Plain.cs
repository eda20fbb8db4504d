using System.Globalization;
using System.Text;

namespace Hotline.Cli.Screens;

/// <summary>
/// Takes from a stranger's text whatever could move a cursor, hide text, turn its direction or pass for a line of ours.
/// </summary>
internal static class Plain
{
    /// <summary>
    /// One line: every character that is not plainly visible becomes <c>�</c>, every white space a blank.
    /// </summary>
    public static string Line(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(Shown(rune));
        }
        return plain.ToString();
    }

    /// <summary>Several lines, each plain; line breaks of every sort separate them.</summary>
    public static IEnumerable<string> Lines(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            yield return Line(line);
        }
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Letters and marks by their category, of which nothing is seen.</summary>
    private static bool IsFiller(int value) => value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800
        or 0x3164 or 0xFFA0 or (>= 0x180B and <= 0x180F) or (>= 0xE0100 and <= 0xE01EF);

    private static string Shown(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when rune.Value == '\t' => "    ",
        _ when IsFiller(rune.Value) => "\uFFFD",
        UnicodeCategory.SpaceSeparator => " ",
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => "\uFFFD",
        _ => rune.ToString(),
    };
}
