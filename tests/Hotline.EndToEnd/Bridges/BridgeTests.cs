using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Bridges;

/// <summary>A hub with bridges to two real Mosquittos: in MQTT 5 for XA and XB, in MQTT 3.1.1 for XC.</summary>
public sealed class HubWithBroker : RunningHub
{
    private ConfigFolder? _config;

    /// <summary>The broker of XA and XB.</summary>
    public PrivateMosquitto Broker { get; private set; } = null!;

    /// <summary>The broker of XC.</summary>
    public PrivateMosquitto Other { get; private set; } = null!;

    protected override HubOptions Options => new() { Config = _config!.Path };

    public override async Task InitializeAsync()
    {
        if (PrivateMosquitto.Missing is { } why)
        {
            Assert.False(Needed.Everything, why);
            return;
        }
        (Broker, Other) = (await PrivateMosquitto.StartAsync(), await PrivateMosquitto.StartAsync());
        _config = BridgedHub.Settings(
            BridgedHub.To(Broker, "five", "XA", "XB"),
            BridgedHub.To(Other, "three", "XC").With(("protocol", "3.1.1")));
        await base.InitializeAsync();
        await Hub.IsUpAsync("five");
        await Hub.IsUpAsync("three");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _config?.Dispose();
        if (Broker is not null)
        {
            await Broker.DisposeAsync();
            await Other.DisposeAsync();
        }
    }
}

/// <summary>What crosses a bridge, and what does not.</summary>
public sealed class BridgeTests(HubWithBroker running) : IClassFixture<HubWithBroker>, IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _owned = [];

    private HubProcess Hub => running.Hub;

    [MosquittoTheory]
    [InlineData("XA", "five", "5")]
    [InlineData("XA", "five", "3.1.1")]
    [InlineData("XC", "three", "5")]
    public async Task What_is_submitted_at_a_broker_is_journaled_and_its_receipt_is_published_there(
        string participant, string bridge, string version)
    {
        var desk = await DeskAsync(participant, version);
        var sender = Actor($"{participant.ToLowerInvariant()}-officer");
        var envelope = sender.Notify("XB");
        await desk.PublishAsync($"hotline/v1/{participant}/submit", envelope.Compact, version == "5" ? "mine" : null);
        var answer = await desk.AnswerAsync(envelope.Envelope.Id);
        Assert.Null(answer.Refusal);
        var entry = answer.Receipt!.Verify(await HubKeyAsync(sender), envelope.Digest);
        Assert.Equal(envelope.Envelope.Id, entry.Value.Fact.Message!.Id);
        Assert.Equal(Carrier.Bridge, Assert.IsType<Accepted>(entry.Value.Fact).Carrier);
        var said = desk.Everything.Last(h => h.Topic.EndsWith("/receipts", StringComparison.Ordinal));
        Assert.Equal(version == "5" && bridge == "five" ? "mine" : null,
            said.Correlation is { } correlation ? Encoding.UTF8.GetString(correlation) : null);
    }

    [MosquittoFact]
    public async Task The_same_bytes_again_are_journaled_once_and_get_the_same_answer()
    {
        var (desk, sender) = (await DeskAsync("XA"), Actor("xa-officer"));
        var envelope = sender.Notify("XB");
        for (var i = 0; i < 3; i++)
        {
            await desk.PublishAsync("hotline/v1/XA/submit", envelope.Compact + (i == 1 ? "\n" : ""));
        }
        await RealTime.Until(() => desk.Answers.Count(a => a.Message == envelope.Envelope.Id) == 3, "three answers");
        var answers = desk.Answers.Where(a => a.Message == envelope.Envelope.Id);
        Assert.Single(answers.Select(a => a.Receipt!.Position).Distinct());
    }

    [MosquittoFact]
    public async Task A_refusal_names_the_message_and_what_cannot_be_read_its_digest()
    {
        var (desk, sender) = (await DeskAsync("XA"), Actor("xa-officer"));
        using var stranger = SigningKey.Create();
        var forged = SignedEnvelope.Sign(sender.Opening("XB"), stranger).Value;
        await desk.PublishAsync("hotline/v1/XA/submit", forged.Compact, "forged");
        var answer = await desk.AnswerAsync(forged.Envelope.Id);
        Assert.Equal((1022, "unknown-key", "submit"), (answer.Refusal!.Number, answer.Refusal.Name, answer.About));
        Assert.Equal(forged.Digest, answer.Digest);

        const string Nonsense = "not an envelope";
        await desk.PublishAsync("hotline/v1/XA/submit", Nonsense, "nonsense");
        var digest = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(Nonsense)));
        await RealTime.Until(() => desk.Answers.Any(a => a.Digest == digest), "the answer to nonsense");
        var unread = desk.Answers.Single(a => a.Digest == digest);
        Assert.Equal((1001, (MessageId?)null), (unread.Refusal!.Number, unread.Message));
    }

    [MosquittoFact]
    public async Task The_signer_must_be_of_the_topics_participant()
    {
        var (desk, sender) = (await DeskAsync("XB"), Actor("xa-officer"));
        var envelope = sender.Notify("XB");
        await desk.PublishAsync("hotline/v1/XB/submit", envelope.Compact);
        Assert.Equal(4053, (await desk.AnswerAsync(envelope.Envelope.Id)).Refusal!.Number);
        Assert.Equal(2010, (await sender.Api.ExchangeAsync(envelope.Envelope.Id)).Refusal?.Number);
    }

    [MosquittoFact]
    public async Task A_participant_whom_the_bridge_does_not_serve_is_refused_there()
    {
        await using var desk = await BrokerDesk.OpenAsync(running.Broker, "XC");
        var (own, sender) = (await DeskAsync("XC"), Actor("xc-officer"));
        var envelope = sender.Notify("XB");
        await desk.PublishAsync("hotline/v1/XC/submit", envelope.Compact);
        Assert.Equal(4052, (await desk.AnswerAsync(envelope.Envelope.Id)).Refusal!.Number);
        Assert.Equal(2010, (await sender.Api.ExchangeAsync(envelope.Envelope.Id)).Refusal?.Number);
        var xa = Actor("xa-officer");
        var sent = await xa.SubmitAsync(xa.Notify("XC"));
        await own.HearAsync(h => h.Text == sent.Compact, "the envelope at the other broker");
        Assert.DoesNotContain(desk.Everything, h => h.Topic != "hotline/v1/XC/receipts");
    }

    [MosquittoFact]
    public async Task A_confirmation_counts_only_when_a_key_of_the_participant_signed_it()
    {
        var (desk, xa) = (await DeskAsync("XB"), Actor("xa-officer"));
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        await desk.HearAsync(h => h.Text == sent.Compact, "the envelope");
        var id = sent.Envelope.Id;

        await desk.PublishAsync("hotline/v1/XB/confirm", $$"""{"message":"{{id}}","rung":"delivered"}""");
        await desk.PublishAsync(
            "hotline/v1/XB/confirm", SignedConfirmation.Sign(new Confirmation(id, Rung.Delivered), xa.Key));
        await RealTime.Until(() => desk.Answers.Count(a => a.About == "confirm") == 2, "two refusals");
        Assert.Equal([4051, 4053], desk.Answers.Where(a => a.About == "confirm").Select(a => a.Refusal!.Number));
        Assert.Equal(Rung.Carried, (await xa.ViewAsync(id)).Addressees.Single().Rung);

        var confirmation = await CommandLine.RunAsync(Hub.Profile("xb-officer"), "confirm", id.ToString());
        await desk.PublishAsync("hotline/v1/XB/confirm", confirmation.Expect());
        var view = await xa.UntilAsync(id, v => v.Addressees.Single().Rung == Rung.Delivered, "it is delivered");
        Assert.Equal(Carrier.Bridge, view.Addressees.Single().Rungs.Single(r => r.Rung == Rung.Delivered).Carrier);
        await RealTime.Until(
            () => desk.Answers.Any(a => a.About == "confirm" && a.Refusal is null && a.Message == id), "the answer");
    }

    [MosquittoFact]
    public async Task A_brokers_acknowledgement_is_carried_and_never_delivered()
    {
        var (desk, xa) = (await DeskAsync("XB"), Actor("xa-officer"));
        var sent = await xa.SubmitAsync(xa.Notify("XB", precedence: Precedence.Immediate));
        var heard = await desk.HearAsync(h => h.Text == sent.Compact, "the envelope");
        Assert.Equal("hotline/v1/XB/inbox/immediate", heard.Topic);
        var view = await xa.UntilAsync(
            sent.Envelope.Id, v => v.Addressees.Single().Rung > Rung.Accepted, "the message is carried");
        var reached = view.Addressees.Single().Rungs[^1];
        Assert.Equal((Rung.Carried, Carrier.Bridge, "five"), (reached.Rung, reached.Carrier, reached.By));
    }

    [MosquittoFact]
    public async Task Events_go_to_the_participant_and_nobody_elses_messages_do()
    {
        var (desk, xa, xc) = (await DeskAsync("XA"), Actor("xa-officer"), Actor("xc-officer"));
        var own = await xa.SubmitAsync(xa.Notify("XC"));
        await xc.SubmitAsync(xc.Messages.Acknowledge(own.Envelope).Value);
        await desk.HearAsync(
            h => h.Topic == "hotline/v1/XA/events/acknowledged" && h.Text.Contains($"{own.Envelope.Id}",
                StringComparison.Ordinal), "the event");
        Assert.DoesNotContain(desk.Everything, h => !h.Topic.StartsWith("hotline/v1/XA/", StringComparison.Ordinal));
    }

    [MosquittoFact]
    public async Task What_a_broker_kept_for_later_subscribers_is_passed_over_with_a_note()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        var old = Actor("xc-officer").Notify("XB");
        await using (var pub = broker.Publish(
            "XC", "-q", "1", "-r", "-t", "hotline/v1/XC/submit", "-m", old.Compact))
        {
            (await pub.EndAsync()).Expect();
        }
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "three", "XC").With(("protocol", "3.1.1")));
        await using var hub = await HubProcess.StartAsync(new HubOptions { Config = config.Path });
        await hub.IsUpAsync("three");
        await RealTime.Until(() => hub.Log.Any(l => l.Event == 4009), "the note");
        Assert.Contains("retained", hub.Log.First(l => l.Event == 4009).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(hub.Log, l => l.Event == 4008);
        hub.AssertNoErrors();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _owned.Reverse();
        foreach (var thing in _owned)
        {
            await thing.DisposeAsync();
        }
        Hub?.AssertNoErrors();
    }

    private static async Task<VerificationKey> HubKeyAsync(Actor actor) =>
        VerificationKey.FromJwk((await actor.Api.AboutAsync()).Value.Key).Value;

    private async Task<BrokerDesk> DeskAsync(string participant, string version = "5")
    {
        var broker = participant == "XC" ? running.Other : running.Broker;
        var desk = await BrokerDesk.OpenAsync(broker, participant, version);
        _owned.Add(desk);
        return desk;
    }

    private Actor Actor(string who)
    {
        var actor = Hub.Actor(who);
        _owned.Add(actor);
        return actor;
    }
}
