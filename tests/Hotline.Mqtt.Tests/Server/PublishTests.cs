using System.Globalization;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Testing;

namespace Hotline.Mqtt.Tests.Server;

public sealed class PublishTests
{
    private static MqttPublish Message(ushort id, MqttQoS qos = MqttQoS.AtLeastOnce) =>
        new("t", BitConverter.GetBytes(id), qos) { PacketId = qos == MqttQoS.AtMostOnce ? (ushort)0 : id };

    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public async Task PUBACK_comes_after_the_application_and_in_the_order_of_PUBLISH(MqttVersion version)
    {
        await using var endpoint = new MemoryEndpoint();
        var gate = new MessageGate(endpoint.Board);
        var wire = await endpoint.ClientAsync(version: version);
        await wire.SendAsync(Message(1), Message(2), Message(3));
        await gate.Reached(3);
        var first = wire.ReceiveAsync<MqttPublishAnswer>();
        gate.Open(3);
        gate.Open(2);
        await RealTime.Until(() => Task.FromResult(endpoint.Board.Messages.Count == 2), "two messages are kept");
        Assert.False(first.IsCompleted);
        gate.Open(1);
        Assert.Equal(1, (await first).PacketId);
        Assert.Equal(2, (await wire.ReceiveAsync<MqttPublishAnswer>()).PacketId);
        Assert.Equal(3, (await wire.ReceiveAsync<MqttPublishAnswer>()).PacketId);
    }

    [Fact]
    public async Task A_refusal_is_a_PUBACK_with_reason_text_and_properties_and_the_connection_goes_on()
    {
        await using var endpoint = new MemoryEndpoint();
        endpoint.Board.OnPublish = (message, _) => ValueTask.FromResult<MqttPublishResult?>(message.PacketId == 1
            ? new MqttPublishResult(MqttReasonCode.NotAuthorized, "Publish to your own topic.")
            {
                UserProperties = [new("error", "1301")],
            }
            : null);
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(Message(1), Message(2));
        var refused = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal((MqttReasonCode.NotAuthorized, "Publish to your own topic."),
            (refused.Reason, refused.Properties!.ReasonString));
        Assert.Equal([new MqttUserProperty("error", "1301")], refused.Properties.UserProperties);
        var accepted = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal((2, MqttReasonCode.Success), (accepted.PacketId, accepted.Reason));
    }

    [Fact]
    public async Task A_reason_that_PUBACK_may_not_carry_becomes_one_that_it_may()
    {
        await using var endpoint = new MemoryEndpoint();
        endpoint.Board.OnPublish =
            (_, _) => ValueTask.FromResult<MqttPublishResult?>(new MqttPublishResult(MqttReasonCode.Banned, "Why."));
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(Message(1));
        var answer = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal(
            (MqttReasonCode.ImplementationSpecificError, "Why."), (answer.Reason, answer.Properties!.ReasonString));
    }

    [Fact]
    public async Task A_client_that_wants_no_problem_information_gets_the_code_only()
    {
        await using var endpoint = new MemoryEndpoint();
        endpoint.Board.OnPublish = (_, _) => ValueTask.FromResult<MqttPublishResult?>(
            new MqttPublishResult(MqttReasonCode.QuotaExceeded, "Why."));
        var wire = await endpoint.ClientAsync(properties: new MqttProperties { RequestProblemInformation = false });
        await wire.SendAsync(Message(1));
        var answer = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal(MqttReasonCode.QuotaExceeded, answer.Reason);
        Assert.Null(answer.Properties);
    }

    [Fact]
    public async Task A_text_that_does_not_fit_the_clients_packet_size_is_left_out()
    {
        await using var endpoint = new MemoryEndpoint();
        endpoint.Board.OnPublish = (_, _) => ValueTask.FromResult<MqttPublishResult?>(
            new MqttPublishResult(MqttReasonCode.QuotaExceeded, new string('x', 200)));
        var wire = await endpoint.ClientAsync(properties: new MqttProperties { MaximumPacketSize = 100 });
        await wire.SendAsync(Message(1));
        Assert.Null((await wire.ReceiveAsync<MqttPublishAnswer>()).Properties);
    }

    [Theory]
    [InlineData(MqttVersion.V311, MqttQoS.AtLeastOnce)]
    [InlineData(MqttVersion.V311, MqttQoS.ExactlyOnce)]
    [InlineData(MqttVersion.V311, MqttQoS.AtMostOnce)]
    [InlineData(MqttVersion.V5, MqttQoS.AtMostOnce)]
    public async Task Where_there_is_no_answer_for_it_a_refusal_closes_the_connection(MqttVersion version, MqttQoS qos)
    {
        await using var endpoint = new MemoryEndpoint();
        endpoint.Board.OnPublish = (_, _) => ValueTask.FromResult<MqttPublishResult?>(
            new MqttPublishResult(MqttReasonCode.NotAuthorized, "Why."));
        var wire = await endpoint.ClientAsync(version: version);
        await wire.SendAsync(Message(1, qos));
        if (version == MqttVersion.V5)
        {
            var goodbye = await wire.ReceiveAsync<MqttDisconnect>();
            Assert.Equal((MqttReasonCode.NotAuthorized, "Why."), (goodbye.Reason, goodbye.Properties!.ReasonString));
        }

        await wire.ClosesAsync();
        await RealTime.Until(() => Task.FromResult(!endpoint.Board.Ends.IsEmpty), "the session is told");
        Assert.Equal(MqttEndCause.PublishRefused, Assert.Single(endpoint.Board.Ends).Cause);
    }

    [Fact]
    public async Task An_application_that_throws_leaves_the_message_unanswered_and_closes()
    {
        await using var endpoint = new MemoryEndpoint { ErrorsExpected = true };
        endpoint.Board.OnPublish = async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("disk full");
        };
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(Message(1));
        var goodbye = await wire.ReceiveAsync<MqttDisconnect>();
        Assert.Equal(MqttReasonCode.UnspecifiedError, goodbye.Reason);
        Assert.DoesNotContain("disk", goodbye.Properties!.ReasonString, StringComparison.Ordinal);
        await wire.ClosesAsync();
        Assert.Single(endpoint.Errors);
    }

    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public async Task A_retained_message_is_refused(MqttVersion version)
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync(version: version);
        await wire.SendAsync(Message(1) with { Retain = true });
        if (version == MqttVersion.V5)
            Assert.Equal(MqttReasonCode.RetainNotSupported, (await wire.ReceiveAsync<MqttDisconnect>()).Reason);
        await wire.ClosesAsync();
        Assert.Empty(endpoint.Board.Messages);
    }

    [Fact]
    public async Task A_broken_packet_is_answered_with_its_fault()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync();
        await wire.SendBytesAsync(Convert.FromHexString("300400012B00"));
        Assert.Equal(MqttReasonCode.MalformedPacket, (await wire.ReceiveAsync<MqttDisconnect>()).Reason);
        await wire.ClosesAsync();
    }

    [Fact]
    public async Task A_packet_over_the_limit_is_refused_by_its_header_alone()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync();
        await wire.SendBytesAsync(Convert.FromHexString("30FFFFFF7F"));
        Assert.Equal(MqttReasonCode.PacketTooLarge, (await wire.ReceiveAsync<MqttDisconnect>()).Reason);
        await wire.ClosesAsync();
    }

    [Theory]
    [InlineData(MqttQoS.AtLeastOnce)]
    [InlineData(MqttQoS.ExactlyOnce)]
    public async Task A_message_over_the_limit_is_refused_by_its_answer_and_the_connection_goes_on(MqttQoS qos)
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { ReceiveMaximum = 1 });
        var wire = await endpoint.ClientAsync();
        for (var i = 0; i < 3; i++)
        {
            await wire.SendAsync(Message(1, qos) with { Payload = new byte[300 * 1024] });
            var answer = await wire.ReceiveAsync<MqttPublishAnswer>();
            Assert.Equal((1, MqttReasonCode.QuotaExceeded), (answer.PacketId, answer.Reason));
            Assert.Contains("larger", answer.Properties!.ReasonString, StringComparison.Ordinal);
        }

        await wire.SendAsync(Message(1, qos));
        Assert.Equal(MqttReasonCode.Success, (await wire.ReceiveAsync<MqttPublishAnswer>()).Reason);
        Assert.Single(endpoint.Board.Messages);
    }

    [Fact]
    public async Task More_unanswered_messages_than_receive_maximum_break_the_connection()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { ReceiveMaximum = 2 });
        var gate = new MessageGate(endpoint.Board);
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(Message(1), Message(2));
        await gate.Reached(2);
        gate.Open(1);
        await wire.ReceiveAsync<MqttPublishAnswer>();
        await wire.SendAsync(Message(3));
        await gate.Reached(3);
        await wire.SendAsync(Message(4));
        Assert.Equal(MqttReasonCode.ReceiveMaximumExceeded, (await wire.ReceiveAsync<MqttDisconnect>()).Reason);
        gate.Open(2);
        gate.Open(3);
        await wire.ClosesAsync();
        await RealTime.Until(
            () => Task.FromResult(!endpoint.Board.Ends.IsEmpty), "the session ends when its messages have");
        Assert.Equal(3, gate.Count);
        Assert.Equal(3, endpoint.Board.Messages.Count);
    }

    [Theory]
    [InlineData(MqttVersion.V5, MqttQoS.AtMostOnce)]
    [InlineData(MqttVersion.V311, MqttQoS.AtLeastOnce)]
    public async Task Who_has_no_receive_maximum_waits_unread(MqttVersion version, MqttQoS qos)
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { ReceiveMaximum = 2 });
        var gate = new MessageGate(endpoint.Board);
        var wire = await endpoint.ClientAsync(version: version);
        await wire.SendAsync(Message(1, qos), Message(2, qos), Message(3, qos), MqttPingRequest.Instance);
        await gate.Reached(2);
        var next = wire.ReceiveAsync();
        await Task.Yield();
        Assert.Equal(2, gate.Count);
        Assert.False(next.IsCompleted);
        gate.Open(1);
        await gate.Reached(3);
        gate.Open(2);
        gate.Open(3);
        for (var answers = qos == MqttQoS.AtMostOnce ? 0 : 3; answers >= 0; answers--)
            Assert.NotNull(await (answers == (qos == MqttQoS.AtMostOnce ? 0 : 3) ? next : wire.ReceiveAsync()));
    }

    [Fact]
    public async Task A_ping_is_answered_while_the_application_is_slow()
    {
        await using var endpoint = new MemoryEndpoint();
        var gate = new MessageGate(endpoint.Board);
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(Message(1), MqttPingRequest.Instance);
        await wire.ReceiveAsync<MqttPingResponse>();
        gate.Open(1);
        await wire.ReceiveAsync<MqttPublishAnswer>();
    }

    [Fact]
    public async Task What_a_client_published_before_it_left_is_kept()
    {
        await using var endpoint = new MemoryEndpoint();
        var gate = new MessageGate(endpoint.Board);
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(Message(0, MqttQoS.AtMostOnce), Message(2), new MqttDisconnect(MqttReasonCode.Success));
        await gate.Reached(2);
        await wire.ClosesAsync();
        Assert.Empty(endpoint.Board.Ends);
        gate.Open(0);
        gate.Open(2);
        await RealTime.Until(() => Task.FromResult(!endpoint.Board.Ends.IsEmpty), "the session ends");
        Assert.Equal(2, endpoint.Board.Messages.Count);
        Assert.Equal(MqttEndCause.ClientLeft, Assert.Single(endpoint.Board.Ends).Cause);
    }

    [Fact]
    public async Task Ten_thousand_messages_are_answered_in_order()
    {
        await using var endpoint = new MemoryEndpoint();
        endpoint.Board.OnPublish = async (message, _) =>
        {
            if (message.PacketId % 3 == 0)
                await Task.Yield();
            return null;
        };
        var wire = await endpoint.ClientAsync(version: MqttVersion.V311);
        var sending = Task.Run(async () =>
        {
            for (var i = 1; i <= 10_000; i++)
                await wire.SendAsync(Message((ushort)i));
        });
        for (var i = 1; i <= 10_000; i++)
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture),
                (await wire.ReceiveAsync<MqttPublishAnswer>()).PacketId.ToString(CultureInfo.InvariantCulture));
        await sending;
        Assert.Equal(10_000, endpoint.Board.Messages.Count);
    }
}
