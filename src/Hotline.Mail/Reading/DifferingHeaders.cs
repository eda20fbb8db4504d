using System.Text;
using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// What a part's headers say twice and differently about how it is to be read. MimeKit takes the first in silence;
/// another reader takes the last and sees another mail.
/// </summary>
internal static class DifferingHeaders
{
    /// <summary>The header or parameter that says two things; null when none does.</summary>
    public static string? In(HeaderList headers)
    {
        var types = Values(headers, "Content-Type");
        if (types.Skip(1).Any())
        {
            return "Content-Type";
        }
        if (Values(headers, "Content-Transfer-Encoding").Select(Meaning).Distinct().Skip(1).Any())
        {
            return "Content-Transfer-Encoding";
        }
        return types is [var type] && SaysTwoBoundaries(WithoutComments(type)) ? "boundary" : null;
    }

    /// <summary>
    /// True when a type, as it stands, is a container's, whatever comments and white space are in it.
    /// </summary>
    public static bool IsContainer(string type) =>
        WithoutComments(type).Replace(" ", "", StringComparison.Ordinal) is var bare
        && (bare.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            || bare.StartsWith("message/", StringComparison.OrdinalIgnoreCase));

    /// <summary>The distinct values of a header, in order, white space made one.</summary>
    public static List<string> Values(HeaderList headers, string name) => [
        .. headers.Where(h => h.Field.Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(h => MailCharacters.OneSpace(Encoding.Latin1.GetString(h.RawValue))).Distinct()];

    /// <summary>7bit, 8bit and binary change nothing, so they do not differ.</summary>
    private static string Meaning(string encoding) => encoding.ToLowerInvariant() switch
    {
        "" or "7bit" or "8bit" or "binary" => "",
        var other => other,
    };

    private static bool SaysTwoBoundaries(string type)
    {
        var said = Parameters(type).Where(p => p.Name.Split('*')[0].Equals(
            "boundary", StringComparison.OrdinalIgnoreCase)).Distinct().ToList();
        // Sections of one value (RFC 2231) are numbered; each number once, and no whole value beside them.
        var names = said.Select(p => p.Name.TrimEnd('*').ToLowerInvariant()).ToList();
        return said.Count > 1 && (names.Contains("boundary") || names.Distinct().Count() < said.Count);
    }

    /// <summary>A header without its comments (RFC 5322 §3.2.2).</summary>
    private static string WithoutComments(string header)
    {
        var bare = new StringBuilder(header.Length);
        var (quoted, depth) = (false, 0);
        for (var i = 0; i < header.Length; i++)
        {
            var c = header[i];
            var isPair = c == '\\' && (quoted || depth > 0) && i + 1 < header.Length;
            quoted ^= c == '"' && depth == 0;
            depth += quoted ? 0 : c == '(' ? 1 : 0;
            if (depth == 0)
            {
                bare.Append(header, i, isPair ? 2 : 1);
            }
            depth -= !quoted && c == ')' && depth > 0 ? 1 : 0;
            i += isPair ? 1 : 0;
        }
        return bare.ToString();
    }

    /// <summary>Parameters as they stand, quotes taken off.</summary>
    private static IEnumerable<(string Name, string Value)> Parameters(string header)
    {
        var (start, quoted) = (0, false);
        for (var i = 0; i <= header.Length; i++)
        {
            if (i < header.Length && header[i] == '\\' && quoted)
            {
                i++;
            }
            else if (i < header.Length && header[i] == '"')
            {
                quoted = !quoted;
            }
            else if (i >= header.Length || (header[i] == ';' && !quoted))
            {
                var end = Math.Min(i, header.Length);
                if (header[start..end].Split('=', 2) is [var name, var value])
                {
                    yield return (name.Trim(), value.Trim().Trim('"'));
                }
                start = i + 1;
            }
        }
    }
}
