using Hotline.Contract;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Bridges;

/// <summary>Brokers that are not what they should be, each with a hub of its own.</summary>
public sealed class BrokerTroubleTests
{
    // The alarm, where a test provokes it.
    private const int CanaryLost = 4003;

    [MosquittoFact]
    public async Task What_was_sent_while_the_broker_was_dead_goes_out_when_it_is_back_also_from_another_run_of_the_hub()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xb", "XB"));
        await using var hub = await BridgedHub.StartAsync(config);
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
        Assert.Equal(sent.Select(s => s.Compact), desk.Inbox.Distinct());
        hub.AssertNoErrors(CanaryLost);
    }

    [MosquittoFact]
    public async Task A_broker_that_stands_still_is_noticed_and_what_waits_crosses_when_it_goes_on()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "both", "XA", "XB"));
        await using var hub = await BridgedHub.StartAsync(config);
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
        await using var hub = await BridgedHub.StartAsync(config);
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
    public async Task Envelopes_that_nobody_there_subscribes_to_are_held_until_somebody_does()
    {
        await using var broker = await PrivateMosquitto.StartAsync();
        using var config = BridgedHub.Settings(BridgedHub.To(broker, "xb", "XB"));
        await using var hub = await BridgedHub.StartAsync(config);
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
        await using var hub = await BridgedHub.StartAsync(config, "xb");
        await dead.KillAsync();
        await hub.StandsAsync("dead", "DOWN, no connection");
        await using var desk = await BrokerDesk.OpenAsync(broker, "XB");
        await using var xa = hub.Actor("xa-officer");
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        await desk.HearAsync(h => h.Text == sent.Compact, "the envelope");
        hub.AssertNoErrors(CanaryLost);
    }
}
