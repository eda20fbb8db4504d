using Hotline.EndToEnd.Rig;
using Hotline.Protocol;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Bridges;

/// <summary>Brokers that take less at a time than we would send, and send more than we would take.</summary>
public sealed class BrokerFlowTests
{
    // The line went: told once each time.
    private const int Down = 4001;

    [MosquittoFact]
    public async Task No_more_is_under_way_to_a_broker_than_it_says_that_it_takes()
    {
        // Mosquitto tells the number as Receive Maximum, and ends a connection that goes beyond it.
        await using var broker = await PrivateMosquitto.StartAsync(Inflight(2));
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xb", "XB"));
        await using var hub = await HubProcess.StartAsync(new HubOptions { Config = config.Path });
        await hub.IsUpAsync("xb");
        await using var desk = await BrokerDesk.OpenAsync(broker, "XB");
        await using var xa = hub.Actor("xa-officer");
        var sent = Enumerable.Range(0, 300).Select(_ => xa.Notify("XB")).ToList();
        await Task.WhenAll(sent.Select(s => xa.SubmitAsync(s)));
        var compacts = sent.Select(s => s.Compact).ToHashSet();
        await RealTime.Until(
            () => compacts.IsSubsetOf(desk.Everything.Select(h => h.Text)), "every envelope at the desk");
        Assert.DoesNotContain(hub.Log, l => l.Event == Down);
        hub.AssertNoErrors();
    }

    [MosquittoFact]
    public async Task A_broker_that_sends_all_it_has_at_once_is_taken_in_parts_and_loses_nothing()
    {
        // MQTT 3.1.1 knows no Receive Maximum; 0 is Mosquitto's word for no bound.
        await using var broker = await PrivateMosquitto.StartAsync(Inflight(0));
        using var config = BridgedHub.Settings(
            BridgedHub.To(broker, "xa", "XA").With(("protocol", "3.1.1"),
                ("keepAlive", "00:00:30"), ("timeout", "00:00:20"), ("canary", "00:00:05")));
        await using var hub = await HubProcess.StartAsync(new HubOptions { Config = config.Path, SamePorts = true });
        await hub.IsUpAsync("xa");
        await using var desk = await BrokerDesk.OpenAsync(broker, "XA");
        await using var xa = hub.Actor("xa-officer");
        await hub.StopAsync();
        // More bytes than the hub keeps waiting of one connection, 32 MiB.
        var large = $$"""{"text":"{{new string('x', 150_000)}}"}""";
        var envelopes = Enumerable.Range(0, 200).Select(_ => xa.Notify("XB", content: large)).ToList();
        foreach (var some in envelopes.Chunk(20))
        {
            await Task.WhenAll(some.Select(e => desk.PublishAsync("hotline/v1/XA/submit", e.Compact)));
        }
        await hub.StartAgainAsync();
        await RealTime.Until(
            () => desk.Answers.Count(a => a.Receipt is not null) >= envelopes.Count,
            () => $"a receipt for each; there are {desk.Answers.Count}\n{string.Join('\n', hub.Log.TakeLast(9))}");
        await hub.IsUpAsync("xa");
        Assert.Contains(hub.Log, l => l.Event == Down
            && l.Text.Contains("more at once", StringComparison.Ordinal));
        await hub.StopAsync();
        Assert.Equal(
            envelopes.Select(e => e.Envelope.Id).Order(),
            (await hub.ReadJournalAsync()).Select(e => e.Entry.Fact.Message?.Id).OfType<MessageId>().Order());
    }

    private static Func<string, string> Inflight(int most) => text => text
        .Replace("max_inflight_messages 64", $"max_inflight_messages {most}", StringComparison.Ordinal);
}
