using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hotline.House.Tests;

/// <summary>What is written for people: the README's first screen works, examples name nobody real.</summary>
public sealed partial class WordTests
{
    [Fact]
    public void The_readmes_first_two_commands_start_the_hub_and_run_every_check()
    {
        var commands = Shell()
            .Matches(Repository.Text("README.md")).Take(2).Select(m => m.Groups["command"].Value.Trim()).ToList();
        Assert.Equal(["dotnet run --project src/Hotline.Hub", "ops/test"], commands);
        Assert.True(Repository.Exists("src/Hotline.Hub/Hotline.Hub.csproj"));
        Assert.True(Repository.Exists("ops/test"));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(
            Repository.Root, "ops/test")).HasFlag(UnixFileMode.UserExecute), "ops/test is not executable.");
    }

    [Fact]
    public void Examples_name_no_real_country()
    {
        var examples = Repository.Matching("config/", ".json").Concat(Repository.Matching("", ".md"));
        Assert.All(examples, file => Assert.All(Participant().Matches(Repository.Text(file)), match =>
            Assert.True(Exercise().IsMatch(match.Groups["code"].Value),
                $"{file}: {match.Value} is not one of XA to XZ, which ISO 3166 leaves to users.")));
    }

    [Fact]
    public void Every_setting_file_names_a_schema_that_is_there() =>
        Assert.All(Repository.Matching("config/", ".json"), file =>
        {
            using var json = JsonDocument.Parse(Repository.Text(file));
            var schema = json.RootElement.GetProperty("$schema").GetString()!;
            Assert.True(
                file.EndsWith(".schema.json", StringComparison.Ordinal)
                    ? schema == "https://json-schema.org/draft/2020-12/schema" : Repository.Exists(
                        $"{Path.GetDirectoryName(file)}/{schema}"),
                $"{file}: {schema}");
        });

    [GeneratedRegex(@"^```sh\n(?<command>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Shell();

    /// <summary>
    /// Two capitals where a participant stands: a JSON string (but a message's ID), after --to or --cc, in a topic.
    /// </summary>
    [GeneratedRegex(
        """(?:(?<=[\[,:]\s*)(?<!"message":\s*)"(?<code>[A-Z]{2})"|(?:--to |--cc |hotline/v1/)(?<code>[A-Z]{2})\b)""")]
    private static partial Regex Participant();

    [GeneratedRegex("^X[A-Z]$")]
    private static partial Regex Exercise();
}
