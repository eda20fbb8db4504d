using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Mqtt.Tests.Server;
using Hotline.Testing;

namespace Hotline.Mqtt.Tests.Tools;

/// <summary>As a user would script it with Debian's mosquitto-clients.</summary>
public sealed class MosquittoTests
{
    [Theory]
    [InlineData("5")]
    [InlineData("311")]
    public async Task What_mosquitto_pub_sends_mosquitto_sub_receives(string version)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        await using var subscriber = Subscribe(
            endpoint, version, "-q", "1", "-C", "3", "-t", "desk/+/inbox/#", "-i", "reader");
        await RealTime.Until(() => Task.FromResult(!endpoint.Board.Requests.IsEmpty), "the subscriber connects");
        await RealTime.Until(
            () => Task.FromResult(endpoint.Board.Subscriptions("reader") == 1), "the subscriber subscribes");
        foreach (var (qos, text) in new[] { ("0", "zero"), ("1", "one"), ("2", "two") })
        {
            var (code, _, errors) = await RunPublish(
                endpoint, version, "-q", qos, "-t", "desk/one/inbox/flash", "-m", text);
            Assert.True(code == 0, errors);
            await RealTime.Until(
                () => Task.FromResult(endpoint.Board.Messages.Any(m => m.QoS == (MqttQoS)(qos[0] - '0'))),
                "the message is kept");
        }

        var received = await subscriber.EndAsync();
        Assert.Equal("zero\none\ntwo", received.Output);
    }

    [Fact]
    public async Task A_refused_publish_shows_its_reason_to_mosquitto_pub()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        endpoint.Board.OnPublish = (_, _) => ValueTask.FromResult<MqttPublishResult?>(
            new MqttPublishResult(MqttReasonCode.NotAuthorized, "E2001 Publish to your own topic."));
        var (_, _, errors) = await RunPublish(endpoint, "5", "-q", "1", "-t", "desk/two", "-m", "hello", "-d");
        Assert.Contains("Not authorized", errors, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(endpoint.Board.Messages);
    }

    [Fact]
    public async Task A_refused_connection_shows_its_reason_to_mosquitto_pub()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        endpoint.Board.OnConnect = (_, _) => ValueTask.FromResult<MqttConnectResult?>(
            new MqttConnectResult.Refused(MqttReasonCode.BadUserNameOrPassword, "The token has expired."));
        var (code, output, errors) = await RunPublish(
            endpoint, "5", "-q", "1", "-t", "t", "-m", "x", "-u", "xa-notifier", "-P", "stale");
        Assert.NotEqual(0, code);
        Assert.Contains("Bad user name or password", output + errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_Will_is_refused_by_name()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var (code, output, errors) = await RunPublish(
            endpoint, "5", "-q", "1", "-t", "t", "-m", "x", "--will-topic", "gone");
        Assert.NotEqual(0, code);
        Assert.Contains("Implementation specific", output + errors, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(endpoint.Board.Messages);
    }

    [Fact]
    public async Task Told_that_nothing_is_retained_mosquitto_pub_leaves_the_flag_out()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        await RunPublish(endpoint, "5", "-q", "1", "-t", "t", "-m", "x", "-r");
        Assert.False(Assert.Single(endpoint.Board.Messages).Retain);
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused_by_name()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, new byte[300 * 1024]);
        var (_, output, errors) = await RunPublish(endpoint, "5", "-q", "1", "-t", "t", "-f", file);
        File.Delete(file);
        Assert.Contains("Quota exceeded", output + errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_refused_publish_of_3_1_1_ends_the_connection()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        endpoint.Board.OnPublish = (_, _) => ValueTask.FromResult<MqttPublishResult?>(
            new MqttPublishResult(MqttReasonCode.NotAuthorized, "No."));
        await using var publisher = Publish(endpoint, "311", "-q", "1", "-t", "t", "-m", "x");
        await RealTime.Until(() => Task.FromResult(!endpoint.Board.Ends.IsEmpty), "the connection ends");
        Assert.Equal(MqttEndCause.PublishRefused, endpoint.Board.Ends.First().Cause);
        Assert.Empty(endpoint.Board.Messages);
        var (code, _, errors) = await publisher.EndAsync();
        Assert.True(code != 0, errors);
    }

    [Fact]
    public async Task A_lasting_session_gets_what_came_while_it_was_away()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        await using (var first = Subscribe(
            endpoint, "5", "-q", "1", "-c", "-x", "3600", "-i", "reader", "-t", "news", "-C", "1"))
        {
            await RealTime.Until(
                () => Task.FromResult(endpoint.Board.Subscriptions("reader") == 1), "the subscriber subscribes");
            await RunPublish(endpoint, "5", "-q", "1", "-t", "news", "-m", "one");
            Assert.Equal("one", (await first.EndAsync()).Output);
        }

        await RealTime.Until(() => Task.FromResult(endpoint.Board.Ends.Count == 2), "both have left");
        await RunPublish(endpoint, "5", "-q", "1", "-t", "news", "-m", "two");
        await using var again = Subscribe(
            endpoint, "5", "-q", "1", "-c", "-x", "3600", "-i", "reader", "-t", "news", "-C", "1");
        Assert.Equal("two", (await again.EndAsync()).Output);
    }

    private static async Task<Ended> RunPublish(LoopbackEndpoint endpoint, string version, params string[] arguments)
    {
        await using var publisher = Publish(endpoint, version, arguments);
        return await publisher.EndAsync();
    }

    private static ChildProcess Publish(LoopbackEndpoint endpoint, string version, params string[] arguments) =>
        Tool.MosquittoPub(endpoint.Port, ["-V", version, .. arguments]);

    private static ChildProcess Subscribe(LoopbackEndpoint endpoint, string version, params string[] arguments) =>
        Tool.MosquittoSub(endpoint.Port, ["-V", version, .. arguments]);
}
