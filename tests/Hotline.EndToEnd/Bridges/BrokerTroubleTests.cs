using System.Globalization;
using System.Text.Json.Nodes;
using Hotline.Contract;
using Hotline.EndToEnd.Rig;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Bridges;

/// <summary>Brokers that are not what they should be, each with a hub of its own.</summary>
public sealed class BrokerTroubleTests
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
        await using var hub = await StartAsync(config);
        await using var desk = await BrokerDesk.OpenAsync(broker, "XA");
        await using var xa = hub.Actor("xa-officer");
        for (var i = 0; i < 2; i++)
        {
            // Once stopped in order, once killed: the broker keeps the session either way.
            await (i == 0 ? hub.StopAsync() : hub.KillAsync());
            var envelopes = Enumerable.Range(0, 5).Select(_ => xa.Notify("XB")).ToList();
            foreach (var envelope in envelopes)
            {
                await desk.PublishAsync("hotline/v1/XA/submit", envelope.Compact);
            }
            await hub.StartAgainAsync();
            foreach (var envelope in envelopes)
            {
                Assert.NotNull((await desk.AnswerAsync(envelope.Envelope.Id)).Receipt);
            }
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
        await using var hub = await StartAsync(config);
        await using var desk = await BrokerDesk.OpenAsync(broker, "XA");
        await using var xa = hub.Actor("xa-officer");
        var envelopes = Enumerable.Range(0, 60).Select(_ => xa.Notify("XB")).ToList();
        foreach (var envelope in envelopes)
        {
            // Each once: whatever was acknowledged too early is lost.
            await desk.PublishAsync("hotline/v1/XA/submit", envelope.Compact);
        }
        await desk.AnswerAsync(envelopes[5].Envelope.Id);
        await hub.KillAsync();
        Assert.True(desk.Answers.Count() < envelopes.Count, "The hub was too fast to be killed in the midst.");
        await hub.StartAgainAsync();
        foreach (var envelope in envelopes)
        {
            Assert.NotNull((await desk.AnswerAsync(envelope.Envelope.Id)).Receipt);
        }
        await hub.StopAsync();
        AssertOnce(envelopes, await hub.ReadJournalAsync());
        hub.AssertNoErrors();
    }

    [MosquittoFact]
    public async Task What_was_sent_while_the_broker_was_dead_goes_out_when_it_is_back_also_from_another_run_of_the_hub()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xb", "XB"));
        await using var hub = await StartAsync(config);
        await using var desk = await BrokerDesk.OpenAsync(broker, "XB");
        await using var xa = hub.Actor("xa-officer");
        var sent = new List<SignedEnvelope> { await xa.SubmitAsync(xa.Notify("XB")) };
        await desk.HearAsync(h => h.Text == sent[0].Compact, "the first");
        await broker.KillAsync();
        await hub.StandsAsync("xb", "DOWN, no connection");
        sent.Add(await xa.SubmitAsync(xa.Notify("XB")));
        await hub.KillAsync();
        await hub.StartAgainAsync();
        await using var again = hub.Actor("xa-officer");
        sent.Add(await again.SubmitAsync(again.Notify("XB")));
        Assert.Equal(Rung.Accepted, (await again.ViewAsync(sent[2].Envelope.Id)).Addressees.Single().Rung);
        await broker.UpAsync();
        await desk.ConnectAsync();
        await desk.HearAsync(h => h.Text == sent[2].Compact, "the last");
        Assert.Equal(sent.Select(s => s.Compact), Inbox(desk).Distinct());
        hub.AssertNoErrors(CanaryLost);
    }

    [MosquittoFact]
    public async Task A_broker_that_stands_still_is_noticed_and_what_waits_crosses_when_it_goes_on()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "both", "XA", "XB"));
        await using var hub = await StartAsync(config);
        await using var desk = await BrokerDesk.OpenAsync(broker, "XB");
        await using var xa = hub.Actor("xa-officer");
        await broker.FreezeAsync();
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        await hub.StandsAsync("both", "DOWN, the broker does not answer");
        Assert.Equal(Rung.Accepted, (await xa.ViewAsync(sent.Envelope.Id)).Addressees.Single().Rung);
        await broker.ThawAsync();
        await hub.IsUpAsync("both");
        await desk.ConnectAsync();
        await desk.HearAsync(h => h.Text == sent.Compact, "the envelope");
        hub.AssertNoErrors(CanaryLost);
    }

    [MosquittoFact]
    public async Task A_wrong_password_is_said_and_the_right_one_is_in_force_at_the_next_try()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder["password"], "wrong\n");
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xa", "XA")
            .With(("password", null), ("passwordFile", folder["password"])));
        await using var hub = await HubProcess.StartAsync(new HubOptions { Config = config.Path });
        await hub.StandsAsync("xa", "DOWN, the broker refuses user, password or certificate");
        await File.WriteAllTextAsync(folder["password"], "hotline\n");
        await hub.IsUpAsync("xa");
        Assert.DoesNotContain(hub.Log, l => l.Text.Contains("wrong", StringComparison.Ordinal));
        hub.AssertNoErrors();
    }

    [MosquittoFact]
    public async Task A_broker_with_somebody_elses_certificate_gets_neither_password_nor_message()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        await broker.KillAsync();
        await broker.DisguiseAsync();
        await broker.UpAsync();
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xa", "XA"));
        await using var hub = await HubProcess.StartAsync(new HubOptions { Config = config.Path });
        await hub.StandsAsync("xa", "DOWN, no TLS with a certificate that is the broker's");
        Assert.DoesNotContain("New client connected", broker.Said(), StringComparison.Ordinal);
        hub.AssertNoErrors();
    }

    [MosquittoTheory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public async Task A_client_certificate_lets_the_hub_in_without_a_password(string version)
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        var (certificate, key) = broker.Certify("hotline");
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xa", "XA").With(
            ("port", broker.CertificatePort), ("user", null), ("password", null), ("protocol", version),
            ("certificate", certificate), ("certificateKey", key)));
        await using var hub = await StartAsync(config);
        await using var desk = await BrokerDesk.OpenAsync(broker, "XA");
        await using var xa = hub.Actor("xa-officer");
        var envelope = xa.Notify("XB");
        await desk.PublishAsync("hotline/v1/XA/submit", envelope.Compact);
        Assert.NotNull((await desk.AnswerAsync(envelope.Envelope.Id)).Receipt);
        hub.AssertNoErrors();
    }

    [MosquittoFact]
    public async Task A_broker_that_wants_a_certificate_and_gets_none_is_said_to_be_down()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(
            BridgedHub.To(broker, "xa", "XA").With(("port", broker.CertificatePort)));
        await using var hub = await HubProcess.StartAsync(new HubOptions { Config = config.Path });
        await RealTime.Until(() => hub.Log.Any(l => l.Event == 4001), "the bridge is down");
        Assert.Contains("DOWN, ", await hub.StandingAsync("xa"), StringComparison.Ordinal);
        hub.AssertNoErrors();
    }

    [MosquittoFact]
    public async Task What_a_full_queue_dropped_is_journaled_once_when_its_publisher_who_got_no_receipt_publishes_again()
    {
        await using var broker = await PrivateMosquitto.StartAsync(SmallQueues);
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xa", "XA"));
        await using var hub = await StartAsync(config);
        await using var desk = await BrokerDesk.OpenAsync(broker, "XA");
        await using var xa = hub.Actor("xa-officer");
        await hub.StopAsync();
        var envelopes = Enumerable.Range(0, 20).Select(_ => xa.Notify("XB")).ToList();
        foreach (var envelope in envelopes)
        {
            await desk.PublishAsync("hotline/v1/XA/submit", envelope.Compact);
        }
        await hub.StartAgainAsync();
        await hub.IsUpAsync("xa");
        await desk.AnswerAsync(envelopes[0].Envelope.Id);
        Assert.True(desk.Answers.Count() < envelopes.Count, "The queue was not full.");
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
        await using var hub = await StartAsync(config);
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
        Assert.True(Inbox(desk).Distinct().Count() < sent.Count, "The queue was not full.");
        Assert.All(sent, s => Assert.Equal(Rung.Carried, xa.ViewAsync(s.Envelope.Id).Result.Addressees.Single().Rung));
        hub.AssertNoErrors();
    }

    [MosquittoFact]
    public async Task Envelopes_that_nobody_there_subscribes_to_are_held_until_somebody_does()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xb", "XB"));
        await using var hub = await StartAsync(config);
        await using var xa = hub.Actor("xa-officer");
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        await hub.StandsAsync("xb", "ALARM, XB held: nobody subscribes to hotline/v1/XB/inbox/priority");
        Assert.Equal(Rung.Accepted, (await xa.ViewAsync(sent.Envelope.Id)).Addressees.Single().Rung);
        await using var desk = await BrokerDesk.OpenAsync(broker, "XB");
        await desk.HearAsync(h => h.Text == sent.Compact, "the envelope");
        await hub.IsUpAsync("xb");
        hub.AssertNoErrors();
    }

    [MosquittoFact]
    public async Task A_canary_that_does_not_come_back_is_an_alarm()
    {
        await using var broker = await PrivateMosquitto.StartAsync(
            acl: text => text.Replace("topic readwrite hotline/v1/canary/#", "topic write hotline/v1/canary/#",
                StringComparison.Ordinal));
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xa", "XA"));
        await using var hub = await HubProcess.StartAsync(new HubOptions { Config = config.Path });
        await RealTime.Until(() => hub.Log.Any(l => l.Event == CanaryLost), "the alarm");
        await RealTime.Until(async () => await hub.StandingAsync("xa") is var said
            && (said.Contains("canary did not come back", StringComparison.Ordinal)
                || said.Contains("canary does not come back", StringComparison.Ordinal)), "the alarm in /readyz");
        hub.AssertNoErrors(CanaryLost);
    }

    [MosquittoFact]
    public async Task A_broker_that_is_down_stops_neither_the_hub_nor_another_bridge()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        await using var dead = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(
            BridgedHub.To(dead, "dead", "XA"), BridgedHub.To(broker, "xb", "XB"));
        await using var hub = await StartAsync(config, "xb");
        await dead.KillAsync();
        await hub.StandsAsync("dead", "DOWN, no connection");
        await using var desk = await BrokerDesk.OpenAsync(broker, "XB");
        await using var xa = hub.Actor("xa-officer");
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        await desk.HearAsync(h => h.Text == sent.Compact, "the envelope");
        hub.AssertNoErrors(CanaryLost);
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
        await using var hub = await StartAsync(config, "xa", "xb");
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
        await RealTime.Until(() => compacts.IsSubsetOf(Inbox(reader)), "every envelope at the reader",
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
            () => sender.Answers.Count() >= receipts, $"{receipts} receipts", TimeSpan.FromMinutes(3));
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

    private static IEnumerable<string> Inbox(BrokerDesk desk) => desk.Everything
        .Where(h => h.Topic.Contains("/inbox/", StringComparison.Ordinal)).Select(h => h.Text);

    private static void AssertOnce(
        IEnumerable<SignedEnvelope> envelopes, IReadOnlyList<Journal.StoredEntry> journal) =>
        Assert.Equal(
            envelopes.Select(e => e.Envelope.Id).Order(),
            journal.Select(e => e.Entry.Fact.Message?.Id).OfType<MessageId>().Order());

    private static async Task<HubProcess> StartAsync(ConfigFolder config, params string[] bridges)
    {
        var hub = await HubProcess.StartAsync(new HubOptions { Config = config.Path, SamePorts = true });
        foreach (var bridge in bridges.Length > 0 ? bridges : [Names(config).Single()])
        {
            await hub.IsUpAsync(bridge);
        }
        return hub;
    }

    private static IEnumerable<string> Names(ConfigFolder config) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(config.Path, "hotline.json")))!["bridges"]!.AsArray()
            .Select(b => b!["name"]!.GetValue<string>());
}
