using System.Text;
using System.Text.RegularExpressions;
using Hotline.Testing;

namespace Hotline.Fuzz.Tests;

/// <summary>Short hunts, led by coverage, for which nothing but the build is needed.</summary>
public sealed partial class HuntTests
{
    private const int Rounds = 700;
    private const string Word = "\n\".\\";
    private const int Enough = 30_000;

    [Fact]
    public async Task A_short_hunt_at_every_parser_finds_nothing()
    {
        using var folder = new TemporaryDirectory();
        var program = Path.GetDirectoryName(Checkout.Built("Hotline.Fuzz", "Hotline.Fuzz.dll"))!;
        Instrumentation.Copy(program, folder["bin"]);
        var found = Path.Combine(Checkout.Root, "artifacts/fuzz/found");
        var ended = await ChildProcess.RunAsync("dotnet",
            [
                Path.Combine(folder["bin"], "Hotline.Fuzz.dll"), "hunt",
                Path.Combine(Checkout.Root, "tests/Hotline.Fuzz/corpus"), "1", $"{Rounds}", found,
            ]);
        var said = ended.Expect();
        Assert.All(Target.All, target =>
        {
            // A parser that is not instrumented has no edges, and would be hunted blindly.
            var edges = Edges().Matches(said).Single(line => line.Groups["target"].Value == target.Name);
            Assert.NotInRange(int.Parse(edges.Groups["edges"].Value), 0, 20);
        });
    }

    [Fact]
    public void Coverage_leads_a_hunt_to_what_chance_alone_does_not_find()
    {
        Coverage.Begin();
        var found = new Hunt(Planted(tells: true), ["aaaa"u8.ToArray()], seed: 1).Run(Enough);
        Assert.StartsWith(Word, Encoding.Latin1.GetString(found!.Input), StringComparison.Ordinal);
        Assert.Null(new Hunt(Planted(tells: false), ["aaaa"u8.ToArray()], seed: 1).Run(Enough));
    }

    [Fact]
    public void The_same_seed_makes_the_same_hunt()
    {
        Coverage.Begin();
        var hunts = new[] { 7, 7 }.Select(seed =>
            new Hunt(Planted(tells: true), ["aaaa"u8.ToArray()], seed).Run(Enough));
        Assert.Single(hunts.Select(found => Corpus.Name(found!.Input)).Distinct());
    }

    [Fact]
    public void What_reaches_nothing_new_is_not_kept()
    {
        Coverage.Begin();
        using var folder = new TemporaryDirectory();
        Directory.CreateDirectory(folder["from"]);
        string[] inputs = ["x", "xyz", "\n\"", "\n\"xyz", "\n"];
        foreach (var input in inputs.Select(Encoding.ASCII.GetBytes))
        {
            File.WriteAllBytes(Path.Combine(folder["from"], Corpus.Name(input)), input);
        }
        Assert.Equal(3, Corpus.Keep(Planted(tells: true), [folder["from"]], folder["into"]));
        Assert.Equal(["\n", "\n\"", "x"], Corpus.Read(folder["into"])
            .Select(Encoding.ASCII.GetString).Order(StringComparer.Ordinal));
    }

    /// <summary>Throws at one word; tells, as instrumented code would, how far it has come.</summary>
    private static Target Planted(bool tells) => new("planted", bytes =>
    {
        var reached = 0;
        while (reached < Word.Length && reached < bytes.Length && bytes[reached] == Word[reached])
        {
            reached++;
        }
        if (tells)
        {
            Coverage.Counters[100 + reached] = 1;
        }
        if (reached == Word.Length)
        {
            throw new BrokenPromiseException("planted");
        }
    });

    [GeneratedRegex(@"^(?<target>\S+): (?<edges>\d+) edges", RegexOptions.Multiline)]
    private static partial Regex Edges();
}
