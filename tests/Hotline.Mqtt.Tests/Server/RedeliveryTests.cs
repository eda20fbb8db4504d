using System.Text;
using Hotline.Mqtt.Packets;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Mqtt.Tests.Server;

/// <summary>
/// Packet ids over connections: a message has one id for the session's life (MQTT-4.4.0-1), so that an answer never
/// means another message than the one that it was for.
/// </summary>
public sealed class RedeliveryTests
{
    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public async Task What_is_sent_again_has_the_packet_id_that_it_had(MqttVersion version)
    {
        await using var endpoint = new MemoryEndpoint();
        var first = await ReaderAsync(endpoint, version);
        Append(endpoint, "m1", "m2", "m3");
        var sent = await ReceiveAsync(first, 3);
        await AnswerAsync(endpoint, first, sent[0]);
        await LeaveAsync(endpoint, first);

        for (var connection = 0; connection < 3; connection++)
        {
            var again = await endpoint.ClientAsync("reader", version);
            var resent = await ReceiveAsync(again, 2);
            Assert.Equal(sent[1..].Select(Seen), resent.Select(Seen));
            Assert.All(resent, m => Assert.True(m.Duplicate));
            await LeaveAsync(endpoint, again);
        }
    }

    [Fact]
    public async Task Only_what_was_not_answered_comes_again_however_the_answers_came()
    {
        await using var endpoint = new MemoryEndpoint();
        var first = await ReaderAsync(endpoint);
        Append(endpoint, "m1", "m2", "m3", "m4");
        var sent = await ReceiveAsync(first, 4);
        await AnswerAsync(endpoint, first, sent[1], sent[3]);
        await LeaveAsync(endpoint, first);
        Append(endpoint, "m5");
        var again = await endpoint.ClientAsync("reader");
        var resent = await ReceiveAsync(again, 3);
        Assert.Equal(["m1", "m3", "m5"], resent.Select(Text));
        Assert.Equal([true, true, false], resent.Select(m => m.Duplicate));
    }

    /// <summary>The case in which a conforming client's late PUBACK lost a message.</summary>
    [Fact]
    public async Task An_answer_that_is_late_by_a_connection_means_the_message_that_it_meant()
    {
        await using var endpoint = new MemoryEndpoint();
        var first = await ReaderAsync(endpoint);
        Append(endpoint, "m1", "m2");
        var sent = await ReceiveAsync(first, 2);
        await AnswerAsync(endpoint, first, sent[0]);
        await LeaveAsync(endpoint, first);
        Append(endpoint, "m3");

        var second = await endpoint.ClientAsync("reader");
        await AnswerAsync(endpoint, second, sent[1]);
        await LeaveAsync(endpoint, second);

        var third = await endpoint.ClientAsync("reader");
        Assert.Equal("m3", Text(await third.ReceiveAsync<MqttPublish>()));
        await SilentAsync(third);
    }

    [Fact]
    public async Task What_is_answered_before_it_is_sent_again_is_not_sent_again()
    {
        await using var endpoint = new MemoryEndpoint();
        var first = await ReaderAsync(endpoint);
        Append(endpoint, "m1", "m2", "m3");
        var sent = await ReceiveAsync(first, 3);
        await LeaveAsync(endpoint, first);
        var late = new MqttConnect(MqttVersion.V5, "reader", CleanStart: false, 60)
        {
            Properties = new MqttProperties { SessionExpiryInterval = 60, ReceiveMaximum = 1 },
        };
        var (second, _) = await endpoint.ConnectAsync(late);
        Assert.Equal("m1", Text(await second.ReceiveAsync<MqttPublish>()));
        await second.SendAsync(Ack(sent[1]), Ack(sent[0]));
        Assert.Equal(Seen(sent[2]), Seen(await second.ReceiveAsync<MqttPublish>()));
        await AnswerAsync(endpoint, second, sent[2]);
        Assert.Equal([0L, 1, 2], endpoint.Board.Acknowledged.Select(a => a.Mark).Order());
        await SilentAsync(second);
    }

    [Fact]
    public async Task A_second_answer_to_what_was_sent_twice_answers_nothing_else()
    {
        await using var endpoint = new MemoryEndpoint();
        var first = await ReaderAsync(endpoint);
        Append(endpoint, "m0");
        var sent = await ReceiveAsync(first, 1);
        await LeaveAsync(endpoint, first);

        var second = await endpoint.ClientAsync("reader");
        await ReceiveAsync(second, 1);
        await AnswerAsync(endpoint, second, sent[0]);
        // The next message whose id follows from its mark as that of m0 does.
        for (var i = 1; i < ushort.MaxValue; i++)
            endpoint.Board.Append(Message("nobody", "elsewhere"));
        Append(endpoint, "twin");
        var twin = await second.ReceiveAsync<MqttPublish>();
        Assert.NotEqual(sent[0].PacketId, twin.PacketId);
        await second.SendAsync(Ack(sent[0]), MqttPingRequest.Instance);
        await second.ReceiveAsync<MqttPingResponse>();
        Assert.Single(endpoint.Board.Acknowledged);

        // And the id that it got instead is its own from now on.
        await LeaveAsync(endpoint, second);
        endpoint.Board.Restart("reader");
        var third = await endpoint.ClientAsync("reader");
        Assert.Equal(Seen(twin), Seen(await third.ReceiveAsync<MqttPublish>()));
    }

    [Fact]
    public async Task A_session_that_is_taken_over_keeps_its_packet_ids()
    {
        await using var endpoint = new MemoryEndpoint();
        var older = await ReaderAsync(endpoint);
        Append(endpoint, "m1", "m2");
        var sent = await ReceiveAsync(older, 2);
        await AnswerAsync(endpoint, older, sent[0]);
        var newer = await endpoint.ClientAsync("reader");
        Assert.Equal(Seen(sent[1]), Seen(await newer.ReceiveAsync<MqttPublish>()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restart_keeps_packet_ids_whether_or_not_they_were_written_down(bool writtenDown)
    {
        await using var endpoint = new MemoryEndpoint();
        var first = await ReaderAsync(endpoint);
        Append(endpoint, "m1", "m2");
        var sent = await ReceiveAsync(first, 2);
        await LeaveAsync(endpoint, first);
        endpoint.Board.Restart("reader", writtenDown);
        var second = await endpoint.ClientAsync("reader");
        Assert.Equal(sent.Select(Seen), (await ReceiveAsync(second, 2)).Select(Seen));
    }

    [Fact]
    public async Task A_session_that_begins_anew_owes_nothing_of_the_one_before()
    {
        await using var endpoint = new MemoryEndpoint();
        var first = await ReaderAsync(endpoint);
        Append(endpoint, "m1");
        var sent = await ReceiveAsync(first, 1);
        await LeaveAsync(endpoint, first);
        var clean = new MqttConnect(MqttVersion.V5, "reader", CleanStart: true, 60);
        var (second, answer) = await endpoint.ConnectAsync(clean);
        Assert.False(answer.SessionPresent);
        await second.SendAsync(new MqttSubscribe(9, [new MqttSubscription("news", MqttQoS.AtLeastOnce)]));
        await second.ReceiveAsync<MqttSubAck>();
        await second.SendAsync(Ack(sent[0]));
        Append(endpoint, "m2");
        Assert.Equal(("m2", false), (Text(await second.ReceiveAsync<MqttPublish>()), false));
        Assert.Empty(endpoint.Board.Acknowledged);
    }

    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public async Task QoS_2_is_received_released_and_completed(MqttVersion version)
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await ReaderAsync(endpoint, version, MqttQoS.ExactlyOnce);
        Append(endpoint, "m1");
        var sent = await wire.ReceiveAsync<MqttPublish>();
        Assert.Equal(MqttQoS.ExactlyOnce, sent.QoS);
        await wire.SendAsync(Answer(MqttPacketType.PubRec, sent), Answer(MqttPacketType.PubRec, sent));
        for (var i = 0; i < 2; i++)
            await ReleasedAsync(wire, sent);
        Assert.Equal((0L, MqttReasonCode.Success), Assert.Single(endpoint.Board.Acknowledged));
        await wire.SendAsync(Answer(MqttPacketType.PubComp, sent));
        await wire.SendAsync(Answer(MqttPacketType.PubRec, sent));
        var unknown = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal(
            version == MqttVersion.V5 ? MqttReasonCode.PacketIdentifierNotFound : MqttReasonCode.Success,
            unknown.Reason);
        await SilentAsync(wire);
    }

    [Fact]
    public async Task A_QoS_2_message_counts_against_the_clients_maximum_until_it_is_complete()
    {
        await using var endpoint = new MemoryEndpoint();
        var one = new MqttProperties { SessionExpiryInterval = 60, ReceiveMaximum = 1 };
        var wire = await ReaderAsync(endpoint, qos: MqttQoS.ExactlyOnce, properties: one);
        Append(endpoint, "m1", "m2", "m3");
        var first = await wire.ReceiveAsync<MqttPublish>();
        await wire.SendAsync(Answer(MqttPacketType.PubRec, first));
        await ReleasedAsync(wire, first);
        await SilentAsync(wire);
        await wire.SendAsync(Answer(MqttPacketType.PubComp, first));
        var second = await wire.ReceiveAsync<MqttPublish>();

        // A refusal at PUBREC ends it at once (4.3.3).
        await wire.SendAsync(Answer(MqttPacketType.PubRec, second) with { Reason = MqttReasonCode.QuotaExceeded });
        Assert.Equal("m3", Text(await wire.ReceiveAsync<MqttPublish>()));
        Assert.Equal((1L, MqttReasonCode.QuotaExceeded), endpoint.Board.Acknowledged.Last());
    }

    [Theory]
    [InlineData(MqttVersion.V5, false)]
    [InlineData(MqttVersion.V5, true)]
    [InlineData(MqttVersion.V311, false)]
    public async Task QoS_2_comes_once_wherever_the_connection_breaks(MqttVersion version, bool restart)
    {
        await using var endpoint = new MemoryEndpoint();
        var reader = await ReaderAsync(endpoint, version, MqttQoS.ExactlyOnce);
        var client = new BreakingLine(endpoint, version, restart) { Wire = reader };
        Append(endpoint, "m1");

        // PUBLISH arrives and PUBREC does not; PUBREC arrives and PUBREL does not; PUBREL arrives and PUBCOMP does not.
        var sent = await client.Wire.ReceiveAsync<MqttPublish>();
        await client.BreakAsync();
        var again = await client.Wire.ReceiveAsync<MqttPublish>();
        Assert.Equal((Seen(sent), true), (Seen(again), again.Duplicate));
        await client.Wire.SendAsync(Answer(MqttPacketType.PubRec, sent));
        await RealTime.Until(() => Task.FromResult(endpoint.Board.Acknowledged.Count == 1), "PUBREC arrives");
        await client.BreakAsync();
        await ReleasedAsync(client.Wire, sent);
        await client.BreakAsync();
        await ReleasedAsync(client.Wire, sent);
        await client.Wire.SendAsync(Answer(MqttPacketType.PubComp, sent));
        await SilentAsync(client.Wire);
        await client.BreakAsync();
        Append(endpoint, "m2");
        Assert.Equal("m2", Text(await client.Wire.ReceiveAsync<MqttPublish>()));
    }

    [Fact]
    public async Task PUBREC_that_is_late_by_a_connection_is_taken_for_what_it_is()
    {
        await using var endpoint = new MemoryEndpoint();
        var first = await ReaderAsync(endpoint, qos: MqttQoS.ExactlyOnce);
        Append(endpoint, "m1", "m2");
        var sent = await ReceiveAsync(first, 2);
        await LeaveAsync(endpoint, first);
        var one = new MqttProperties { SessionExpiryInterval = 60, ReceiveMaximum = 1 };
        var second = await endpoint.ClientAsync("reader", properties: one);
        Assert.Equal("m1", Text(await second.ReceiveAsync<MqttPublish>()));
        await second.SendAsync(Answer(MqttPacketType.PubRec, sent[1]));
        await ReleasedAsync(second, sent[1]);
        await second.SendAsync(Answer(MqttPacketType.PubComp, sent[1]), Answer(MqttPacketType.PubRec, sent[0]));
        await ReleasedAsync(second, sent[0]);
        await second.SendAsync(Answer(MqttPacketType.PubComp, sent[0]));
        Append(endpoint, "m3");
        Assert.Equal("m3", Text(await second.ReceiveAsync<MqttPublish>()));
        Assert.Equal([0L, 1], endpoint.Board.Acknowledged.Select(a => a.Mark).Order());
    }

    /// <summary>A client whose connection breaks, and perhaps the server with it.</summary>
    private sealed class BreakingLine(MemoryEndpoint endpoint, MqttVersion version, bool restart)
    {
        public required Wire Wire { get; set; }

        public async Task BreakAsync()
        {
            await LeaveAsync(endpoint, Wire);
            if (restart)
                endpoint.Board.Restart("reader");
            Wire = await endpoint.ClientAsync("reader", version);
        }
    }

    private static async Task<Wire> ReaderAsync(
        MemoryEndpoint endpoint, MqttVersion version = MqttVersion.V5, MqttQoS qos = MqttQoS.AtLeastOnce,
        MqttProperties? properties = null)
    {
        var wire = await endpoint.ClientAsync("reader", version, properties);
        await wire.SendAsync(new MqttSubscribe(9, [new MqttSubscription("news", qos)]));
        await wire.ReceiveAsync<MqttSubAck>();
        return wire;
    }

    private static MqttPublish Message(string text, string topic = "news") =>
        new(topic, Encoding.UTF8.GetBytes(text), MqttQoS.ExactlyOnce);

    private static void Append(MemoryEndpoint endpoint, params string[] texts)
    {
        foreach (var text in texts)
            endpoint.Board.Append(Message(text));
    }

    private static async Task<MqttPublish[]> ReceiveAsync(Wire wire, int count)
    {
        var received = new MqttPublish[count];
        for (var i = 0; i < count; i++)
            received[i] = await wire.ReceiveAsync<MqttPublish>();
        return received;
    }

    private static MqttPublishAnswer Answer(MqttPacketType type, MqttPublish message) =>
        new(type, message.PacketId, MqttReasonCode.Success);

    private static MqttPublishAnswer Ack(MqttPublish message) => Answer(MqttPacketType.PubAck, message);

    /// <summary>The application has heard of it before this returns.</summary>
    private static async Task AnswerAsync(MemoryEndpoint endpoint, Wire wire, params MqttPublish[] messages)
    {
        var told = endpoint.Board.Acknowledged.Count + messages.Length;
        await wire.SendAsync([.. messages.Select(Ack)]);
        await RealTime.Until(() => Task.FromResult(endpoint.Board.Acknowledged.Count == told), "the answers arrive");
    }

    private static async Task ReleasedAsync(Wire wire, MqttPublish message)
    {
        var release = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal((MqttPacketType.PubRel, message.PacketId, MqttReasonCode.Success),
            (release.AnswerType, release.PacketId, release.Reason));
    }

    private static async Task LeaveAsync(MemoryEndpoint endpoint, Wire wire)
    {
        var ended = endpoint.Board.Ends.Count;
        await wire.SendEndAsync();
        await RealTime.Until(() => Task.FromResult(endpoint.Board.Ends.Count > ended), "the connection is over");
    }

    /// <summary>Nothing is on the way: a ping is answered first.</summary>
    private static async Task SilentAsync(Wire wire)
    {
        await wire.SendAsync(MqttPingRequest.Instance);
        await wire.ReceiveAsync<MqttPingResponse>();
    }

    private static (ushort Id, string Text) Seen(MqttPublish message) => (message.PacketId, Text(message));

    private static string Text(MqttPublish message) => Encoding.UTF8.GetString(message.Payload.Span);
}
