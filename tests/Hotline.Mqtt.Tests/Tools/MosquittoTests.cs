using System.Globalization;
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
        using var subscriber = Subscribe(endpoint, version, "-q", "1", "-C", "3", "-t", "desk/+/inbox/#", "-i", "reader");
        await RealTime.Until(() => Task.FromResult(!endpoint.Board.Requests.IsEmpty), "the subscriber connects");
        await RealTime.Until(() => Task.FromResult(endpoint.Board.Subscriptions("reader") == 1), "the subscriber subscribes");
        foreach (var (qos, text) in new[] { ("0", "zero"), ("1", "one"), ("2", "two") })
        {
            var (code, _, errors) = await Publish(endpoint, version, "-q", qos, "-t", "desk/one/inbox/flash", "-m", text).EndAsync();
            Assert.True(code == 0, errors);
            await RealTime.Until(() => Task.FromResult(endpoint.Board.Messages.Any(m => m.QoS == (MqttQoS)(qos[0] - '0'))), "the message is kept");
        }

        var received = await subscriber.EndAsync();
        Assert.Equal("zero\none\ntwo\n", received.Output);
    }

    [Fact]
    public async Task A_refused_publish_shows_its_reason_to_mosquitto_pub()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        endpoint.Board.OnPublish = (_, _) => ValueTask.FromResult<MqttPublishResult?>(
            new MqttPublishResult(MqttReasonCode.NotAuthorized, "E2001 Publish to your own topic."));
        var (_, _, errors) = await Publish(endpoint, "5", "-q", "1", "-t", "desk/two", "-m", "hello", "-d").EndAsync();
        Assert.Contains("Not authorized", errors, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(endpoint.Board.Messages);
    }

    private static Tool Publish(LoopbackEndpoint endpoint, string version, params string[] arguments) =>
        Tool.Start("mosquitto-clients", "/usr/bin/mosquitto_pub", [.. Where(endpoint, version), .. arguments]);

    private static Tool Subscribe(LoopbackEndpoint endpoint, string version, params string[] arguments) =>
        Tool.Start("mosquitto-clients", "/usr/bin/mosquitto_sub", [.. Where(endpoint, version), .. arguments]);

    private static string[] Where(LoopbackEndpoint endpoint, string version) =>
        ["-h", "127.0.0.1", "-p", endpoint.Port.ToString(CultureInfo.InvariantCulture), "-V", version];
}
