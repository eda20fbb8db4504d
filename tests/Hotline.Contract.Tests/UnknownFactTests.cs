using System.Text.Json;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;

namespace Hotline.Contract.Tests;

/// <summary>A reader is older than its hub one day: what it does not know must not end its feed.</summary>
public sealed class UnknownFactTests
{
    private const string Newer =
        """{"items":[{"entry":{"position":7,"at":"2026-03-01T03:04:05.678Z","fact":{"type":"sung","exchange":"0198c0de-0000-7000-8000-000000000001","tune":[1]}},"envelope":"e"}],"cursor":7,"head":9}""";

    [Fact]
    public void A_fact_of_a_newer_hub_is_read_as_one_that_is_not_known()
    {
        var page = JsonSerializer.Deserialize(Newer, WireJson.Default.FeedPage)!;

        var item = Assert.Single(page.Items);
        var fact = Assert.IsType<UnknownFact>(item.Entry.Fact);
        Assert.Equal(("sung", StreamId.Exchange(FilledRecord.Id), 7L, "e"),
            (fact.Name, fact.Stream, item.Entry.Position, item.Envelope));
        Assert.Equal((7L, 9L), (page.Cursor, page.Head));
    }

    [Theory]
    [InlineData("\"type\":\"sung\",", "")]
    [InlineData("\"type\":\"sung\"", "\"type\":7")]
    [InlineData("\"position\":7", "\"position\":\"7\"")]
    [InlineData("03:04:05.678Z", "half past three")]
    public void What_is_no_fact_at_all_is_refused(string from, string to) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(
            Newer.Replace(from, to, StringComparison.Ordinal), WireJson.Default.FeedPage));

    [Fact]
    public void The_journal_s_owner_reads_no_fact_that_it_does_not_know() =>
        Assert.Throws<JsonException>(() => Entry.FromJson(
            """{"position":7,"at":"2026-03-01T03:04:05.678Z","fact":{"type":"sung"}}"""u8));
}
