using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Mqtt.Tests.Server;

/// <summary>Subscriptions, and messages on their way to the client.</summary>
public sealed class DeliveryTests
{
    private static MqttPublish Message(string topic = "news", int size = 1, MqttQoS qos = MqttQoS.AtLeastOnce) =>
        new(topic, new byte[size], qos);

    private static async Task<MqttSubAck> SubscribeAsync(Wire wire, params MqttSubscription[] subscriptions)
    {
        await wire.SendAsync(new MqttSubscribe(9, subscriptions));
        return await wire.ReceiveAsync<MqttSubAck>();
    }

    private static async Task<Wire> ReaderAsync(
        MemoryEndpoint endpoint, string id = "reader", MqttProperties? properties = null, int transportRoom = 64 * 1024)
    {
        var wire = await endpoint.ClientAsync(id,
            properties: properties ?? new MqttProperties { SessionExpiryInterval = 60 }, transportRoom: transportRoom);
        await SubscribeAsync(wire, new MqttSubscription("#", MqttQoS.AtLeastOnce));
        return wire;
    }

    [Fact]
    public async Task Each_filter_is_answered_for_itself()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { MaxSubscriptionsPerSession = 3 });
        endpoint.Board.OnSubscribe = s => s.Filter == "secret"
            ? new MqttSubscribeResult(MqttReasonCode.NotAuthorized, "Not yours.") : null;
        var wire = await endpoint.ClientAsync();
        var answer = await SubscribeAsync(
            wire,
            new MqttSubscription("a", MqttQoS.AtMostOnce),
            new MqttSubscription("b", MqttQoS.AtLeastOnce),
            new MqttSubscription("secret", MqttQoS.AtLeastOnce),
            new MqttSubscription("c", MqttQoS.ExactlyOnce),
            new MqttSubscription(string.Concat(Enumerable.Repeat("b/", 20)), MqttQoS.AtLeastOnce),
            new MqttSubscription("one/more", MqttQoS.AtLeastOnce),
            new MqttSubscription("b", MqttQoS.AtLeastOnce));
        Assert.Equal(
            [
                MqttReasonCode.Success, MqttReasonCode.GrantedQoS1, MqttReasonCode.NotAuthorized,
                MqttReasonCode.GrantedQoS2,
                MqttReasonCode.TopicFilterInvalid, MqttReasonCode.QuotaExceeded,
                MqttReasonCode.GrantedQoS1,
            ],
            answer.Reasons);
        Assert.Equal("Not yours.", answer.Properties!.ReasonString);
    }

    [Theory]
    [InlineData("a", 1u, MqttReasonCode.SubscriptionIdentifiersNotSupported)]
    [InlineData("$share/g/a", null, MqttReasonCode.SharedSubscriptionsNotSupported)]
    public async Task To_subscribe_with_what_CONNACK_denies_is_a_protocol_error(
        string filter, uint? identifier, MqttReasonCode reason)
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(
            new MqttSubscribe(9, [new("b", MqttQoS.AtLeastOnce), new(filter, MqttQoS.AtLeastOnce)])
            {
                Properties = new MqttProperties { SubscriptionIdentifier = identifier },
            });
        var goodbye = await wire.ReceiveAsync<MqttDisconnect>();
        Assert.Equal(reason, goodbye.Reason);
        Assert.Contains("not available", goodbye.Properties!.ReasonString, StringComparison.Ordinal);
        await wire.ClosesAsync();
        Assert.Equal(0, endpoint.Board.Subscriptions("one"));
    }

    [Fact]
    public async Task A_refused_filter_of_3_1_1_is_answered_with_0x80()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync(version: MqttVersion.V311);
        var answer = await SubscribeAsync(
            wire, new MqttSubscription("$share/g/a", MqttQoS.AtLeastOnce),
            new MqttSubscription("a", MqttQoS.ExactlyOnce));
        Assert.Equal([MqttReasonCode.UnspecifiedError, MqttReasonCode.GrantedQoS2], answer.Reasons);
    }

    [Theory]
    [InlineData(MqttVersion.V5, "a#", false)]
    [InlineData(MqttVersion.V5, "#/a", true)]
    [InlineData(MqttVersion.V311, "a#", false)]
    [InlineData(MqttVersion.V311, "+a", true)]
    public async Task What_is_no_filter_ends_the_connection(MqttVersion version, string filter, bool unsubscribe)
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync(version: version);
        MqttPacket wrong = unsubscribe ? new MqttUnsubscribe(9, ["a", filter])
            : new MqttSubscribe(9, [new("a", MqttQoS.AtLeastOnce), new(filter, MqttQoS.AtLeastOnce)]);
        await wire.SendAsync(wrong);
        if (version == MqttVersion.V5)
            Assert.Equal(MqttReasonCode.MalformedPacket, (await wire.ReceiveAsync<MqttDisconnect>()).Reason);
        await wire.ClosesAsync();
        Assert.Equal(0, endpoint.Board.Subscriptions("one"));
    }

    [Fact]
    public async Task Unsubscribing_is_answered_and_makes_room()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { MaxSubscriptionsPerSession = 1 });
        var wire = await endpoint.ClientAsync();
        await SubscribeAsync(wire, new MqttSubscription("a", MqttQoS.AtLeastOnce));
        await wire.SendAsync(new MqttUnsubscribe(3, ["a", "never"]));
        var answer = await wire.ReceiveAsync<MqttUnsubAck>();
        Assert.Equal((3, 2), (answer.PacketId, answer.Reasons.Count));
        Assert.Equal([MqttReasonCode.Success, MqttReasonCode.NoSubscriptionExisted], answer.Reasons);
        Assert.Equal([MqttReasonCode.GrantedQoS1],
            (await SubscribeAsync(wire, new MqttSubscription("b", MqttQoS.AtLeastOnce))).Reasons);
    }

    [Fact]
    public async Task Subscriptions_of_a_resumed_session_count()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { MaxSubscriptionsPerSession = 1 });
        await ReaderAsync(endpoint);
        var again = await endpoint.ClientAsync("reader");
        Assert.Equal([MqttReasonCode.QuotaExceeded],
            (await SubscribeAsync(again, new MqttSubscription("b", MqttQoS.AtLeastOnce))).Reasons);
    }

    [Fact]
    public async Task A_message_comes_with_its_properties_and_the_answer_goes_to_the_application()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await ReaderAsync(endpoint);
        endpoint.Board.Append(Message() with { Properties = new MqttProperties { ContentType = "application/jose" } });
        endpoint.Board.Append(Message(qos: MqttQoS.AtMostOnce));
        var first = await wire.ReceiveAsync<MqttPublish>();
        var second = await wire.ReceiveAsync<MqttPublish>();
        Assert.Equal((MqttQoS.AtLeastOnce, false, "application/jose"),
            (first.QoS, first.Duplicate, first.Properties!.ContentType));
        Assert.NotEqual(0, first.PacketId);
        Assert.Equal((MqttQoS.AtMostOnce, 0), (second.QoS, second.PacketId));
        await wire.SendAsync(
            new MqttPublishAnswer(MqttPacketType.PubAck, first.PacketId, MqttReasonCode.QuotaExceeded));
        await RealTime.Until(() => Task.FromResult(!endpoint.Board.Acknowledged.IsEmpty), "the answer arrives");
        Assert.Equal([(0L, MqttReasonCode.QuotaExceeded)], endpoint.Board.Acknowledged);
    }

    [Fact]
    public async Task An_answer_to_nothing_means_nothing()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await ReaderAsync(endpoint);
        await wire.SendAsync(
            new MqttPublishAnswer(MqttPacketType.PubAck, 77, MqttReasonCode.Success), MqttPingRequest.Instance);
        await wire.ReceiveAsync<MqttPingResponse>();
        Assert.Empty(endpoint.Board.Acknowledged);
    }

    [Fact]
    public async Task What_was_not_acknowledged_comes_again_after_a_reconnect_and_says_so()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await ReaderAsync(endpoint);
        endpoint.Board.Append(Message("a"));
        endpoint.Board.Append(Message("b"));
        var a = await wire.ReceiveAsync<MqttPublish>();
        await wire.ReceiveAsync<MqttPublish>();
        await wire.SendAsync(new MqttPublishAnswer(MqttPacketType.PubAck, a.PacketId, MqttReasonCode.Success));
        await RealTime.Until(() => Task.FromResult(!endpoint.Board.Acknowledged.IsEmpty), "the answer arrives");
        await wire.SendEndAsync();
        await RealTime.Until(() => Task.FromResult(!endpoint.Board.Ends.IsEmpty), "the first connection is over");
        endpoint.Board.Append(Message("c"));
        var (again, answer) =
            await endpoint.ConnectAsync(new MqttConnect(MqttVersion.V5, "reader", CleanStart: false, 60));
        Assert.True(answer.SessionPresent);
        var b = await again.ReceiveAsync<MqttPublish>();
        var c = await again.ReceiveAsync<MqttPublish>();
        Assert.Equal([("b", true), ("c", false)], new[] { b, c }.Select(m => (m.Topic, m.Duplicate)));
    }

    [Fact]
    public async Task No_more_is_sent_or_asked_for_than_the_client_takes_unanswered()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await ReaderAsync(
            endpoint, properties: new MqttProperties { ReceiveMaximum = 2, SessionExpiryInterval = 60 });
        for (var i = 0; i < 5; i++)
            endpoint.Board.Append(Message());
        var first = await wire.ReceiveAsync<MqttPublish>();
        await wire.ReceiveAsync<MqttPublish>();
        await wire.SendAsync(MqttPingRequest.Instance);
        await wire.ReceiveAsync<MqttPingResponse>();
        Assert.Equal(2, endpoint.Board.HandedOut);
        await wire.SendAsync(new MqttPublishAnswer(MqttPacketType.PubAck, first.PacketId, MqttReasonCode.Success));
        await wire.ReceiveAsync<MqttPublish>();
        await wire.SendAsync(MqttPingRequest.Instance);
        await wire.ReceiveAsync<MqttPingResponse>();
        Assert.Equal(3, endpoint.Board.HandedOut);
    }

    [Fact]
    public async Task No_more_is_kept_for_a_client_that_answers_nothing_than_so_many_bytes()
    {
        await using var endpoint = new MemoryEndpoint(
            new MqttServerOptions { SendMaximumBytes = 2048, ReadBatch = 1 });
        var wire = await ReaderAsync(endpoint);
        for (var i = 0; i < 5; i++)
            endpoint.Board.Append(Message(size: 1024));
        var first = await wire.ReceiveAsync<MqttPublish>();
        await wire.ReceiveAsync<MqttPublish>();
        await wire.SendAsync(MqttPingRequest.Instance);
        await wire.ReceiveAsync<MqttPingResponse>();
        Assert.Equal(2, endpoint.Board.HandedOut);
        await wire.SendAsync(new MqttPublishAnswer(MqttPacketType.PubAck, first.PacketId, MqttReasonCode.Success));
        await wire.ReceiveAsync<MqttPublish>();
        await wire.SendAsync(MqttPingRequest.Instance);
        await wire.ReceiveAsync<MqttPingResponse>();
        Assert.Equal(3, endpoint.Board.HandedOut);
    }

    [Fact]
    public async Task A_message_larger_than_the_client_takes_is_skipped_and_reported()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await ReaderAsync(
            endpoint, properties: new MqttProperties { MaximumPacketSize = 100, SessionExpiryInterval = 60 });
        endpoint.Board.Append(Message("large", 100));
        endpoint.Board.Append(Message("large", 100, MqttQoS.AtMostOnce));
        endpoint.Board.Append(Message("small"));
        Assert.Equal("small", (await wire.ReceiveAsync<MqttPublish>()).Topic);
        Assert.Equal(
            [(0L, MqttReasonCode.PacketTooLarge), (1L, MqttReasonCode.PacketTooLarge)], endpoint.Board.Acknowledged);
    }

    [Fact]
    public async Task A_reader_that_does_not_read_holds_nobody_up_and_costs_no_memory()
    {
        await using var endpoint = new MemoryEndpoint();
        var stuck = await ReaderAsync(endpoint, "stuck", transportRoom: 16 * 1024);
        var handedOut = endpoint.Board.HandedOut;
        for (var i = 0; i < 1000; i++)
            endpoint.Board.Append(Message(size: 4096, qos: MqttQoS.AtMostOnce));
        var lively = await endpoint.ClientAsync("lively");
        await lively.SendAsync(new MqttPublish("t", default, MqttQoS.AtLeastOnce) { PacketId = 1 });
        await lively.ReceiveAsync<MqttPublishAnswer>();
        await RealTime.Until(
            () => Task.FromResult(endpoint.Board.HandedOut > handedOut), "the reader is sent something");
        await lively.SendAsync(MqttPingRequest.Instance);
        await lively.ReceiveAsync<MqttPingResponse>();
        Assert.InRange(endpoint.Board.HandedOut, 1, 2 * new MqttServerOptions().ReadBatch);
        for (var i = 0; i < 1000; i++)
            Assert.Equal("news", (await stuck.ReceiveAsync<MqttPublish>()).Topic);
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_for_too_long_is_dropped()
    {
        await using var endpoint = new MemoryEndpoint();
        await ReaderAsync(endpoint, "stuck", transportRoom: 4 * 1024);
        for (var i = 0; i < 10; i++)
            endpoint.Board.Append(Message(size: 4096, qos: MqttQoS.AtMostOnce));
        await RealTime.Until(() => Task.FromResult(endpoint.Board.HandedOut > 0), "the reader is sent something");
        await RealTime.Until(
            () =>
            {
                endpoint.Time.Advance(TimeSpan.FromSeconds(10));
                return Task.FromResult(!endpoint.Board.Ends.IsEmpty);
            },
            "it is dropped");
        Assert.Equal(MqttEndCause.TimedOut, Assert.Single(endpoint.Board.Ends).Cause);
    }
}
