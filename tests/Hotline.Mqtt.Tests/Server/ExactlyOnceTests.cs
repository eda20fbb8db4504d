using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Testing.Mqtt;

namespace Hotline.Mqtt.Tests.Server;

public sealed class ExactlyOnceTests
{
    private static MqttPublish Message(ushort id, MqttQoS qos = MqttQoS.AtLeastOnce) =>
        new("t", BitConverter.GetBytes(id), qos) { PacketId = id };

    [Fact]
    public async Task QoS_2_reaches_the_application_once_until_it_is_released()
    {
        await using var endpoint = new MemoryEndpoint();
        var gate = new MessageGate(endpoint.Board);
        var wire = await endpoint.ClientAsync();
        var message = Message(7, MqttQoS.ExactlyOnce);
        await wire.SendAsync(message, message with { Duplicate = true });
        await gate.Reached(1);
        var first = wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.False(first.IsCompleted);
        gate.Open(7);
        Assert.Equal(MqttPacketType.PubRec, (await first).AnswerType);
        Assert.Equal(MqttPacketType.PubRec, (await wire.ReceiveAsync<MqttPublishAnswer>()).AnswerType);
        await wire.SendAsync(message with { Duplicate = true });
        Assert.Equal(MqttPacketType.PubRec, (await wire.ReceiveAsync<MqttPublishAnswer>()).AnswerType);
        Assert.Single(endpoint.Board.Messages);

        await wire.SendAsync(new MqttPublishAnswer(MqttPacketType.PubRel, 7, MqttReasonCode.Success));
        var complete = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal((MqttPacketType.PubComp, MqttReasonCode.Success), (complete.AnswerType, complete.Reason));
        await wire.SendAsync(new MqttPublishAnswer(MqttPacketType.PubRel, 7, MqttReasonCode.Success));
        var unknown = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal(
            (MqttPacketType.PubComp, MqttReasonCode.PacketIdentifierNotFound), (unknown.AnswerType, unknown.Reason));

        await wire.SendAsync(message);
        await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal(2, endpoint.Board.Messages.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_an_earlier_connection_took_is_released_without_error(bool cleanStart)
    {
        await using var endpoint = new MemoryEndpoint();
        var broken = await endpoint.ClientAsync();
        await broken.SendAsync(Message(7, MqttQoS.ExactlyOnce));
        Assert.Equal(MqttReasonCode.Success, (await broken.ReceiveAsync<MqttPublishAnswer>()).Reason);
        await broken.SendEndAsync();

        var (wire, _) = await endpoint.ConnectAsync(new MqttConnect(MqttVersion.V5, "one", cleanStart, 60));
        Assert.Equal(MqttReasonCode.Success, await ReleaseAsync(wire, 7));
        Assert.Equal(MqttReasonCode.PacketIdentifierNotFound, await ReleaseAsync(wire, 7));
        Assert.Single(endpoint.Board.Messages);
    }

    [Fact]
    public async Task Releases_of_earlier_messages_leave_no_trace_in_the_count_of_unanswered_ones()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { ReceiveMaximum = 1 });
        var wire = await endpoint.ClientAsync();
        for (ushort id = 1; id <= 3; id++)
            Assert.Equal(MqttReasonCode.Success, await ReleaseAsync(wire, id));
        await wire.SendAsync(Message(1, MqttQoS.ExactlyOnce));
        Assert.Equal(MqttPacketType.PubRec, (await wire.ReceiveAsync<MqttPublishAnswer>()).AnswerType);
        await wire.SendAsync(Message(2));
        Assert.Equal(MqttReasonCode.ReceiveMaximumExceeded, (await wire.ReceiveAsync<MqttDisconnect>()).Reason);
    }

    [Fact]
    public async Task A_refused_QoS_2_message_is_not_there_to_be_released()
    {
        await using var endpoint = new MemoryEndpoint();
        var later = new MqttPublishResult(MqttReasonCode.QuotaExceeded, "Later.");
        endpoint.Board.OnPublish = (_, _) => ValueTask.FromResult<MqttPublishResult?>(later);
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(Message(7, MqttQoS.ExactlyOnce));
        Assert.Equal(MqttReasonCode.QuotaExceeded, (await wire.ReceiveAsync<MqttPublishAnswer>()).Reason);
        Assert.Equal(MqttReasonCode.PacketIdentifierNotFound, await ReleaseAsync(wire, 7));
    }

    [Fact]
    public async Task A_refused_QoS_2_message_frees_its_packet_id()
    {
        await using var endpoint = new MemoryEndpoint();
        var calls = 0;
        endpoint.Board.OnPublish = (_, _) => ValueTask.FromResult<MqttPublishResult?>(
            Interlocked.Increment(ref calls) == 1
            ? new MqttPublishResult(MqttReasonCode.QuotaExceeded, "Later.") : null);
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(Message(7, MqttQoS.ExactlyOnce));
        var refused = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal((MqttPacketType.PubRec, MqttReasonCode.QuotaExceeded), (refused.AnswerType, refused.Reason));
        await wire.SendAsync(Message(7, MqttQoS.ExactlyOnce));
        Assert.Equal(MqttReasonCode.Success, (await wire.ReceiveAsync<MqttPublishAnswer>()).Reason);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Unreleased_QoS_2_messages_count_as_unanswered()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { ReceiveMaximum = 1 });
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(Message(1, MqttQoS.ExactlyOnce));
        await wire.ReceiveAsync<MqttPublishAnswer>();
        await wire.SendAsync(Message(2));
        Assert.Equal(MqttReasonCode.ReceiveMaximumExceeded, (await wire.ReceiveAsync<MqttDisconnect>()).Reason);
    }

    private static async Task<MqttReasonCode> ReleaseAsync(Wire wire, ushort id)
    {
        await wire.SendAsync(new MqttPublishAnswer(MqttPacketType.PubRel, id, MqttReasonCode.Success));
        var complete = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal((MqttPacketType.PubComp, id), (complete.AnswerType, complete.PacketId));
        return complete.Reason;
    }
}
