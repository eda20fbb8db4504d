using System.Globalization;
using Hotline.Mqtt.Server;
using Hotline.Mqtt.Tests.Server;
using Hotline.Testing;

namespace Hotline.Mqtt.Tests.Tools;

/// <summary>As a user would script it with paho for Python.</summary>
public sealed class PahoTests
{
    [Theory]
    [InlineData("4", "1")]
    [InlineData("4", "2")]
    [InlineData("5", "1")]
    [InlineData("5", "2")]
    public async Task Paho_publishes_with_every_QoS_and_receives_in_order(string version, string qos)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var script = Path.Combine(AppContext.BaseDirectory, "Tools", "paho_round_trip.py");
        await using var paho = Tool.Python(
            script, endpoint.Port.ToString(CultureInfo.InvariantCulture), version, qos);
        var (code, output, errors) = await paho.EndAsync();
        Assert.False(errors.Contains("ModuleNotFoundError", StringComparison.Ordinal),
            "paho is missing: apt-get install python3-paho-mqtt");
        Assert.True(code == 0, output + errors);
        Assert.EndsWith($"granted {qos}\ndone", output, StringComparison.Ordinal);
        await RealTime.Until(() => Task.FromResult(!endpoint.Board.Ends.IsEmpty), "paho has left");
        Assert.Equal(MqttEndCause.ClientLeft, Assert.Single(endpoint.Board.Ends).Cause);
    }
}
