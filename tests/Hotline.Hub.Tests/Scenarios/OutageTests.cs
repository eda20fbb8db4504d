using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Journal;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

public sealed class OutageTests
{
    [Fact]
    public async Task What_fell_due_while_the_hub_was_down_is_recorded_with_the_outage()
    {
        await using var stage = await Stage.OpenAsync();
        var message = await stage.SendAsync(stage.Some.Message(to: "XC"));
        await stage.StopAsync();
        var stopped = stage.Time.GetUtcNow();
        stage.Time.Advance(TimeSpan.FromSeconds(90));
        await stage.StartAsync();
        await RealTime.Until(async () => (await stage.FactsAsync(message)).OfType<Lapsed>().Count() == 2, "both windows to lapse");

        Assert.All((await stage.FactsAsync(message)).OfType<Lapsed>(), lapse =>
        {
            Assert.Equal(stopped.ToMilliseconds(), lapse.Outage!.From);
            Assert.Equal(stage.Time.GetUtcNow().ToMilliseconds(), lapse.Outage.To);
        });
    }

    [Fact]
    public async Task A_lapse_after_the_hub_was_back_names_no_outage()
    {
        await using var stage = await Stage.OpenAsync();
        var message = await stage.SendAsync(stage.Some.Message(to: "XC"));
        await stage.StopAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        await stage.StartAsync();
        await stage.AdvanceAsync(TimeSpan.FromSeconds(16));
        Assert.Null(Assert.Single((await stage.FactsAsync(message)).OfType<Lapsed>()).Outage);
    }

    [Fact]
    public async Task A_hub_that_was_stopped_in_order_says_so_and_one_that_vanished_does_not()
    {
        await using var stage = await Stage.OpenAsync();
        await stage.StopAsync();
        await stage.StartAsync();
        Assert.True((await LastStartAsync(stage)).Clean);
        await stage.VanishAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(30));
        await stage.StartAsync();
        var start = await LastStartAsync(stage);
        Assert.False(start.Clean);
        Assert.True(start.Outage!.To - start.Outage.From >= TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task A_window_that_was_met_before_the_outage_stays_met()
    {
        await using var stage = await Stage.OpenAsync();
        var message = await stage.SendAsync(stage.Some.Message());
        await stage.SendAsync(stage.Some.Acknowledgement(message));
        await stage.VanishAsync();
        stage.Time.Advance(TimeSpan.FromHours(1));
        await stage.StartAsync();
        await RealTime.Until(async () => (await stage.FactsAsync(message)).Any(f => f is Lapsed { Window: Window.Response }), "the response window to lapse");
        Assert.Equal([WindowState.Met, WindowState.Met, WindowState.Lapsed], (await stage.AddresseeAsync(message, "XB")).Windows.Select(w => w.State));
    }

    private static async Task<HubStarted> LastStartAsync(Stage stage) =>
        (await stage.The<IJournalStore>().ReadAsync(0, 500, default)).Select(e => e.Entry.Fact).OfType<HubStarted>().Last();
}
