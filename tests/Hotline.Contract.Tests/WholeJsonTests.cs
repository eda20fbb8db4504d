using System.Text;
using System.Text.Json;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;

namespace Hotline.Contract.Tests;

/// <summary>What a hub says is whole, or it is no answer.</summary>
public sealed class WholeJsonTests
{
    private const string Entry = """{"position":5,"at":"2026-01-02T03:04:05.678Z","fact":""";

    [Theory]
    [InlineData("""{"exchanges":[null],"hubTime":"2026-01-02T03:04:05.678Z"}""")]
    [InlineData("""{"exchanges":[]}""")]
    [InlineData("""{"exchanges":null,"hubTime":"2026-01-02T03:04:05.678Z"}""")]
    [InlineData("{}")]
    [InlineData("null")]
    public void An_answer_that_lacks_something_is_none(string text) => Assert.Throws<JsonException>(
        () => WholeJson.Read(Encoding.UTF8.GetBytes(text), WireJson.Default.ExchangeList));

    [Theory]
    [InlineData("""{"type":"accepted"}""")]
    [InlineData("""{"type":"notice-sent"}""")]
    [InlineData("""{"type":"key-admitted","participant":"XA"}""")]
    [InlineData("null")]
    public void An_item_of_the_feed_whose_fact_lacks_something_is_none(string fact) => Assert.Throws<JsonException>(
        () => WholeJson.Read(
            Encoding.UTF8.GetBytes("{\"entry\":" + Entry + fact + "}}"), WireJson.Default.FeedItem));

    [Fact]
    public void A_receipt_without_a_checkpoint_is_none() => Assert.Throws<JsonException>(() => WholeJson.Read(
        """
        {"message":"01a21cb3-787e-7044-9cf3-1007d62326f0","position":1,"at":"2026-01-02T03:04:05.678Z","entry":"e30",
         "path":[],"checkpoint":null}
        """u8, WireJson.Default.Receipt));

    [Theory]
    [InlineData("""{"items":[null],"cursor":1,"head":1}""")]
    [InlineData("""{"cursor":1,"head":1}""")]
    public void A_page_that_lacks_something_is_none_whoever_reads_it(string page) => Assert.Throws<JsonException>(
        () => JsonSerializer.Deserialize<FeedPage>(page, WholeJson.Options));

    [Fact]
    public void A_fact_of_a_newer_hub_goes_on_as_it_came()
    {
        var item = WholeJson.Read(
            Encoding.UTF8.GetBytes("{\"entry\":" + Entry + "{\"type\":\"moon\",\n\"phase\":[1]}}}"),
            WireJson.Default.FeedItem);

        Assert.Equal("moon", Assert.IsType<UnknownFact>(item.Entry.Fact).TypeName);
        Assert.Equal(Entry + """{"type":"moon","phase":[1]}}""", Encoding.UTF8.GetString(item.EntryJson()));
    }
}
