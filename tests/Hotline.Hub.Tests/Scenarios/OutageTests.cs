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
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.StopAsync();
        var stopped = hub.Time.GetUtcNow();
        hub.Time.Advance(TimeSpan.FromSeconds(90));
        await hub.StartAsync();
        await RealTime.Until(
            async () => (await hub.FactsAsync(message)).OfType<Lapsed>().Count() == 2, "both windows to lapse");

        Assert.All((await hub.FactsAsync(message)).OfType<Lapsed>(), lapse =>
        {
            Assert.Equal(stopped.ToMilliseconds(), lapse.Outage!.From);
            Assert.Equal(hub.Time.GetUtcNow().ToMilliseconds(), lapse.Outage.To);
        });
    }

    [Fact]
    public async Task What_fell_due_in_an_outage_names_it_when_the_hub_fails_again_before_it_came_to_it()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.VanishAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(30));
        var back = hub.Time.GetUtcNow().ToMilliseconds();
        await hub.StartInVainAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(60));
        await hub.StartAsync();
        await RealTime.Until(
            async () => (await hub.FactsAsync(message)).OfType<Lapsed>().Count() == 2, "both windows to lapse");

        var lapses = (await hub.FactsAsync(message)).OfType<Lapsed>().ToDictionary(l => l.Window, l => l.Outage);
        Assert.Equal(back, lapses[Window.Delivery]?.To);
        Assert.Equal(back, lapses[Window.Acknowledgement]?.From);
    }

    [Fact]
    public async Task A_lapse_after_the_hub_was_back_names_no_outage()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.StopAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(5));
        await hub.StartAsync();
        await hub.AdvanceAsync(TimeSpan.FromSeconds(16));
        Assert.Null(Assert.Single((await hub.FactsAsync(message)).OfType<Lapsed>()).Outage);
    }

    [Fact]
    public async Task A_hub_that_was_stopped_in_order_says_so_and_one_that_vanished_does_not()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await hub.StopAsync();
        await hub.StartAsync();
        Assert.True((await LastStartAsync(hub)).Clean);
        await hub.VanishAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(30));
        await hub.StartAsync();
        var start = await LastStartAsync(hub);
        Assert.False(start.Clean);
        Assert.True(start.Outage!.To - start.Outage.From >= TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task A_window_that_was_met_before_the_outage_stays_met()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message());
        await hub.SendAsync(hub.Some.Acknowledgement(message));
        await hub.VanishAsync();
        hub.Time.Advance(TimeSpan.FromHours(1));
        await hub.StartAsync();
        await RealTime.Until(
            async () => (await hub.FactsAsync(message)).Any(f => f is Lapsed { Window: Window.Response }),
            "the response window to lapse");
        Assert.Equal(
            [WindowState.Met, WindowState.Met, WindowState.Lapsed],
            (await hub.AddresseeAsync(message, "XB")).Windows.Select(w => w.State));
    }

    private static async Task<HubStarted> LastStartAsync(HubInProcess hub) =>
        (await hub.The<IJournalStore>().ReadAsync(0, 500, default))
            .Select(e => e.Entry.Fact).OfType<HubStarted>().Last();
}
