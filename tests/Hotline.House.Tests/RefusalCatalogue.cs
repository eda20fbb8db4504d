using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Hotline.House.Tests;

/// <summary>
/// Every refusal that the sources know, as a page for whoever meets its number: docs/api/errors.md. It is read from the
/// sources, so that holes in a sentence keep the names that its author gave them.
/// </summary>
internal static partial class RefusalCatalogue
{
    /// <summary>Ranges by their hundreds: who says such a number, in the order of the page.</summary>
    private static readonly (int From, int To, string Title)[] Chapters =
    [
        (1000, 1099, "Envelopes"),
        (1100, 1199, "Access tokens"),
        (1200, 1299, "Keys"),
        (1300, 1999, "Receipts"),
        (2000, 2099, "Rules of an exchange"),
        (2100, 2199, "Regimes"),
        (2200, 2299, "Who may do what"),
        (2300, 2999, "Reports"),
        (3000, 3099, "The journal"),
        (3100, 3999, "What fsck finds"),
        (4000, 4999, "The hub's doors"),
        (5000, 5999, "Mail"),
        (6000, 9999, "The command and the library: never sent by a hub"),
    ];

    /// <summary>The page.</summary>
    public static string Page()
    {
        var page = new StringBuilder("""
            # Refusals

            Written from the sources by `ops/contract`. A number keeps its meaning for ever; the sentence may be put
            better. Over HTTP a refusal is problem details (RFC 9457) with `number` and `name`, over SignalR an outcome
            with both, over MQTT a reason code with the sentence as its reason string, in the terminal and in logs
            `NUMBER NAME: SENTENCE`. What stands in braces is filled in.

            | class | HTTP | what to do |
            |---|---|---|
            | Malformed | 400 | change the bytes; the same ones are refused again |
            | Unauthenticated | 401 | show who you are |
            | Forbidden | 403 | somebody else may, or under other rules |
            | NotFound | 404 | it is not there, or not for you |
            | Conflict | 409 | it contradicts what is on record |
            | TooLarge | 413 | send less |
            | TooMany | 429 | wait, then send the same bytes |
            | Unavailable | 503 | send the same bytes again, which is safe |

            """.ReplaceLineEndings("\n"));
        var all = All().OrderBy(e => e.Number).ToList();
        foreach (var (from, to, title) in Chapters)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| | name | class | when | what it says |\n");
            page.Append("|---|---|---|---|---|\n");
            foreach (var e in all.Where(e => e.Number >= from && e.Number <= to))
            {
                page.Append(CultureInfo.InvariantCulture, $"| {e.Number} | {e.Name} | {e.Class} | ");
                page.Append(CultureInfo.InvariantCulture, $"{Cell(e.Meaning)} | {Cell(e.Sentence)} |\n");
            }
        }
        return page.ToString();
    }

    /// <summary>Each refusal and finding of the sources.</summary>
    public static IEnumerable<CataloguedRefusal> All() =>
        from file in Repository.Matching("src/", ".cs")
        let text = Repository.Text(file)
        from Match match in Start().Matches(text)
        let rest = Expression(text, match.Index + match.Length)
        select new CataloguedRefusal(
            file, int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture), match.Groups["name"].Value,
            ClassIn(rest) ?? (file.EndsWith("Findings.cs", StringComparison.Ordinal) ? "finding"
                : ClassIn(text[(int)Math.Max(0, text.IndexOf("Refusal New(", StringComparison.Ordinal))..]) ?? "?"),
            Summary(text[..match.Index]), Sentence(rest));

    private static string? ClassIn(string text) =>
        Class().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>What stands up to the end of the statement that the number is in.</summary>
    private static string Expression(string text, int from)
    {
        var (depth, quoted) = (0, false);
        for (var i = from; i < text.Length; i++)
        {
            quoted ^= text[i] == '"' && text[i - 1] != '\\';
            depth += quoted ? 0 : text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (!quoted && (depth < 0 || text[i] == ';'))
            {
                return text[from..i];
            }
        }
        return text[from..];
    }

    private static string Summary(string before)
    {
        var comment = Comment().Matches(before).LastOrDefault();
        var text = comment is null || before[comment.Index..].Contains(" class ", StringComparison.Ordinal)
            ? "" : comment.Groups[1].Value;
        return Gap().Replace(Tag().Replace(text.Replace("///", "", StringComparison.Ordinal), "${name}"), " ").Trim();
    }

    /// <summary>Its literals; one that is given whole by its caller is one hole.</summary>
    private static string Sentence(string expression)
    {
        var literals = string.Concat(Literal().Matches(expression).Select(l => l.Groups[1].Value));
        return literals.Length == 0 ? Named(expression) : Hole().Replace(literals, hole => Named(hole.Groups[1].Value));
    }

    private static string Named(string expression)
    {
        var word = Word().Matches(expression).Select(w => w.Value)
            .LastOrDefault(w => w is not ("ToString" or "Wire" or "Write" or "Select"), "what");
        return $"{{{char.ToLowerInvariant(word[0])}{word[1..]}}}";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex("""\b[Nn]ew\(\s*(?<number>[0-9]{4}),\s*["](?<name>[a-z0-9-]+)["]""")]
    private static partial Regex Start();

    [GeneratedRegex(@"RefusalClass\.(\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"<summary>((?:(?!</?summary>)[\s\S])*)</summary>")]
    private static partial Regex Comment();

    [GeneratedRegex("""<see(?:also)? cref="(?:[\w.]*\.)?(?<name>\w+)"\s*/>|</?\w+[^>]*>""")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gap();

    [GeneratedRegex("""\$?"((?:[^"\\{]|\\.|\{(?:[^{}"]|"[^"]*")*\})*)["]""")]
    private static partial Regex Literal();

    [GeneratedRegex("""\{((?:[^{}"]|"[^"]*")*)\}""")]
    private static partial Regex Hole();

    [GeneratedRegex(@"[A-Za-z]\w*")]
    private static partial Regex Word();
}

/// <summary>A refusal as the sources have it.</summary>
/// <param name="File">Where it stands.</param>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Class">Its class, or <c>finding</c>.</param>
/// <param name="Meaning">The summary of what makes it.</param>
/// <param name="Sentence">What it says, with holes in braces.</param>
internal sealed record CataloguedRefusal(
    string File, int Number, string Name, string Class, string Meaning, string Sentence);
