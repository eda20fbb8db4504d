using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;

namespace Hotline.Mqtt.Tests.Server;

public sealed class ExactlyOnceTests
{
    private static MqttPublish Message(ushort id, MqttQoS qos = MqttQoS.AtLeastOnce) =>
        new("t", BitConverter.GetBytes(id), qos) { PacketId = id };

    [Fact]
    public async Task QoS_2_reaches_the_application_once_until_it_is_released()
    {
        await using var endpoint = new MemoryEndpoint();
        var gate = new Gate(endpoint.Board);
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
        Assert.Equal((MqttPacketType.PubComp, MqttReasonCode.PacketIdentifierNotFound), (unknown.AnswerType, unknown.Reason));

        await wire.SendAsync(message);
        await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal(2, endpoint.Board.Messages.Count);
    }

    [Fact]
    public async Task A_refused_QoS_2_message_frees_its_packet_id()
    {
        await using var endpoint = new MemoryEndpoint();
        var calls = 0;
        endpoint.Board.OnPublish = (_, _) => ValueTask.FromResult<MqttPublishResult?>(
            Interlocked.Increment(ref calls) == 1 ? new MqttPublishResult(MqttReasonCode.QuotaExceeded, "Later.") : null);
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
}
