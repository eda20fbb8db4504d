using Hotline.Testing;

namespace Hotline.Fuzz.Tests;

/// <summary>What fuzzers have learned, taken again.</summary>
public sealed class CorpusTests
{
    private const long Most = 300 * 1024;

    private static readonly string Folder = Path.Combine(Checkout.Root, "tests/Hotline.Fuzz/corpus");

    public static TheoryData<string> Targets => [.. Target.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Each_parser_keeps_its_promise_for_each_input_of_its_corpus(string name)
    {
        var files = Directory.GetFiles(Path.Combine(Folder, name));
        Assert.NotEmpty(files);
        Assert.All(files, file => Target.Named(name)!.Take(File.ReadAllBytes(file)));
    }

    [Fact]
    public void Every_folder_of_the_corpus_is_a_targets() =>
        Assert.Equal(
            Target.All.Select(target => target.Name).Order(StringComparer.Ordinal),
            Directory.GetDirectories(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void The_corpus_stays_small()
    {
        var bytes = new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Assert.InRange(bytes, 1, Most);
    }

    [Fact]
    public void An_input_is_named_by_what_is_in_it() =>
        Assert.All(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories), file =>
            Assert.Equal(Corpus.Name(File.ReadAllBytes(file)), Path.GetFileName(file)));
}
