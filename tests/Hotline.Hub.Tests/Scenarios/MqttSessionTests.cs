using System.Globalization;
using System.Text;
using Hotline.Hub.Access;
using Hotline.Mqtt.Packets;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>
/// A lasting MQTT session is the same for its client whatever happens between two connections: what was not answered
/// comes again, with the packet id that it had, and nothing else does.
/// </summary>
public sealed class MqttSessionTests
{
    /// <summary>What may happen between two connections.</summary>
    public enum Between
    {
        Nothing,
        Restart,
        Crash,
    }

    [Theory]
    [InlineData(MqttVersion.V5, Between.Nothing)]
    [InlineData(MqttVersion.V5, Between.Restart)]
    [InlineData(MqttVersion.V5, Between.Crash)]
    [InlineData(MqttVersion.V311, Between.Nothing)]
    public async Task An_answer_that_is_late_by_a_connection_loses_no_message(MqttVersion version, Between between)
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var first = await SubscribeAsync(hub, version, MqttQoS.AtLeastOnce, "inbox/#");
        await hub.SendAsync(hub.Some.Message());
        await hub.SendAsync(hub.Some.Message());
        var sent = await ReceiveAsync(first, 2);
        await AnswerAsync(first, MqttPacketType.PubAck, sent[0]);
        await first.SendEndAsync();
        await HappensAsync(hub, between);
        var third = await hub.SendAsync(hub.Some.Message());

        using var second = await ConnectAsync(hub, version);
        await AnswerAsync(second, MqttPacketType.PubAck, sent[1]);
        await second.SendEndAsync();

        using var last = await ConnectAsync(hub, version);
        Assert.Equal(third.Compact, Text(await last.ReceiveAsync<MqttPublish>()));
        await SilentAsync(last);
    }

    [Theory]
    [InlineData(Between.Nothing)]
    [InlineData(Between.Restart)]
    [InlineData(Between.Crash)]
    public async Task What_was_answered_out_of_order_does_not_come_again_and_the_rest_does(Between between)
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var first = await SubscribeAsync(hub, MqttVersion.V5, MqttQoS.AtLeastOnce, "inbox/#");
        for (var i = 0; i < 4; i++)
        {
            await hub.SendAsync(hub.Some.Message());
        }
        var sent = await ReceiveAsync(first, 4);
        await AnswerAsync(first, MqttPacketType.PubAck, sent[1], sent[3]);
        await first.SendEndAsync();
        await HappensAsync(hub, between);
        for (var connection = 0; connection < 3; connection++)
        {
            using var again = await ConnectAsync(hub, MqttVersion.V5);
            var resent = await ReceiveAsync(again, 2);
            Assert.Equal(new[] { sent[0], sent[2] }.Select(Seen), resent.Select(Seen));
            Assert.All(resent, m => Assert.True(m.Duplicate));
            await SilentAsync(again);
            await again.SendEndAsync();
        }
    }

    /// <summary>The reply and what became of our message are one entry: each is answered for itself.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Of_two_messages_about_one_entry_the_one_that_was_not_answered_comes_again(int answered)
    {
        await using var hub = await HubInProcess.OpenAsync();
        var ours = await hub.SendAsync(hub.Some.Message(from: "XB", to: "XA"));
        using var first = await SubscribeAsync(
            hub, MqttVersion.V5, MqttQoS.AtLeastOnce, "inbox/#", "events/acknowledged");
        await hub.SendAsync(hub.Some.Acknowledgement(ours, "XA"));
        var sent = await ReceiveAsync(first, 2);
        Assert.Equal(["inbox", "events"], sent.Select(m => m.Topic.Split('/')[3]));
        await AnswerAsync(first, MqttPacketType.PubAck, sent[answered]);
        await first.SendEndAsync();
        using var second = await ConnectAsync(hub, MqttVersion.V5);
        Assert.Equal(Seen(sent[1 - answered]), Seen(await second.ReceiveAsync<MqttPublish>()));
        await SilentAsync(second);
    }

    [Theory]
    [InlineData(MqttVersion.V5, Between.Nothing)]
    [InlineData(MqttVersion.V5, Between.Restart)]
    [InlineData(MqttVersion.V311, Between.Nothing)]
    [InlineData(MqttVersion.V311, Between.Restart)]
    public async Task QoS_2_comes_once_wherever_the_connection_breaks(MqttVersion version, Between between)
    {
        await using var hub = await HubInProcess.OpenAsync();
        var line = await SubscribeAsync(hub, version, MqttQoS.ExactlyOnce, "inbox/#");
        await hub.SendAsync(hub.Some.Message());
        var sent = await line.ReceiveAsync<MqttPublish>();
        Assert.Equal(MqttQoS.ExactlyOnce, sent.QoS);
        line = await AgainAsync(hub, line, version, between);
        Assert.Equal(Seen(sent), Seen(await line.ReceiveAsync<MqttPublish>()));
        await AnswerAsync(line, MqttPacketType.PubRec, sent);
        await ReleasedAsync(line, sent);
        line = await AgainAsync(hub, line, version, between);
        await ReleasedAsync(line, sent);
        await AnswerAsync(line, MqttPacketType.PubComp, sent);
        line = await AgainAsync(hub, line, version, between);
        await SilentAsync(line);
        var next = await hub.SendAsync(hub.Some.Message());
        Assert.Equal(next.Compact, Text(await line.ReceiveAsync<MqttPublish>()));
        line.Dispose();
    }

    [Fact]
    public async Task A_session_that_is_taken_over_before_anything_was_saved_goes_on_where_it_was()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var older = await SubscribeAsync(hub, MqttVersion.V5, MqttQoS.AtLeastOnce, "inbox/#");
        using var newer = await ConnectAsync(hub, MqttVersion.V5);
        Assert.Equal(MqttReasonCode.SessionTakenOver, (await older.ReceiveAsync<MqttDisconnect>()).Reason);
        var sent = await hub.SendAsync(hub.Some.Message());
        Assert.Equal(sent.Compact, Text(await newer.ReceiveAsync<MqttPublish>()));
    }

    [Fact]
    public async Task What_was_sent_before_a_subscription_ended_is_still_owed_and_nothing_more_is()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var first = await SubscribeAsync(hub, MqttVersion.V5, MqttQoS.AtLeastOnce, "inbox/#", "events/#");
        await hub.SendAsync(hub.Some.Message());
        var sent = await first.ReceiveAsync<MqttPublish>();
        await first.SendAsync(new MqttUnsubscribe(3, [Own("inbox/#")]));
        await first.ReceiveAsync<MqttUnsubAck>();
        await hub.SendAsync(hub.Some.Message());
        await first.SendEndAsync();
        using var second = await ConnectAsync(hub, MqttVersion.V5);
        Assert.Equal(Seen(sent), Seen(await second.ReceiveAsync<MqttPublish>()));
        await SilentAsync(second);
    }

    [Fact]
    public async Task A_subscription_that_was_given_up_does_not_come_back_with_a_restart()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var first = await SubscribeAsync(hub, MqttVersion.V5, MqttQoS.AtLeastOnce, "inbox/#");
        await hub.SendAsync(hub.Some.Message());
        await AnswerAsync(first, MqttPacketType.PubAck, await first.ReceiveAsync<MqttPublish>());
        await first.SendAsync(new MqttUnsubscribe(3, [Own("inbox/#")]));
        await first.ReceiveAsync<MqttUnsubAck>();
        await first.SendEndAsync();
        await HappensAsync(hub, Between.Restart);
        await hub.SendAsync(hub.Some.Message());
        using var second = await ConnectAsync(hub, MqttVersion.V5);
        await SilentAsync(second);
        await hub.SendAsync(hub.Some.Message());
        await SilentAsync(second);
    }

    private static async Task HappensAsync(HubInProcess hub, Between between)
    {
        switch (between)
        {
            case Between.Nothing:
                return;
            case Between.Restart:
                await hub.StopAsync();
                break;
            case Between.Crash:
                await hub.VanishAsync();
                break;
        }
        await hub.StartAsync();
    }

    private static async Task<Wire> AgainAsync(HubInProcess hub, Wire line, MqttVersion version, Between between)
    {
        await line.SendEndAsync();
        await HappensAsync(hub, between);
        return await ConnectAsync(hub, version);
    }

    private static async Task<Wire> SubscribeAsync(
        HubInProcess hub, MqttVersion version, MqttQoS qos, params string[] filters)
    {
        var wire = await ConnectAsync(hub, version, clean: true);
        await wire.SendAsync(
            new MqttSubscribe(9, [.. filters.Select(filter => new MqttSubscription(Own(filter), qos))]));
        Assert.All((await wire.ReceiveAsync<MqttSubAck>()).Reasons, r => Assert.Equal((byte)qos, (byte)r));
        return wire;
    }

    private static async Task<Wire> ConnectAsync(HubInProcess hub, MqttVersion version, bool clean = false)
    {
        var address = hub.MqttAddress.Split(':');
        var wire = await Wire.OpenAsync(address[0], int.Parse(address[1], CultureInfo.InvariantCulture), version);
        if (clean && version == MqttVersion.V311)
        {
            // There a session lasts only when nothing was cleaned: the name is new, so there is nothing to clean.
            clean = false;
        }
        var token = AccessToken.Issue(
            Some.Key("XB/officer"), hub.The<HubIdentity>().Id, hub.Time.GetUtcNow(), TimeSpan.FromMinutes(4));
        await wire.SendAsync(new MqttConnect(version, "desk", clean, 60)
        {
            UserName = "xb-officer",
            Password = Encoding.ASCII.GetBytes(token),
            Properties = version == MqttVersion.V5 ? new MqttProperties { SessionExpiryInterval = 3600 } : null,
        });
        Assert.Equal(MqttReasonCode.Success, (await wire.ReceiveAsync<MqttConnAck>()).Reason);
        return wire;
    }

    private static async Task<MqttPublish[]> ReceiveAsync(Wire wire, int count)
    {
        var received = new MqttPublish[count];
        for (var i = 0; i < count; i++)
        {
            received[i] = await wire.ReceiveAsync<MqttPublish>();
        }
        return received;
    }

    /// <summary>The hub has dealt with the answers when this returns.</summary>
    private static async Task AnswerAsync(Wire wire, MqttPacketType type, params MqttPublish[] messages)
    {
        await wire.SendAsync(
            [.. messages.Select(m => new MqttPublishAnswer(type, m.PacketId, MqttReasonCode.Success))]);
        if (type != MqttPacketType.PubRec)
        {
            await wire.SendAsync(MqttPingRequest.Instance);
            while (await wire.ReceiveAsync() is not MqttPingResponse)
            {
                // What is on its way to us.
            }
        }
    }

    private static async Task ReleasedAsync(Wire wire, MqttPublish message)
    {
        var release = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal((MqttPacketType.PubRel, message.PacketId), (release.AnswerType, release.PacketId));
    }

    /// <summary>Nothing is on the way: a message that comes later comes first.</summary>
    private static async Task SilentAsync(Wire wire)
    {
        await wire.SendAsync(MqttPingRequest.Instance);
        await wire.ReceiveAsync<MqttPingResponse>();
    }

    private static string Own(string below) => $"hotline/v1/XB/{below}";

    private static (ushort Id, string Text) Seen(MqttPublish message) => (message.PacketId, Text(message));

    private static string Text(MqttPublish message) => Encoding.UTF8.GetString(message.Payload.Span);
}
