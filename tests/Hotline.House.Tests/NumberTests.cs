using System.Globalization;
using System.Text.RegularExpressions;

namespace Hotline.House.Tests;

/// <summary>
/// Numbers that users and operators rely on: each has one meaning, and stands in the range that its file documents.
/// </summary>
public sealed partial class NumberTests
{
    private static readonly IReadOnlyList<Numbered> Refusals =
        [.. RefusalCatalogue.All().Select(r => new Numbered(r.File, r.Number, r.Name))];

    private static readonly IReadOnlyList<Numbered> LogEvents = [.. Events()];

    [Fact]
    public void Refusals_and_log_events_are_found()
    {
        Assert.True(Refusals.Count > 50, $"{Refusals.Count} refusals");
        Assert.True(LogEvents.Count > 20, $"{LogEvents.Count} log events");
    }

    [Fact]
    public void A_refusal_number_has_one_meaning() =>
        AssertUnique(Refusals, r => r.Number.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void A_refusal_name_has_one_meaning() => AssertUnique(Refusals, r => r.Name);

    [Fact]
    public void A_log_event_number_has_one_meaning() =>
        AssertUnique(LogEvents, e => e.Number.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void Every_log_event_is_numbered() =>
        Assert.All(Repository.Matching("src/", ".cs"), file => Assert.Equal(
            AnyLogEvent().Count(Repository.Text(file)), LogEvent().Count(Repository.Text(file))));

    [Fact]
    public void Every_number_stands_in_a_range_that_its_file_documents() =>
        Assert.All(Refusals.Concat(LogEvents), n => Assert.True(
            Ranges(n.File).Any(r => n.Number >= r.From && n.Number <= r.To),
            $"{n.File}: {n.Number} {n.Name} is in no documented range 'NNNN to NNNN' of the file."));

    [Fact]
    public void Documented_ranges_do_not_overlap()
    {
        foreach (var numbers in new[] { Refusals, LogEvents })
        {
            var ranges = numbers.Select(n => n.File).Distinct()
                .SelectMany(f => Ranges(f).Select(r => (File: f, r.From, r.To))).OrderBy(r => r.From).ToList();
            Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(
                pair.First.To < pair.Second.From, $"{pair.First} and {pair.Second}"));
        }
    }

    private static void AssertUnique(IEnumerable<Numbered> numbers, Func<Numbered, string> key) =>
        Assert.All(numbers.GroupBy(key), same => Assert.True(same.Count() == 1, string.Join(" and ", same)));

    /// <summary>Ranges in the doc comment of the file's class of refusals or log events.</summary>
    private static IEnumerable<(int From, int To)> Ranges(string file) =>
        from Match summary in Documented().Matches(Repository.Text(file))
        from Match range in Range().Matches(summary.Value)
        select (Number(range.Groups[1]), Number(range.Groups[2]));

    private static IEnumerable<Numbered> Events() =>
        from file in Repository.Matching("src/", ".cs")
        from Match match in LogEvent().Matches(Repository.Text(file))
        select new Numbered(file, Number(match.Groups["number"]), match.Groups["name"].Value);

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("""\[LoggerMessage\(\s*(EventId = )?(?<number>[0-9]+),[^"\]]*"(?<name>[^\]]*)"\)\]""")]
    private static partial Regex LogEvent();

    [GeneratedRegex(@"\[LoggerMessage\b")]
    private static partial Regex AnyLogEvent();

    [GeneratedRegex(
        @"(?:^ *///.*\n)+(?= *(?:public|internal|private) (?:static )?(?:partial )?class \w*(?:Errors|Findings|Log)\b)",
        RegexOptions.Multiline)]
    private static partial Regex Documented();

    [GeneratedRegex(@"\b([0-9]{4}) to ([0-9]{4})\b")]
    private static partial Regex Range();

    private sealed record Numbered(string File, int Number, string Name);
}
