using Hotline.EndToEnd.Bridges;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Losses;

/// <summary>A bridge to somebody's broker whose hub lost a part of its journal.</summary>
public sealed class BridgeLossTests
{
    private const int ReadsAgain = 4013;
    private const int CanaryLost = 4003;
    private const int Recovered = 1042;

    [MosquittoFact]
    public async Task It_hands_over_again_what_comes_after_what_was_kept_and_says_so()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xb", "XB"));
        await using var losing = await LosingHub.StartAsync(new HubOptions { Config = config.Path, SamePorts = true });
        var hub = losing.Hub;
        await hub.IsUpAsync("xb");
        await using var desk = await BrokerDesk.OpenAsync(broker, "XB");
        await using var xa = hub.Actor("xa-officer");
        var (kept, _) = await LosingHub.SendAsync(xa);
        await desk.HearAsync(h => h.Text == kept.Compact, "the first");
        await losing.BackUpAsync();

        // Two journals that part after the backup: which of their entries are the same nobody can tell.
        await LosingHub.SendAsync(xa);
        Assert.Equal(0, (await hub.StopAsync()).ExitCode);
        var mark = await File.ReadAllTextAsync(Path.Combine(hub.Data, "journal.mark"));
        losing.PutOldJournal(withMark: false);
        await hub.StartAgainAsync();
        await hub.IsUpAsync("xb");
        for (var i = 0; i < 4; i++)
        {
            var (other, _) = await LosingHub.SendAsync(xa);
            await desk.HearAsync(h => h.Text == other.Compact, "one more");
        }
        Assert.Equal(0, (await hub.StopAsync()).ExitCode);
        Assert.DoesNotContain(hub.Log, l => l.Event == ReadsAgain);
        await File.WriteAllTextAsync(Path.Combine(hub.Data, "journal.mark"), mark);
        var decided = await CommandLine.RunAsync(
            null, "hub", "recover", "--data", hub.Data, "--by", "Ada Roe", "--reason", "the disk is lost");
        Assert.True(decided.ExitCode == 0, decided.Errors);
        await hub.StartAgainAsync();

        await RealTime.Until(
            () => desk.Everything.Count(h => h.Text == kept.Compact) >= 2, "the first to be handed over again");
        var told = Assert.Single(hub.Log, l => l.Event == ReadsAgain);
        Assert.True(told.IsError);
        Assert.Contains("what XB is sent", told.Text, StringComparison.Ordinal);
        var (fresh, _) = await LosingHub.SendAsync(xa);
        await desk.HearAsync(h => h.Text == fresh.Compact, "what came since");
        hub.AssertNoErrors(ReadsAgain, Recovered, CanaryLost);
    }
}
