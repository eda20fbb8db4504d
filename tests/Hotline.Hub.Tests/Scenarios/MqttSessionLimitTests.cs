using System.Globalization;
using System.Text;
using Hotline.Hub.Access;
using Hotline.Journal;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>What is kept of MQTT sessions has an end: in time, in number, with its key, and in what it holds.</summary>
public sealed class MqttSessionLimitTests
{
    [Fact]
    public async Task A_session_that_is_over_leaves_nothing_in_the_journal()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await LeaveAsync(hub, await SubscribeAsync(hub, "desk", lastsFor: 60));
        await RowsAsync(hub, 1);

        await hub.AdvanceAsync(TimeSpan.FromMinutes(3));

        await RowsAsync(hub, 0);
    }

    [Theory]
    [InlineData(MqttVersion.V5, 61, 0)]
    [InlineData(MqttVersion.V5, 59, 1)]
    [InlineData(MqttVersion.V311, 61, 0)]
    [InlineData(MqttVersion.V311, 59, 1)]
    public async Task No_session_outlives_its_connection_for_longer_than_the_limit_also_while_the_hub_is_away(
        MqttVersion version, int minutes, int left)
    {
        await using var hub = await HubInProcess.OpenAsync("limits.mqttSessionLife=01:00:00");
        await LeaveAsync(hub, await SubscribeAsync(hub, "desk", uint.MaxValue, version));
        await hub.StopAsync();
        hub.Time.Advance(TimeSpan.FromMinutes(minutes));
        await hub.StartAsync();

        await RowsAsync(hub, left);
    }

    [Fact]
    public async Task A_client_of_MQTT_5_is_told_how_long_its_session_lasts()
    {
        await using var hub = await HubInProcess.OpenAsync("limits.mqttSessionLife=01:00:00");
        var (_, answer) = await ConnectAsync(hub, "desk", uint.MaxValue);
        Assert.Equal(3600u, answer.Properties?.SessionExpiryInterval);
    }

    [Fact]
    public async Task What_a_hub_left_behind_when_it_crashed_begins_its_time_at_the_next_start()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var wire = await SubscribeAsync(hub, "desk", lastsFor: 60);
        await RowsAsync(hub, 1);
        await hub.VanishAsync();
        hub.Time.Advance(TimeSpan.FromDays(1));
        await hub.StartAsync();

        await hub.AdvanceAsync(TimeSpan.FromSeconds(50));
        await RowsAsync(hub, 1);
        await hub.AdvanceAsync(TimeSpan.FromMinutes(2));
        await RowsAsync(hub, 0);
    }

    [Fact]
    public async Task A_point_of_contact_has_only_so_many_sessions_and_loses_none_to_a_new_one()
    {
        await using var hub = await HubInProcess.OpenAsync("limits.mqttSessionsPerPoc=2");
        await LeaveAsync(hub, await SubscribeAsync(hub, "one", lastsFor: 3600));
        await LeaveAsync(hub, await SubscribeAsync(hub, "two", lastsFor: 60));
        await hub.StopAsync();
        await hub.StartAsync();

        var (_, refused) = await ConnectAsync(hub, "three", 60);
        Assert.Equal(MqttReasonCode.QuotaExceeded, refused.Reason);
        Assert.StartsWith("4032 ", refused.Properties?.ReasonString, StringComparison.Ordinal);
        Assert.Equal(MqttReasonCode.Success, (await ConnectAsync(hub, "three", 0)).Answer.Reason);
        Assert.True((await ConnectAsync(hub, "one", 3600)).Answer.SessionPresent);

        await hub.AdvanceAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(MqttReasonCode.Success, (await ConnectAsync(hub, "three", 60)).Answer.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_goes_with_its_key(bool connected)
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var wire = await SubscribeAsync(hub, "desk", lastsFor: 3600);
        if (!connected)
        {
            await LeaveAsync(hub, wire);
        }
        await RowsAsync(hub, 1);
        var (book, key) = (hub.The<Rulebook>(), Some.Key("XB/officer").Id);

        book.Replace(new Core.Directory.Directory([.. book.Directory.Participants.Select(p => p with
        {
            Pocs = [.. p.Pocs.Select(poc => poc with { Keys = [.. poc.Keys.Where(k => k.Id != key)] })],
        })]));

        await RowsAsync(hub, 0);
    }

    [Theory]
    [InlineData("inbox/#", true)]
    [InlineData("inbox/+", true)]
    [InlineData("inbox/flash", true)]
    [InlineData("inbox/flash/#", true)]
    [InlineData("events/lapsed", true)]
    [InlineData("inbox/lapsed", false)]
    [InlineData("inbox/flash/deeper", false)]
    [InlineData("inbox/flash/+", false)]
    [InlineData("events/0001", false)]
    [InlineData("events/+/+", false)]
    public async Task A_session_holds_only_filters_that_something_comes_by(string filter, bool held)
    {
        await using var hub = await HubInProcess.OpenAsync();
        var (wire, _) = await ConnectAsync(hub, "desk", 60);
        using (wire)
        {
            await wire.SendAsync(
                new MqttSubscribe(9, [new MqttSubscription($"hotline/v1/XB/{filter}", MqttQoS.AtLeastOnce)]));
            var answer = await wire.ReceiveAsync<MqttSubAck>();
            Assert.Equal(held ? MqttReasonCode.GrantedQoS1 : MqttReasonCode.NotAuthorized, answer.Reasons[0]);
        }
    }

    [Theory]
    [InlineData("limits.mqttConnectsPerSecond=1")]
    [InlineData("limits.mqttConnectsPerSecondPerAddress=1")]
    public async Task Whoever_connects_too_fast_is_told_so(string setting)
    {
        await using var hub = await HubInProcess.OpenAsync(setting);
        MqttConnAck answer;
        var connects = 0;
        do
        {
            (var wire, answer) = await ConnectAsync(hub, "desk", 0);
            wire.Dispose();
            Assert.True(connects++ < 100, "It went on.");
        }
        while (answer.Reason == MqttReasonCode.Success);

        Assert.InRange(connects, 11, 100);
        Assert.Equal(MqttReasonCode.ConnectionRateExceeded, answer.Reason);
        Assert.StartsWith("4030 ", answer.Properties?.ReasonString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_subscribes_too_fast_is_told_so()
    {
        await using var hub = await HubInProcess.OpenAsync("limits.mqttSubscribesPerSecond=1");
        var (wire, _) = await ConnectAsync(hub, "desk", 0);
        using (wire)
        {
            MqttSubAck answer;
            var count = 0;
            do
            {
                await wire.SendAsync(
                    new MqttSubscribe(9, [new MqttSubscription("hotline/v1/XB/inbox/#", MqttQoS.AtLeastOnce)]));
                answer = await wire.ReceiveAsync<MqttSubAck>();
                Assert.True(count++ < 100, "It went on.");
            }
            while (answer.Reasons[0] == MqttReasonCode.GrantedQoS1);

            Assert.InRange(count, 11, 100);
            Assert.Equal(MqttReasonCode.QuotaExceeded, answer.Reasons[0]);
            Assert.StartsWith("4031 ", answer.Properties?.ReasonString, StringComparison.Ordinal);
        }
    }

    private static Task RowsAsync(HubInProcess hub, int count) => RealTime.Until(
        async () =>
        {
            // Places are written with a commit that waits a moment for company.
            hub.Time.Advance(TimeSpan.FromMilliseconds(1));
            return (await hub.The<IJournalStore>().CursorsAsync("mqtt/", null, 10, default)).Count == count;
        },
        $"{count} sessions in the journal");

    private static async Task LeaveAsync(HubInProcess hub, Wire wire)
    {
        await wire.SendEndAsync();
        await RealTime.Until(() => hub.The<MqttConnections>().Count == 0, "the connections to be over");
        wire.Dispose();
    }

    private static async Task<Wire> SubscribeAsync(
        HubInProcess hub, string client, uint lastsFor, MqttVersion version = MqttVersion.V5)
    {
        var (wire, answer) = await ConnectAsync(hub, client, lastsFor, version);
        Assert.Equal(MqttReasonCode.Success, answer.Reason);
        await wire.SendAsync(
            new MqttSubscribe(9, [new MqttSubscription("hotline/v1/XB/inbox/#", MqttQoS.AtLeastOnce)]));
        await wire.ReceiveAsync<MqttSubAck>();
        return wire;
    }

    private static async Task<(Wire Wire, MqttConnAck Answer)> ConnectAsync(
        HubInProcess hub, string client, uint lastsFor, MqttVersion version = MqttVersion.V5)
    {
        var address = hub.MqttAddress.Split(':');
        var wire = await Wire.OpenAsync(address[0], int.Parse(address[1], CultureInfo.InvariantCulture), version);
        var token = AccessToken.Issue(
            Some.Key("XB/officer"), hub.The<HubIdentity>().Id, hub.Time.GetUtcNow(), TimeSpan.FromMinutes(4));
        await wire.SendAsync(new MqttConnect(version, client, CleanStart: false, 0)
        {
            UserName = "xb-officer",
            Password = Encoding.ASCII.GetBytes(token),
            Properties = version == MqttVersion.V5 ? new MqttProperties { SessionExpiryInterval = lastsFor } : null,
        });
        return (wire, await wire.ReceiveAsync<MqttConnAck>());
    }
}
