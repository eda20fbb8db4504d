using System.Globalization;
using Hotline.Mqtt.Server;
using Hotline.Mqtt.Tests.Server;
using Hotline.Testing;

namespace Hotline.Mqtt.Tests.Tools;

/// <summary>As a user would script it with paho for Python.</summary>
public sealed class PahoTests
{
    [Theory]
    [InlineData("4")]
    [InlineData("5")]
    public async Task Paho_publishes_with_every_QoS_and_receives_in_order(string version)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var script = Path.Combine(AppContext.BaseDirectory, "Tools", "paho_round_trip.py");
        await using var paho = Tool.Python(script, endpoint.Port.ToString(CultureInfo.InvariantCulture), version);
        var (code, output, errors) = await paho.EndAsync();
        Assert.False(errors.Contains("ModuleNotFoundError", StringComparison.Ordinal),
            "paho is missing: apt-get install python3-paho-mqtt");
        Assert.True(code == 0, output + errors);
        Assert.EndsWith("granted 1\ndone", output, StringComparison.Ordinal);
        await RealTime.Until(() => Task.FromResult(!endpoint.Board.Ends.IsEmpty), "paho has left");
        Assert.Equal(MqttEndCause.ClientLeft, Assert.Single(endpoint.Board.Ends).Cause);
    }
}
