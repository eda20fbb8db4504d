using System.Text.Json;
using Hotline.Protocol;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Mqtt;

/// <summary>The MQTT door through paho for Python, as Debian ships it.</summary>
public sealed class PythonClientTests(RunningHub running) : AtHub(running), IClassFixture<RunningHub>
{
    [Theory]
    [InlineData(5, 1)]
    [InlineData(5, 2)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    public async Task What_paho_publishes_paho_receives_byte_for_byte(int version, int qos)
    {
        var (xa, xb) = (Actor("xa-notifier"), Actor("xb-officer"));
        var (client, envelope) = ($"paho-{version}-{qos}", xa.Notify("XB", Kind.IncidentNotification).Compact);
        await using var reader = StartPaho(
            Settings("xb-officer", version, client, [], "hotline/v1/XB/inbox/#", expect: 1),
            xb.Token(TimeSpan.FromHours(1), client), out var reading);
        await reader.OutputAsync(l => l.Contains("\"subscribe\"", StringComparison.Ordinal), "SUBACK");
        var publish = new[] { new { topic = "hotline/v1/XA/submit", payload = envelope, qos } };
        await using var writer = StartPaho(Settings("xa-notifier", version, client, publish, null, expect: 0),
            xa.Token(TimeSpan.FromHours(1), client), out var writing);
        Assert.Contains("\"ok\": true", (await writing).Expect(), StringComparison.Ordinal);
        var message = (await reading).Expect().Split('\n').Select(l => JsonSerializer.Deserialize<JsonElement>(l))
            .Single(l => l.GetProperty("event").GetString() == "message");
        Assert.Equal(envelope, message.GetProperty("payload").GetString());
        Assert.Equal("hotline/v1/XB/inbox/priority", message.GetProperty("topic").GetString());
    }

    [Theory]
    [InlineData(5, 0x87)]
    [InlineData(4, 5)]
    public async Task A_wrong_password_is_told_to_paho(int version, int code)
    {
        await using var client = StartPaho(
            Settings("xb-officer", version, "wrong", [], null, expect: 0), "nonsense", out var ending);
        Assert.Contains($"\"code\": {code}", (await ending).Output, StringComparison.Ordinal);
    }

    private Dictionary<string, object?> Settings(
        string who, int version, string client, object[] publish, string? subscribe, int expect) => new()
    {
        ["host"] = "127.0.0.1",
        ["port"] = Hub.MqttPort,
        ["user"] = who,
        ["client"] = client,
        ["version"] = version,
        ["publish"] = publish,
        ["subscribe"] = subscribe,
        ["expect"] = expect,
    };

    private static ChildProcess StartPaho(Dictionary<string, object?> settings, string password, out Task<Ended> ending)
    {
        settings["password"] = password;
        var python = Tool.Python(
            Path.Combine(Path.Combine(Checkout.Root, "tests", "Hotline.EndToEnd"), "python", "paho_desk.py"));
        ending = python.EndAsync(JsonSerializer.Serialize(settings));
        return python;
    }
}
