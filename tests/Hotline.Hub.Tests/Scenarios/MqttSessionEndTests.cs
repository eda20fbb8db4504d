using System.Globalization;
using System.Text;
using Hotline.Hub.Access;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>A session lives on for as long as its client asked for, and no longer (MQTT-4.1.0-2).</summary>
public sealed class MqttSessionEndTests
{
    [Theory]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public async Task A_session_ends_when_its_time_is_over(int seconds, bool present)
    {
        await using var hub = await HubInProcess.OpenAsync();
        await (await SubscribeAsync(hub, lastsFor: 60)).SendEndAsync();
        await LeftAsync(hub);
        await hub.AdvanceAsync(TimeSpan.FromSeconds(seconds));
        Assert.Equal(present, await ConnectAsync(hub, 60));
    }

    [Fact]
    public async Task A_session_that_is_over_stays_so_when_the_hub_is_started_anew()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await (await SubscribeAsync(hub, lastsFor: 60)).SendEndAsync();
        await LeftAsync(hub);
        await hub.StopAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(61));
        await hub.StartAsync();
        Assert.False(await ConnectAsync(hub, 60));
    }

    [Fact]
    public async Task While_the_hub_is_away_no_time_of_a_connected_client_runs()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var wire = await SubscribeAsync(hub, lastsFor: 60);
        await hub.StopAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(61));
        await hub.StartAsync();
        Assert.True(await ConnectAsync(hub, 60));
    }

    [Fact]
    public async Task A_client_can_end_its_session_as_it_leaves()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var wire = await SubscribeAsync(hub, lastsFor: 60);
        await wire.SendAsync(new MqttDisconnect(MqttReasonCode.Success)
        {
            Properties = new MqttProperties { SessionExpiryInterval = 0 },
        });
        await LeftAsync(hub);
        Assert.False(await ConnectAsync(hub, 60));
    }

    [Fact]
    public async Task A_session_that_goes_on_in_a_connection_without_a_lasting_one_ends_with_it()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await (await SubscribeAsync(hub, lastsFor: 60)).SendEndAsync();
        Assert.True(await ConnectAsync(hub, lastsFor: 0));
        Assert.False(await ConnectAsync(hub, 60));
    }

    [Theory]
    [InlineData("desk", null)]
    [InlineData("", 0u)]
    public async Task Who_has_no_name_is_told_that_the_session_does_not_last(string id, uint? told)
    {
        await using var hub = await HubInProcess.OpenAsync();
        var (wire, answer) = await OpenAsync(hub, clean: false, lastsFor: 60, id);
        using (wire)
            Assert.Equal(told, answer.Properties!.SessionExpiryInterval);
    }

    /// <summary>Whether there is a session; it has been left when this returns.</summary>
    private static async Task<bool> ConnectAsync(HubInProcess hub, uint lastsFor)
    {
        var (wire, answer) = await OpenAsync(hub, clean: false, lastsFor);
        await wire.SendEndAsync();
        wire.Dispose();
        await LeftAsync(hub);
        return answer.SessionPresent;
    }

    /// <summary>Nothing is left of any connection, so that its session's time runs.</summary>
    private static Task LeftAsync(HubInProcess hub) => RealTime.Until(
        () => hub.The<MqttConnections>().Count == 0, "the connections to be over");

    private static async Task<Wire> SubscribeAsync(HubInProcess hub, uint lastsFor)
    {
        var (wire, _) = await OpenAsync(hub, clean: true, lastsFor);
        await wire.SendAsync(
            new MqttSubscribe(9, [new MqttSubscription("hotline/v1/XB/inbox/#", MqttQoS.AtLeastOnce)]));
        await wire.ReceiveAsync<MqttSubAck>();
        return wire;
    }

    private static async Task<(Wire Wire, MqttConnAck Answer)> OpenAsync(
        HubInProcess hub, bool clean, uint lastsFor, string id = "desk")
    {
        var address = hub.MqttAddress.Split(':');
        var wire = await Wire.OpenAsync(
            address[0], int.Parse(address[1], CultureInfo.InvariantCulture), MqttVersion.V5);
        var token = AccessToken.Issue(
            Some.Key("XB/officer"), hub.The<HubIdentity>().Id, hub.Time.GetUtcNow(), TimeSpan.FromMinutes(4));
        await wire.SendAsync(new MqttConnect(MqttVersion.V5, id, clean, 0)
        {
            UserName = "xb-officer",
            Password = Encoding.ASCII.GetBytes(token),
            Properties = new MqttProperties { SessionExpiryInterval = lastsFor },
        });
        var answer = await wire.ReceiveAsync<MqttConnAck>();
        Assert.Equal(MqttReasonCode.Success, answer.Reason);
        return (wire, answer);
    }
}
