using Hotline.Testing;

namespace Hotline.House.Tests;

/// <summary>Whoever meets a number can look it up: docs/api/errors.md says what the sources say.</summary>
public sealed class RefusalCatalogueTests
{
    [Fact]
    public void The_committed_page_is_what_the_sources_give() =>
        Committed.Is("docs/api/errors.md", RefusalCatalogue.Page());

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
