using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Mqtt.Tests.Server;

/// <summary>QoS 2 from the client, wherever the connection breaks.</summary>
public sealed class ExactlyOnceOverConnectionsTests
{
    private static readonly MqttPublish _message =
        new("t", "seven"u8.ToArray(), MqttQoS.ExactlyOnce) { PacketId = 7 };

    private static readonly MqttPublish _again = _message with { Duplicate = true };

    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public async Task A_message_that_was_taken_is_not_taken_again_until_it_is_released(MqttVersion version)
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync(version: version);
        await wire.SendAsync(_message);
        await ReceivedAsync(wire);
        for (var connection = 0; connection < 3; connection++)
        {
            wire = await BreakAsync(endpoint, wire, version);
            await wire.SendAsync(_again, _again);
            await ReceivedAsync(wire);
            await ReceivedAsync(wire);
        }

        Assert.Single(endpoint.Board.Messages);
        await ReleaseAsync(wire);
        wire = await BreakAsync(endpoint, wire, version);
        await ReleaseAsync(wire);
        await wire.SendAsync(_message);
        await ReceivedAsync(wire);
        Assert.Equal(2, endpoint.Board.Messages.Count);
    }

    [Fact]
    public async Task A_message_whose_answer_was_not_written_any_more_was_taken_all_the_same()
    {
        await using var endpoint = new MemoryEndpoint();
        var (reached, release) = (NewSource(), NewSource());
        endpoint.Board.OnPublish = async (_, _) =>
        {
            reached.TrySetResult();
            await release.Task;
            return null;
        };
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(_message);
        await reached.Task.WaitAsync(Wire.Patience, RealTime.Clock);
        await wire.SendEndAsync();
        release.SetResult();
        wire = await endpoint.ClientAsync();
        await wire.SendAsync(_again);
        await ReceivedAsync(wire);
        Assert.Single(endpoint.Board.Messages);
    }

    [Fact]
    public async Task A_message_that_was_refused_or_failed_comes_to_the_application_again()
    {
        await using var endpoint = new MemoryEndpoint { ErrorsExpected = true };
        var calls = 0;
        endpoint.Board.OnPublish = (_, _) => Interlocked.Increment(ref calls) switch
        {
            1 => throw new InvalidOperationException("disk full"),
            2 => ValueTask.FromResult<MqttPublishResult?>(new MqttPublishResult(MqttReasonCode.QuotaExceeded)),
            _ => default,
        };
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(_message);
        await wire.ReceiveAsync<MqttDisconnect>();
        wire = await BreakAsync(endpoint, wire);
        await wire.SendAsync(_again);
        Assert.Equal(MqttReasonCode.QuotaExceeded, (await wire.ReceiveAsync<MqttPublishAnswer>()).Reason);
        wire = await BreakAsync(endpoint, wire);
        await wire.SendAsync(_again);
        await ReceivedAsync(wire);
        Assert.Equal((3, 1), (calls, endpoint.Board.Messages.Count));
    }

    [Fact]
    public async Task A_client_that_has_lost_its_memory_and_counts_again_loses_no_message()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(_message);
        await ReceivedAsync(wire);
        wire = await BreakAsync(endpoint, wire);
        await wire.SendAsync(_message with { Payload = "another"u8.ToArray() });
        await ReceivedAsync(wire);
        Assert.Equal(2, endpoint.Board.Messages.Count);
    }

    [Fact]
    public async Task What_an_earlier_connection_left_counts_as_unanswered_when_it_comes_again()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { ReceiveMaximum = 1 });
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(_message);
        await ReceivedAsync(wire);
        wire = await BreakAsync(endpoint, wire);
        await wire.SendAsync(_again);
        await ReceivedAsync(wire);
        await ReleaseAsync(wire);
        await wire.SendAsync(_message with { PacketId = 8 });
        await ReceivedAsync(wire, 8);
        await wire.SendAsync(_message with { PacketId = 9 });
        Assert.Equal(MqttReasonCode.ReceiveMaximumExceeded, (await wire.ReceiveAsync<MqttDisconnect>()).Reason);
    }

    [Fact]
    public async Task A_session_that_begins_anew_has_forgotten_what_was_not_released()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(_message);
        await ReceivedAsync(wire);
        (wire, _) = await endpoint.ConnectAsync(new MqttConnect(MqttVersion.V5, "one", CleanStart: true, 60));
        await wire.SendAsync(_message);
        await ReceivedAsync(wire);
        Assert.Equal(2, endpoint.Board.Messages.Count);
    }

    private static async Task<Wire> BreakAsync(
        MemoryEndpoint endpoint, Wire wire, MqttVersion version = MqttVersion.V5)
    {
        await wire.SendEndAsync();
        return await endpoint.ClientAsync(version: version);
    }

    private static async Task ReceivedAsync(Wire wire, ushort id = 7)
    {
        var received = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal((MqttPacketType.PubRec, id, MqttReasonCode.Success),
            (received.AnswerType, received.PacketId, received.Reason));
    }

    private static async Task ReleaseAsync(Wire wire)
    {
        await wire.SendAsync(new MqttPublishAnswer(MqttPacketType.PubRel, 7, MqttReasonCode.Success));
        var complete = await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal((MqttPacketType.PubComp, 7, MqttReasonCode.Success),
            (complete.AnswerType, complete.PacketId, complete.Reason));
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
