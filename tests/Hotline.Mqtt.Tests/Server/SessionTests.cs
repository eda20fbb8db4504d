using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Mqtt.Tests.Server;

/// <summary>Take-over, keep-alive, and the ways a session ends.</summary>
public sealed class SessionTests
{
    private static Task Ended(MemoryEndpoint endpoint, int count = 1) =>
        RealTime.Until(() => Task.FromResult(endpoint.Board.Ends.Count >= count), $"{count} sessions end");

    [Fact]
    public async Task A_newer_connection_starts_only_when_the_older_one_is_over()
    {
        await using var endpoint = new MemoryEndpoint();
        var older = await endpoint.ClientAsync("one");
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        endpoint.Board.OnEnd = () => mayEnd.Task;
        var connecting = endpoint.ClientAsync("one");
        Assert.Equal(MqttReasonCode.SessionTakenOver, (await older.ReceiveAsync<MqttDisconnect>()).Reason);
        Assert.False(connecting.IsCompleted);
        mayEnd.SetResult();
        var newer = await connecting;
        Assert.Equal(["start one", "end one TakenOver", "start one"], endpoint.Board.Happened);
        await newer.SendAsync(MqttPingRequest.Instance);
        await newer.ReceiveAsync<MqttPingResponse>();
    }

    [Fact]
    public async Task Messages_of_the_older_connection_are_finished_before_the_newer_one_starts()
    {
        await using var endpoint = new MemoryEndpoint();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        endpoint.Board.OnPublish = async (_, _) =>
        {
            reached.SetResult();
            await release.Task;
            endpoint.Board.Happened.Enqueue("published");
            return null;
        };
        var older = await endpoint.ClientAsync("one");
        await older.SendAsync(new MqttPublish("t", default, MqttQoS.AtLeastOnce) { PacketId = 1 });
        await reached.Task.WaitAsync(Wire.Patience, RealTime.Clock);
        var connecting = endpoint.ClientAsync("one");
        await older.ReceiveAsync<MqttDisconnect>();
        release.SetResult();
        await connecting;
        Assert.Equal(["start one", "published", "end one TakenOver", "start one"], endpoint.Board.Happened);
    }

    [Fact]
    public async Task The_same_client_id_under_another_key_takes_nothing_over()
    {
        await using var endpoint = new MemoryEndpoint();
        endpoint.Board.OnConnect = (request, _) => ValueTask.FromResult<MqttConnectResult?>(
            endpoint.Board.Grant(request, $"{request.UserName}/{request.ClientId}"));
        var connect = new MqttConnect(MqttVersion.V5, "desk", true, 60);
        var (owner, _) = await endpoint.ConnectAsync(connect with { UserName = "owner" });
        await endpoint.ConnectAsync(connect with { UserName = "stranger" });
        await owner.SendAsync(MqttPingRequest.Instance);
        await owner.ReceiveAsync<MqttPingResponse>();
        Assert.Empty(endpoint.Board.Ends);
    }

    [Fact]
    public async Task Of_many_connections_to_one_key_one_at_a_time_is_alive()
    {
        await using var endpoint = new MemoryEndpoint();
        var tries = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => Task.Run(() => endpoint.ConnectAsync(new MqttConnect(MqttVersion.V5, "one", true, 60)))));
        Assert.Contains(tries, t => t.Answer.Reason == MqttReasonCode.Success);
        await RealTime.Until(() => Task.FromResult(endpoint.Connections.Count == 1), "one is left");
        var alive = 0;
        foreach (var happened in endpoint.Board.Happened)
        {
            alive += happened.StartsWith("start", StringComparison.Ordinal) ? 1 : -1;
            Assert.InRange(alive, 0, 1);
        }

        Assert.Equal(1, alive);
    }

    [Fact]
    public async Task An_older_connection_that_does_not_end_makes_the_newer_one_give_up()
    {
        await using var endpoint = new MemoryEndpoint();
        var older = await endpoint.ClientAsync("one");
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        endpoint.Board.OnEnd = () => mayEnd.Task;
        var connecting = endpoint.ConnectAsync(new MqttConnect(MqttVersion.V5, "one", true, 60));
        await older.ReceiveAsync<MqttDisconnect>();
        endpoint.Time.Advance(TimeSpan.FromSeconds(10.001));
        Assert.Equal(MqttReasonCode.ServerBusy, (await connecting).Answer.Reason);
        mayEnd.SetResult();
    }

    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public async Task Silence_of_one_and_a_half_keep_alives_ends_the_connection(MqttVersion version)
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync(version: version);
        var next = wire.ReceiveAsync();
        endpoint.Time.Advance(TimeSpan.FromSeconds(89.998));
        Assert.False(next.IsCompleted);
        endpoint.Time.Advance(TimeSpan.FromSeconds(0.003));
        if (version == MqttVersion.V5)
            Assert.Equal(MqttReasonCode.KeepAliveTimeout, Assert.IsType<MqttDisconnect>(await next).Reason);
        else
            Assert.Null(await next);
        await Ended(endpoint);
        Assert.Equal(MqttEndCause.TimedOut, Assert.Single(endpoint.Board.Ends).Cause);
    }

    [Fact]
    public async Task Every_packet_keeps_the_connection_alive()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync();
        for (var i = 0; i < 5; i++)
        {
                endpoint.Time.Advance(TimeSpan.FromSeconds(80));
            await wire.SendAsync(MqttPingRequest.Instance);
            await wire.ReceiveAsync<MqttPingResponse>();
        }
    }

    [Fact]
    public async Task Silence_does_not_count_while_the_application_holds_the_client_back()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { ReceiveMaximum = 1 });
        var release = new TaskCompletionSource<MqttPublishResult?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        endpoint.Board.OnPublish = (_, _) =>
        {
            Interlocked.Increment(ref calls);
            return new ValueTask<MqttPublishResult?>(release.Task);
        };
        var wire = await endpoint.ClientAsync(version: MqttVersion.V311);
        await wire.SendAsync(
            new MqttPublish("t", default, MqttQoS.AtLeastOnce) { PacketId = 1 },
            new MqttPublish("t", default, MqttQoS.AtLeastOnce) { PacketId = 2 });
        await RealTime.Until(() => Task.FromResult(Volatile.Read(ref calls) == 1), "the first is with the application");
        endpoint.Time.Advance(TimeSpan.FromSeconds(500));
        release.SetResult(null);
        Assert.Equal(1, (await wire.ReceiveAsync<MqttPublishAnswer>()).PacketId);
        Assert.Equal(2, (await wire.ReceiveAsync<MqttPublishAnswer>()).PacketId);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(301, 300)]
    [InlineData(300, null)]
    public async Task A_keep_alive_that_is_too_long_is_replaced_by_the_servers(int asked, int? told)
    {
        await using var endpoint = new MemoryEndpoint();
        var (_, answer) = await endpoint.ConnectAsync(new MqttConnect(MqttVersion.V5, "one", true, (ushort)asked));
        Assert.Equal(told, answer.Properties!.ServerKeepAlive);
    }

    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public async Task A_client_that_wants_no_keep_alive_may_be_silent(MqttVersion version)
    {
        await using var endpoint = new MemoryEndpoint();
        var (wire, _) = await endpoint.ConnectAsync(new MqttConnect(version, "one", true, 0));
        endpoint.Time.Advance(TimeSpan.FromDays(2));
        await wire.SendAsync(MqttPingRequest.Instance);
        await wire.ReceiveAsync<MqttPingResponse>();
    }

    [Fact]
    public async Task The_application_closes_a_session_at_once_by_its_connection_or_by_its_key()
    {
        await using var endpoint = new MemoryEndpoint();
        var one = await endpoint.ClientAsync("one");
        var two = await endpoint.ClientAsync("two");
        endpoint.Board.Requests.First().Connection.Close(MqttReasonCode.NotAuthorized, "Your key was revoked.");
        Assert.True(endpoint.Connections.Close("two", MqttReasonCode.MaximumConnectTime, "Your token has expired."));
        Assert.False(endpoint.Connections.Close("nobody", MqttReasonCode.MaximumConnectTime, null));
        var revoked = await one.ReceiveAsync<MqttDisconnect>();
        Assert.Equal((MqttReasonCode.NotAuthorized, "Your key was revoked."),
            (revoked.Reason, revoked.Properties!.ReasonString));
        Assert.Equal(MqttReasonCode.MaximumConnectTime, (await two.ReceiveAsync<MqttDisconnect>()).Reason);
        await Ended(endpoint, 2);
        Assert.All(endpoint.Board.Ends, end => Assert.Equal(MqttEndCause.ClosedByApplication, end.Cause));
    }

    [Fact]
    public async Task A_shutdown_answers_what_is_under_way_and_says_goodbye()
    {
        await using var endpoint = new MemoryEndpoint();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource<MqttPublishResult?>(TaskCreationOptions.RunContinuationsAsynchronously);
        endpoint.Board.OnPublish = (_, _) =>
        {
            reached.SetResult();
            return new ValueTask<MqttPublishResult?>(release.Task);
        };
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(new MqttPublish("t", default, MqttQoS.AtLeastOnce) { PacketId = 1 });
        await reached.Task.WaitAsync(Wire.Patience, RealTime.Clock);
        var down = endpoint.Connections.ShutdownAsync();
        Assert.False(down.IsCompleted);
        release.SetResult(null);
        await wire.ReceiveAsync<MqttPublishAnswer>();
        Assert.Equal(MqttReasonCode.ServerShuttingDown, (await wire.ReceiveAsync<MqttDisconnect>()).Reason);
        await down.WaitAsync(Wire.Patience, RealTime.Clock);
        Assert.Equal(MqttEndCause.ServerShutdown, Assert.Single(endpoint.Board.Ends).Cause);
    }

    [Fact]
    public async Task An_application_that_hangs_is_cancelled_when_the_end_takes_too_long()
    {
        await using var endpoint = new MemoryEndpoint();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        endpoint.Board.OnPublish = async (_, cancellationToken) =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, endpoint.Time, cancellationToken);
            return null;
        };
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(new MqttPublish("t", default, MqttQoS.AtLeastOnce) { PacketId = 1 });
        await reached.Task.WaitAsync(Wire.Patience, RealTime.Clock);
        var down = endpoint.Connections.ShutdownAsync();
        endpoint.Time.Advance(TimeSpan.FromSeconds(5.001));
        await down.WaitAsync(Wire.Patience, RealTime.Clock);
        await Ended(endpoint);
        Assert.Empty(endpoint.Board.Messages);
    }

    [Fact]
    public async Task The_session_is_told_how_the_client_left()
    {
        await using var endpoint = new MemoryEndpoint();
        var polite = await endpoint.ClientAsync("polite");
        await polite.SendAsync(new MqttDisconnect(MqttReasonCode.Success)
        {
            Properties = new MqttProperties { SessionExpiryInterval = 7 },
        });
        await polite.ClosesAsync();
        await Ended(endpoint);
        var rude = await endpoint.ClientAsync("rude");
        await rude.SendEndAsync();
        await rude.ClosesAsync();
        await Ended(endpoint, 2);
        Assert.Equal([(MqttEndCause.ClientLeft, 7u), (MqttEndCause.ConnectionLost, null)],
            endpoint.Board.Ends.Select(e => (e.Cause, e.SessionExpiryInterval)));
    }

    [Fact]
    public async Task What_a_client_names_cannot_write_lines_into_the_log()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync("one\r\nMQTT forged: all is well\u009b");
        await wire.SendAsync(new MqttDisconnect(MqttReasonCode.Success)
        {
            Properties = new MqttProperties { ReasonString = "bye\nMQTT forged" },
        });
        await wire.ClosesAsync();
        await Ended(endpoint);
        Assert.Contains(
            endpoint.Log, line => line.Contains("one??MQTT forged: all is well?", StringComparison.Ordinal));
        Assert.DoesNotContain(endpoint.Log, line => line.Any(char.IsControl));
    }

    [Fact]
    public async Task A_session_without_a_lasting_life_cannot_get_one_in_DISCONNECT()
    {
        await using var endpoint = new MemoryEndpoint();
        var (wire, _) = await endpoint.ConnectAsync(new MqttConnect(MqttVersion.V5, "one", true, 60));
        await wire.SendAsync(new MqttDisconnect(MqttReasonCode.Success)
        {
            Properties = new MqttProperties { SessionExpiryInterval = 7 },
        });
        Assert.Equal(MqttReasonCode.ProtocolError, (await wire.ReceiveAsync<MqttDisconnect>()).Reason);
    }
}
