using System.Net.WebSockets;
using System.Text;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>Both live carriers say who is there.</summary>
public sealed class PresenceTests
{
    [Fact]
    public async Task A_line_of_SignalR_is_there_until_it_closes()
    {
        await using var hub = await HubInProcess.OpenAsync();

        // SignalR ends a line whose token has expired, and it reads the system's clock for that.
        hub.Time.SetWallClock(RealTime.Clock.GetUtcNow());
        using var line = new ClientWebSocket();
        var address = hub.HttpAddress.Replace("http://", "ws://", StringComparison.Ordinal) + HttpPaths.Hub;
        await line.ConnectAsync(new Uri($"{address}?access_token={Token(hub)}"), default);
        var handshake = Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e");
        await line.SendAsync(handshake, WebSocketMessageType.Text, true, default);
        await RealTime.Until(() => Carriers(hub) is [Carrier.SignalR], "the line to be there");
        await line.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        await RealTime.Until(() => Carriers(hub).Length == 0, "the line to be gone");
    }

    [Fact]
    public async Task An_MQTT_client_is_there_until_it_leaves()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var address = hub.MqttAddress.Split(':');
        var options = new MqttClientOptions
        {
            ClientId = "desk", UserName = "xb-officer", Password = Encoding.ASCII.GetBytes(Token(hub)),
        };
        var port = int.Parse(address[1], System.Globalization.CultureInfo.InvariantCulture);
        var outcome = await MqttClient.ConnectAsync(address[0], port, options, RealTime.Clock);
        var client = Assert.IsType<MqttConnectOutcome.Connected>(outcome).Client;
        Assert.Equal([Carrier.Mqtt], Carriers(hub));
        await client.DisposeAsync();
        await RealTime.Until(() => Carriers(hub).Length == 0, "the client to be gone");
    }

    [Fact]
    public async Task An_MQTT_client_that_leaves_before_its_session_begins_is_not_taken_to_be_there()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var closing = new CancellationTokenSource();
        var request = new MqttConnectRequest
        {
            Version = MqttVersion.V5, ClientId = "desk", Password = Encoding.ASCII.GetBytes(Token(hub)),
            Connection = new NoConnection(),
        };
        Assert.IsType<MqttConnectResult.Granted>(
            await hub.The<IMqttApplication>().ConnectAsync(request, closing.Token));
        Assert.Equal([Carrier.Mqtt], Carriers(hub));
        await closing.CancelAsync();
        Assert.Empty(Carriers(hub));
    }

    private static Carrier[] Carriers(HubInProcess hub) =>
        [.. hub.The<Connections>().Presence("XB", "officer").Carriers];

    private static string Token(HubInProcess hub) =>
        AccessToken.Issue(
            Some.Key("XB/officer"), hub.The<HubIdentity>().Id, hub.Time.GetUtcNow(), TimeSpan.FromMinutes(4));

    private sealed class NoConnection : IMqttConnection
    {
        public string ConnectionId => "none";

        public void Close(MqttReasonCode reason, string? reasonString)
        {
            // There is nothing to close.
        }
    }
}
