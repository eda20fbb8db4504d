using System.Globalization;
using System.Text;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Mqtt.Packets;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>A stolen sensor's key, or an administrator's, reads no messages and confirms none, at no door.</summary>
public sealed class ReadingRightsTests
{
    [Theory]
    [InlineData("XB/notifier")]
    [InlineData("XB/administrator")]
    [InlineData("XA/notifier")]
    [InlineData("XA/administrator")]
    public async Task Who_has_no_inbox_sees_nothing_of_what_others_sent(string seat)
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message());
        await hub.SendAsync(hub.Some.Response(message));
        using var visitor = Visitor.At(hub, seat);
        Assert.Equal(404, (await visitor.GetAsync($"{HttpPaths.Envelopes}/{message.Envelope.Id}")).Status);
        Assert.Equal(404, (await visitor.GetAsync($"{HttpPaths.Exchanges}/{message.Envelope.Id}")).Status);
        Assert.Empty((await visitor.GetAsync(HttpPaths.Exchanges)).As(WireJson.Default.ExchangeList).Exchanges);
        Assert.Empty((await visitor.GetAsync(HttpPaths.Feed)).As(WireJson.Default.FeedPage).Items);
    }

    [Theory]
    [InlineData("notifier")]
    [InlineData("administrator")]
    public async Task Who_has_no_inbox_confirms_nothing_and_so_does_not_stop_the_mail(string poc)
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message());
        using var visitor = Visitor.At(hub, $"XB/{poc}");
        var word = $$"""{"message":"{{message.Envelope.Id}}","rung":"delivered"}""";
        Assert.Equal((403, 2206), (await visitor.PostAsync(HttpPaths.Confirmations, word)).Refusal);
        Assert.NotEqual(Rung.Delivered, (await hub.AddresseeAsync(message, "XB")).Rung);
        await hub.AdvanceAsync(TimeSpan.FromSeconds(25));
        await RealTime.Until(() => hub.Mails().Count > 0, "the mail to XB");
    }

    [Theory]
    [InlineData("XA/administrator", HttpPaths.Report)]
    [InlineData("XA/administrator", HttpPaths.ReportExchanges)]
    [InlineData("XZ/administrator", HttpPaths.ReportExchanges)]
    [InlineData("XZ/administrator", HttpPaths.Desks)]
    public async Task An_administrator_reads_no_report_and_not_who_is_there(string seat, string path)
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var visitor = Visitor.At(hub, seat);
        Assert.Equal((403, 2206), (await visitor.GetAsync(path)).Refusal);
    }

    [Fact]
    public async Task A_notifier_reads_what_became_of_its_own_and_no_envelope_of_others()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var own = await hub.SendAsync(hub.Some.Message(sender: "notifier"));
        var others = await hub.SendAsync(hub.Some.Message());
        await hub.SendAsync(hub.Some.Response(own));
        using var notifier = Visitor.At(hub, "XA/notifier");
        var items = (await notifier.GetAsync(HttpPaths.Feed)).As(WireJson.Default.FeedPage).Items;
        Assert.Equal(["accepted", "answered"], items.Select(i => i.Entry.Type));
        Assert.Equal([own.Compact, null], items.Select(i => i.Envelope));
        var listed = (await notifier.GetAsync(HttpPaths.Exchanges)).As(WireJson.Default.ExchangeList).Exchanges;
        Assert.Equal(own.Envelope.Id, Assert.Single(listed).Id);
        Assert.Equal(200, (await notifier.GetAsync($"{HttpPaths.Envelopes}/{own.Envelope.Id}")).Status);
        Assert.Equal(404, (await notifier.GetAsync($"{HttpPaths.Envelopes}/{others.Envelope.Id}")).Status);
    }

    [Fact]
    public async Task A_notifier_whose_entry_says_so_has_the_inbox()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var rulebook = hub.The<Rulebook>();
        var poc = rulebook.Directory.Find("XB")!.Poc("notifier")!;
        rulebook.Replace(rulebook.Directory.With("XB", poc with { Inbox = true }));
        var message = await hub.SendAsync(hub.Some.Message());
        using var machine = Visitor.At(hub, "XB/notifier");
        Assert.Equal(message.Compact, (await machine.GetAsync($"{HttpPaths.Envelopes}/{message.Envelope.Id}")).Body);
        var word = $$"""{"message":"{{message.Envelope.Id}}","rung":"delivered"}""";
        Assert.Equal(204, (await machine.PostAsync(HttpPaths.Confirmations, word)).Status);
        Assert.Equal(Rung.Delivered, (await hub.AddresseeAsync(message, "XB")).Rung);
    }

    [Theory]
    [InlineData("XB/notifier", "inbox/#", true)]
    [InlineData("XB/notifier", "inbox/flash", true)]
    [InlineData("XB/notifier", "events/#", false)]
    [InlineData("XB/administrator", "inbox/#", true)]
    [InlineData("XB/administrator", "events/#", true)]
    [InlineData("XB/officer", "inbox/#", false)]
    public async Task A_machine_subscribes_to_what_its_role_reads(string seat, string filter, bool refused)
    {
        await using var hub = await HubInProcess.OpenAsync();
        var address = hub.MqttAddress.Split(':');
        var token = AccessToken.Issue(
            Some.Key(seat), hub.The<HubIdentity>().Id, hub.Time.GetUtcNow(), TimeSpan.FromMinutes(4));
        var options = new MqttClientOptions { ClientId = "machine", Password = Encoding.ASCII.GetBytes(token) };
        var port = int.Parse(address[1], CultureInfo.InvariantCulture);
        var outcome = await MqttClient.ConnectAsync(address[0], port, options, RealTime.Clock);
        await using var client = Assert.IsType<MqttConnectOutcome.Connected>(outcome).Client;
        var answer = await client.SubscribeAsync(
            [new MqttSubscription($"hotline/v1/XB/{filter}", MqttQoS.AtLeastOnce)]);
        Assert.Equal(
            refused ? MqttReasonCode.NotAuthorized : MqttReasonCode.GrantedQoS1, Assert.Single(answer.Reasons));
    }
}
