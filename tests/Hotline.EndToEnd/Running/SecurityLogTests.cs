using Hotline.Contract.Wire;
using Hotline.EndToEnd.SignalR;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Running;

/// <summary>Whoever is refused at a door is in the log with its address, and its token is not.</summary>
public sealed class SecurityLogTests(RunningHub running) : AtHub(running), IClassFixture<RunningHub>
{
    private const int Refused = 1011;

    [Fact]
    public async Task At_every_door()
    {
        await using var stranger = new Actor(Hub.ReadProfile("xa-officer") with { Key = NewKey() });
        var token = stranger.Token();
        Assert.Equal(401, (await stranger.CallAsync(HttpMethod.Get, HttpPaths.Me, token)).Status);
        await ListedAsync("Refused 1102 token-unknown-key by Http from 127.0.0.1 for nobody");

        await using var pub = Tool.Start("/usr/bin/mosquitto_pub", "mosquitto-clients", "-h", "127.0.0.1", "-p",
            $"{Hub.MqttPort}", "-V", "5", "-q", "1", "-t", "hotline/v1/XA/submit", "-P", token, "-m", "x");
        Assert.NotEqual(0, (await pub.EndAsync()).ExitCode);
        await ListedAsync("Refused 1102 token-unknown-key by Mqtt from 127.0.0.1 for nobody");

        using var line = await RawLine.OpenAsync(Hub.Http, Actor("xa-officer").Token());
        await line.GreetAsync();
        await line.SayAsync("""{"type":1,"invocationId":"1","target":"Submit","arguments":["x"]}""");
        await line.AnswerAsync("1");
        await ListedAsync("by SignalR from 127.0.0.1 for XA/officer");
        Assert.DoesNotContain(Hub.Log, l => l.Text.Contains(token, StringComparison.Ordinal));
    }

    private Task ListedAsync(string line) => RealTime.Until(
        () => Hub.Log.Any(l => l.Event == Refused && l.Text.Contains(line, StringComparison.Ordinal)), line);

    private static Protocol.Keys.Jwk NewKey()
    {
        using var key = Protocol.Keys.SigningKey.Create();
        return key.ToPrivateJwk();
    }
}
