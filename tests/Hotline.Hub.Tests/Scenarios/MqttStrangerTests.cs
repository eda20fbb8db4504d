using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hotline.Hub.Access;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>Whoever opens MQTT connections and shows no token keeps out nobody at another address.</summary>
public sealed class MqttStrangerTests
{
    [Fact]
    public async Task One_address_cannot_close_the_door_to_others()
    {
        await using var hub = await HubInProcess.OpenAsync(
            "limits.mqttStrangersPerAddress=4", "limits.mqttStrangers=16", "limits.mqttClients=2");
        var silent = new List<Wire>();
        for (var i = 0; i < 4; i++)
        {
            silent.Add(await OpenAsync(hub, "127.0.0.1"));
        }
        await RealTime.Until(() => Task.FromResult(hub.The<MqttStrangers>().Count == 4), "four are open");
        for (var i = 0; i < 40; i++)
        {
            try
            {
                using var more = await OpenAsync(hub, "127.0.0.1");
                await more.ClosesAsync();
            }
            catch (SocketException)
            {
                // Turned away before we knew that we were in.
            }
        }

        using var other = await OpenAsync(hub, "127.0.0.2");
        var token = AccessToken.Issue(
            Some.Key("XB/officer"), hub.The<HubIdentity>().Id, hub.Time.GetUtcNow(), TimeSpan.FromMinutes(4));
        await other.SendAsync(new MqttConnect(MqttVersion.V5, "desk", CleanStart: true, 60)
        {
            UserName = "xb-officer", Password = Encoding.ASCII.GetBytes(token),
        });
        Assert.Equal(MqttReasonCode.Success, (await other.ReceiveAsync<MqttConnAck>()).Reason);
        Assert.Equal(4, hub.The<MqttStrangers>().Count);
        silent.ForEach(wire => wire.Dispose());
    }

    [Fact]
    public async Task An_address_is_what_a_caller_cannot_choose_among()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var options = hub.The<MqttServerOptions>();
        Assert.Equal(Place("2001:db8::1"), Place("2001:db8::ffff:2"));
        Assert.Equal(Place("192.0.2.1"), Place("::ffff:192.0.2.1"));
        Assert.NotEqual(Place("2001:db8::1"), Place("2001:db8:0:1::1"));
        Assert.NotEqual(Place("192.0.2.1"), Place("192.0.2.2"));

        object? Place(string address) => options.PlaceOf(IPAddress.Parse(address));
    }

    private static async Task<Wire> OpenAsync(HubInProcess hub, string from)
    {
        var port = int.Parse(hub.MqttAddress.Split(':')[1], CultureInfo.InvariantCulture);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return Wire.Of(socket, MqttVersion.V5);
    }
}
