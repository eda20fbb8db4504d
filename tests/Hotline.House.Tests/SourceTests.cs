using System.Text.RegularExpressions;

namespace Hotline.House.Tests;

/// <summary>What a reader of any file may rely on.</summary>
public sealed partial class SourceTests
{
    private const int Longest = 300;
    private const int Widest = 120;

    /// <summary>The languages that somebody writes here; of the console its sources, tests and scripts.</summary>
    private static readonly string[] Written = [".cs", ".ts", ".mts", ".svelte", ".mjs", ".js", ".css"];

    [Fact]
    public void No_source_file_is_longer_than_three_hundred_lines() =>
        Assert.All(Repository.Matching("src/", Written).Where(f => !IsGenerated(f)), file => Assert.True(
            Lines(file) <= Longest, $"{file} has {Lines(file)} lines."));

    /// <summary>
    /// What is longer is the line that nobody reads. A test's data in raw text, and a test's sentence, are as long as
    /// they are.
    /// </summary>
    [Fact]
    public void No_line_is_wider_than_a_hundred_and_twenty_columns() =>
        Assert.All(
            Repository.Matching("src/", Written).Concat(Repository.Matching("tests/", Written)),
            file => Assert.Empty(WideLines(file)));

    [Fact]
    public void Nothing_is_left_for_later() => AssertNowhere(Unfinished(), "src/", "tests/");

    [Fact]
    public void Whoever_silences_a_warning_says_why_beside_it() => AssertNowhere(BareSilence(), "src/", "tests/");

    /// <summary>A rename that is not followed by syncing the directory may be undone by a power cut.</summary>
    [Fact]
    public void Only_who_can_afford_to_lose_it_moves_a_file_but_by_the_one_function_that_syncs_the_directory() =>
        Assert.Equal(
            [
                "src/Durable/DurableFile.cs",
                "src/Hotline.Client/Inbox/FeedCursor.cs", // a lost one shows again what was shown
                // a mail that is back in new/ is handled again, with the same result
                "src/Hotline.Hub/Doors/Mail/Maildir.cs",
                // an older mark lets seconds of a loss pass and refuses nobody
                "src/Hotline.Journal/Marks/HighWaterMark.cs",
            ],
            Repository.Matching("src/", ".cs")
                .Where(f => Repository.Text(f).Contains("File.Move(", StringComparison.Ordinal)));

    /// <summary>An exception of a hosted service that nobody keeps stops the whole hub.</summary>
    [Fact]
    public void Every_service_beside_the_doors_is_entered_where_it_is_kept() =>
        Assert.Equal(
            ["src/Hotline.Hub/Keeping/KeptService.cs", "src/Hotline.Hub/Keeping/KeptServices.cs"],
            Repository.Matching("src/", ".cs").Where(f => Hosted().IsMatch(Repository.Text(f))));

    [Fact]
    public void No_folder_is_named_for_leftovers() =>
        Assert.DoesNotContain(Repository.Matching("src/", ".cs"), f => Leftovers().IsMatch(f));

    [Fact]
    public void No_file_names_a_machine_it_was_written_on()
    {
        var texts = Repository.Files.Where(f => Path.GetExtension(f) is not (".png" or ".ico" or ".woff2")
            && !f.StartsWith("tests/Hotline.House.Tests/", StringComparison.Ordinal));
        Assert.All(texts, file => Assert.DoesNotMatch(MachinePath(), Repository.Text(file)));
    }

    [Fact]
    public void No_file_says_which_registry_a_package_came_from()
    {
        Assert.DoesNotContain(
            Repository.Files, f => Path.GetFileName(f).Equals("nuget.config", StringComparison.OrdinalIgnoreCase));
        Assert.All(Repository.Files.Where(f => Path.GetFileName(f) is ".npmrc" or "package-lock.json"), file =>
            Assert.Empty(Registry().Matches(Repository.Text(file))));
    }

    /// <summary>
    /// What <c>ops/contract</c> writes is as long as the contract; its lines are as narrow as others.
    /// </summary>
    private static bool IsGenerated(string file) => file == "src/Hotline.Console/src/contract/wire.ts";

    private static IEnumerable<string> WideLines(string file)
    {
        var (number, raw) = (0, false);
        foreach (var line in Repository.Text(file).Split('\n'))
        {
            number++;
            var exempt = file.StartsWith("tests/", StringComparison.Ordinal)
                && Path.GetExtension(file) == ".cs"
                && (raw || line.Contains("\"\"\"", StringComparison.Ordinal) || Sentence().IsMatch(line));
            raw ^= line.Split("\"\"\"").Length % 2 == 0;
            if (line.TrimEnd('\r').Length > Widest && !exempt)
            {
                yield return $"{file}:{number}: {line.Trim()}";
            }
        }
    }

    private static int Lines(string file) => Repository.Text(file).AsSpan().Count('\n');

    private static void AssertNowhere(Regex form, params string[] folders) =>
        Assert.All(folders.SelectMany(f => Repository.Matching(f, ".cs"))
            .Where(f => !f.EndsWith("/SourceTests.cs", StringComparison.Ordinal)), file =>
            Assert.True(form.Match(Repository.Text(file)) is { Success: false },
                $"{file}: {form.Match(Repository.Text(file)).Value}"));

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|\bSkip ?= ?""")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"AddHostedService|\bIHostedService\b")]
    private static partial Regex Hosted();

    [GeneratedRegex(
        @"#pragma warning disable [A-Z0-9, ]+\r?$|SuppressMessage\((?![^]]*Justification)", RegexOptions.Multiline)]
    private static partial Regex BareSilence();

    [GeneratedRegex("/(Helpers?|Utils?|Utilities|Managers?|Common|Misc)(/|\\.cs)")]
    private static partial Regex Leftovers();

    [GeneratedRegex(@"(?<![\w.$}])/(work|root|home/[a-z]+|Users/[A-Za-z]+)/|[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex("""(?:"resolved": "|registry ?= ?)https?://(?<host>[^/"]+)""")]
    private static partial Regex Registry();

    [GeneratedRegex(@"^ +public (async )?(void|Task) \w+\(|\[InlineData\(")]
    private static partial Regex Sentence();
}
