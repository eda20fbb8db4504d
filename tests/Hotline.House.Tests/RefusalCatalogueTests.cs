namespace Hotline.House.Tests;

/// <summary>Whoever meets a number can look it up: docs/api/errors.md says what the sources say.</summary>
public sealed class RefusalCatalogueTests
{
    private static readonly string Committed = Path.Combine(Repository.Root, "docs", "api", "errors.md");

    [Fact]
    public void The_committed_page_is_what_the_sources_give()
    {
        var made = RefusalCatalogue.Page();
        if (Environment.GetEnvironmentVariable("HOTLINE_APPROVE") == "1")
        {
            File.WriteAllText(Committed, made);
        }
        Assert.Equal(File.ReadAllText(Committed), made);
    }

    [Fact]
    public void Every_refusal_says_when_it_comes_what_kind_it_is_and_what_to_do() =>
        Assert.All(RefusalCatalogue.All(), refusal =>
        {
            Assert.True(refusal.Meaning.Length > 3 || refusal.Class == "finding"
                || refusal.Number > 6040, $"{refusal.Number} has no summary");
            Assert.True(refusal.Class != "?", $"{refusal.Number} has no class");
            Assert.True(refusal.Sentence.Length > 3, $"{refusal.Number} says nothing");
        });
}
