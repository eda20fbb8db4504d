using Hotline.Contract.Facts;
using Hotline.EndToEnd.Rig;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Running;

/// <summary>How a hub ends, and what the next start makes of it.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task A_hub_that_is_asked_to_stop_says_so_in_the_journal_and_the_next_start_is_clean()
    {
        await using var hub = await HubProcess.StartAsync();
        await using (var actor = hub.Actor("xa-officer"))
        {
            await actor.SubmitAsync(actor.Notify("XB"));
        }
        Assert.Equal(0, (await hub.StopAsync()).ExitCode);
        await hub.StartAgainAsync();
        Assert.Equal(0, (await hub.StopAsync()).ExitCode);
        var facts = (await hub.ReadJournalAsync()).Select(e => e.Entry.Fact).ToList();
        Assert.Equal("signal", Assert.IsType<HubStopped>(facts[^1]).Reason);
        Assert.Equal([false, true], facts.OfType<HubStarted>().Select(s => s.Clean));
        hub.AssertNoErrors();
    }

    [Fact]
    public async Task A_hub_that_was_killed_says_at_the_next_start_how_long_it_was_away()
    {
        await using var hub = await HubProcess.StartAsync();
        await hub.KillAsync();
        await hub.StartAgainAsync();
        await hub.StopAsync();
        var started = (await hub.ReadJournalAsync()).Select(e => e.Entry.Fact).OfType<HubStarted>().Last();
        Assert.False(started.Clean);
        Assert.True(started.Outage is { } away && away.From < away.To);
        hub.AssertNoErrors();
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_connections_that_stay_open()
    {
        await using var hub = await HubProcess.StartAsync();
        await using var watching = CommandLine.Start(hub.Profile("xb-officer"), "--json", "watch");
        await using var actor = hub.Actor("xa-officer");
        var sent = await actor.SubmitAsync(actor.Notify("XB"));
        await watching.OutputAsync(
            l => l.Contains(sent.Envelope.Id.ToString(), StringComparison.Ordinal), "the message");
        var before = RealTime.Clock.GetTimestamp();
        Assert.Equal(0, (await hub.StopAsync()).ExitCode);
        Assert.True(RealTime.Clock.GetElapsedTime(before) < TimeSpan.FromSeconds(30));
        hub.AssertNoErrors();
    }
}
