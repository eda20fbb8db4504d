using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Hub.Tests.Reports;
using Hotline.Journal;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>Which text of a regime was in force stays on record, and so does where its numbers come from.</summary>
public sealed class RegimeTextTests
{
    private const string Before = "modelled on nothing outside: chosen so short that a person can watch every step";
    private const string After = "modelled on nothing outside: chosen anew after the first exercise";

    [Fact]
    public async Task A_text_is_on_record_before_the_first_message_and_once_however_often_the_hub_starts()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await hub.SendAsync(hub.Some.Message());
        await hub.StopAsync();
        await hub.StartAsync();
        var facts = await FactsAsync(hub);
        var regimes = facts.OfType<RegimeAdopted>().Select(f => f.Regime).ToList();
        Assert.Equal(regimes.Distinct(), regimes);
        Assert.Contains("exercise", regimes);
        Assert.True(facts.FindIndex(f => f is Accepted) > facts.FindLastIndex(f => f is RegimeAdopted));
    }

    [Fact]
    public async Task What_runs_under_an_earlier_text_still_names_where_its_numbers_come_from()
    {
        using var config = ReportCaller.Regimes("all");
        await using var hub = await HubInProcess.OpenOnAsync(config.Path);
        var first = await hub.SendAsync(hub.Some.Message());
        await hub.StopAsync();
        var file = config["regimes/exercise.json"];
        await File.WriteAllTextAsync(
            file, (await File.ReadAllTextAsync(file)).Replace(Before, After, StringComparison.Ordinal));
        await hub.StartAsync();
        var second = await hub.SendAsync(hub.Some.Message());

        Assert.Equal(2, (await FactsAsync(hub)).OfType<RegimeAdopted>().Count());
        Assert.Equal((Before, After), (await SourceAsync(hub, first), await SourceAsync(hub, second)));
        await hub.VanishAsync();
        await hub.StartAsync();
        Assert.Equal((Before, After), (await SourceAsync(hub, first), await SourceAsync(hub, second)));
    }

    private static async Task<List<Fact>> FactsAsync(HubInProcess hub) =>
        [.. (await hub.The<IJournalStore>().ReadAsync(0, 500, default)).Select(e => e.Entry.Fact)];

    private static async Task<string> SourceAsync(HubInProcess hub, SignedEnvelope message)
    {
        using var officer = Visitor.At(hub, "XB/officer");
        var answer = await officer.GetAsync($"{HttpPaths.Exchanges}/{message.Envelope.Id}");
        return answer.As(WireJson.Default.ExchangeView).Addressees[0].Windows[0].Basis.Source;
    }
}
