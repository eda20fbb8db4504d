using System.Globalization;
using Hotline.Contract;
using Hotline.EndToEnd.Rig;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.EndToEnd.Bridges;

/// <summary>Hubs and brokers that die or forget in the midst of messages: none is lost, none journaled twice.</summary>
public sealed class BrokerLossTests
{
    // The alarm, where a test provokes it.
    private const int CanaryLost = 4003;

    [MosquittoTheory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public async Task What_was_published_while_the_hub_was_away_is_journaled_when_it_comes_back(string version)
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xa", "XA").With(("protocol", version)));
        await using var hub = await BridgedHub.StartAsync(config);
        await using var desk = await BrokerDesk.OpenAsync(broker, "XA");
        await using var xa = hub.Actor("xa-officer");
        for (var i = 0; i < 2; i++)
        {
            // Once stopped in order, once killed: the broker keeps the session either way.
            await (i == 0 ? hub.StopAsync() : hub.KillAsync());
            var envelopes = Enumerable.Range(0, 5).Select(_ => xa.Notify("XB")).ToList();
            await PublishAsync(desk, envelopes);
            await hub.StartAgainAsync();
            await AssertReceiptedAsync(desk, envelopes);
        }
        hub.AssertNoErrors();
    }

    [MosquittoTheory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public async Task The_broker_keeps_what_a_killed_hub_had_taken_and_not_yet_journaled(string version)
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(
            BridgedHub.To(broker, "xa", "XA").With(("protocol", version), ("messagesPerSecond", 20)));
        await using var hub = await BridgedHub.StartAsync(config);
        await using var desk = await BrokerDesk.OpenAsync(broker, "XA");
        await using var xa = hub.Actor("xa-officer");
        var envelopes = Enumerable.Range(0, 60).Select(_ => xa.Notify("XB")).ToList();
        // Each once: whatever was acknowledged too early is lost.
        await PublishAsync(desk, envelopes);
        await desk.AnswerAsync(envelopes[5].Envelope.Id);
        await hub.KillAsync();
        Assert.True(desk.Answers.Count < envelopes.Count, "The hub was too fast to be killed in the midst.");
        await hub.StartAgainAsync();
        await AssertReceiptedAsync(desk, envelopes);
        await hub.StopAsync();
        AssertOnce(envelopes, await hub.ReadJournalAsync());
        hub.AssertNoErrors();
    }

    [MosquittoFact]
    public async Task What_a_full_queue_dropped_is_journaled_once_when_its_publisher_who_got_no_receipt_publishes_again()
    {
        await using var broker = await PrivateMosquitto.StartAsync(SmallQueues);
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xa", "XA"));
        await using var hub = await BridgedHub.StartAsync(config);
        await using var desk = await BrokerDesk.OpenAsync(broker, "XA");
        await using var xa = hub.Actor("xa-officer");
        await hub.StopAsync();
        var envelopes = Enumerable.Range(0, 20).Select(_ => xa.Notify("XB")).ToList();
        await PublishAsync(desk, envelopes);
        await hub.StartAgainAsync();
        await hub.IsUpAsync("xa");
        await desk.AnswerAsync(envelopes[0].Envelope.Id);
        Assert.True(desk.Answers.Count < envelopes.Count, "The queue was not full.");
        foreach (var envelope in envelopes)
        {
            await desk.PublishAsync("hotline/v1/XA/submit", envelope.Compact);
            Assert.NotNull((await desk.AnswerAsync(envelope.Envelope.Id)).Receipt);
        }
        await hub.StopAsync();
        AssertOnce(envelopes, await hub.ReadJournalAsync());
        hub.AssertNoErrors();
    }

    [MosquittoFact]
    public async Task What_a_full_queue_drops_for_a_reader_who_is_away_was_carried_and_is_not_delivered()
    {
        await using var broker = await PrivateMosquitto.StartAsync(SmallQueues);
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xb", "XB"));
        await using var hub = await BridgedHub.StartAsync(config);
        await using var desk = await BrokerDesk.OpenAsync(broker, "XB");
        await using var xa = hub.Actor("xa-officer");
        await desk.LeaveAsync();
        var sent = new List<SignedEnvelope>();
        for (var i = 0; i < 20; i++)
        {
            sent.Add(await xa.SubmitAsync(xa.Notify("XB")));
        }
        await xa.UntilAsync(
            sent[^1].Envelope.Id, v => v.Addressees.Single().Rung == Rung.Carried, "the last is carried");
        await desk.ConnectAsync();
        await desk.HearAsync(h => h.Text == sent[0].Compact, "the first");
        Assert.True(desk.Inbox.Distinct().Count() < sent.Count, "The queue was not full.");
        Assert.All(sent, s => Assert.Equal(Rung.Carried, xa.ViewAsync(s.Envelope.Id).Result.Addressees.Single().Rung));
        hub.AssertNoErrors();
    }

    /// <summary>
    /// Publishes each until it has a receipt, as a notifier must. Meanwhile the sender's broker is killed three times
    /// and started again, and the reader's stands still three times.
    /// </summary>
    [MosquittoTheory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public async Task Nothing_is_lost_and_nothing_journaled_twice_over_six_reconnects(string version)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("HOTLINE_BRIDGE_MESSAGES") ?? "300",
            CultureInfo.InvariantCulture);
        await using var broker = await PrivateMosquitto.StartAsync();
        await using var reading = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(
            BridgedHub.To(broker, "xa", "XA").With(("protocol", version)),
            BridgedHub.To(reading, "xb", "XB").With(("protocol", version)));
        await using var hub = await BridgedHub.StartAsync(config, "xa", "xb");
        await using var sender = await BrokerDesk.OpenAsync(broker, "XA", version);
        await using var reader = await BrokerDesk.OpenAsync(reading, "XB", version);
        await using var xa = hub.Actor("xa-officer");
        var envelopes = Enumerable.Range(0, count).Select(_ => xa.Notify("XB")).ToList();
        var trouble = TroubleAsync();
        foreach (var part in envelopes.Chunk(100))
        {
            await ReceiptedAsync(sender, part);
        }
        await trouble;
        var compacts = envelopes.Select(e => e.Compact).ToHashSet();
        await RealTime.Until(() => compacts.IsSubsetOf(reader.Inbox), "every envelope at the reader",
            TimeSpan.FromMinutes(2));
        await hub.StopAsync();
        AssertOnce(envelopes, await hub.ReadJournalAsync());
        Assert.True(hub.Log.Count(l => l.Event == 4000) >= 2 + 6, "There were not six reconnects.");
        hub.AssertNoErrors(CanaryLost);

        async Task TroubleAsync()
        {
            for (var i = 0; i < 3; i++)
            {
                await UntilReceiptsAsync((i + 1) * count / 8);
                await broker.KillAsync();
                await hub.StandsAsync("xa", "DOWN");
                await broker.UpAsync();
                await hub.StandsAsync("xa", "since");
                await hub.IsUpAsync("xa");
                await reading.FreezeAsync();
                await hub.StandsAsync("xb", "DOWN");
                await reading.ThawAsync();
                await hub.IsUpAsync("xb");
                await reader.ConnectAsync();
            }
        }

        Task UntilReceiptsAsync(int receipts) => RealTime.Until(
            () => sender.Answers.Count >= receipts, $"{receipts} receipts", TimeSpan.FromMinutes(3));
    }

    private static async Task PublishAsync(BrokerDesk desk, IEnumerable<SignedEnvelope> envelopes)
    {
        foreach (var envelope in envelopes)
        {
            await desk.PublishAsync("hotline/v1/XA/submit", envelope.Compact);
        }
    }

    private static async Task AssertReceiptedAsync(BrokerDesk desk, IEnumerable<SignedEnvelope> envelopes)
    {
        foreach (var envelope in envelopes)
        {
            Assert.NotNull((await desk.AnswerAsync(envelope.Envelope.Id)).Receipt);
        }
    }

    private static async Task ReceiptedAsync(BrokerDesk sender, SignedEnvelope[] envelopes)
    {
        await RealTime.Until(async () =>
        {
            var known = sender.Answers.Where(a => a.Receipt is not null).Select(a => a.Message!.Value).ToHashSet();
            var owed = envelopes.Where(e => !known.Contains(e.Envelope.Id)).ToList();
            var taken = await Task.WhenAll(
                owed.Select(e => sender.TryPublishAsync("hotline/v1/XA/submit", e.Compact)));
            if (taken.Contains(false))
            {
                await sender.ConnectAsync();
            }
            if (owed.Count > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), RealTime.Clock);
            }
            return owed.Count == 0;
        }, "a receipt for each", TimeSpan.FromMinutes(3));
    }

    private static string SmallQueues(string text) => text
        .Replace("max_queued_messages 10000", "max_queued_messages 5", StringComparison.Ordinal)
        .Replace("max_inflight_messages 64", "max_inflight_messages 3", StringComparison.Ordinal);

    private static void AssertOnce(
        IEnumerable<SignedEnvelope> envelopes, IReadOnlyList<Journal.StoredEntry> journal) =>
        Assert.Equal(
            envelopes.Select(e => e.Envelope.Id).Order(),
            journal.Select(e => e.Entry.Fact.Message?.Id).OfType<MessageId>().Order());
}
