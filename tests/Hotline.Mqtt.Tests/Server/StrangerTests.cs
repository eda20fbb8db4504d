using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Testing;
using Hotline.Testing.Mqtt;
using Microsoft.AspNetCore.Hosting;

namespace Hotline.Mqtt.Tests.Server;

/// <summary>Sockets that say nothing keep nobody out.</summary>
public sealed class StrangerTests
{
    private static readonly IPEndPoint _flood = new(IPAddress.Parse("192.0.2.1"), 1);
    private static readonly IPEndPoint _other = new(IPAddress.Parse("192.0.2.2"), 1);

    [Fact]
    public async Task A_place_gets_its_share_and_no_more_and_others_get_in()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { MaxStrangersPerPlace = 3 });
        var silent = Enumerable.Range(0, 3).Select(_ => endpoint.Open(from: _flood)).ToArray();
        await RealTime.Until(() => Task.FromResult(endpoint.Connections.Count == 3), "three are open");
        for (var i = 0; i < 5; i++)
            await endpoint.Open(from: _flood).ClosesAsync();
        await ConnectAsync(endpoint, _other);
        Assert.Single(endpoint.Log, l => l.Contains("too many connections", StringComparison.Ordinal));
        endpoint.Time.Advance(TimeSpan.FromSeconds(10.001));
        foreach (var wire in silent)
            await wire.ClosesAsync();
        await ConnectAsync(endpoint, _flood);
    }

    [Fact]
    public async Task Who_is_let_in_is_no_stranger_any_more()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { MaxStrangersPerPlace = 1 });
        for (var i = 0; i < 5; i++)
            await ConnectAsync(endpoint, _flood, $"client{i}");
        Assert.Equal(5, endpoint.Connections.Count);
    }

    [Fact]
    public async Task Who_is_refused_is_a_stranger_until_it_is_gone_and_takes_no_clients_place()
    {
        await using var endpoint = new MemoryEndpoint(
            new MqttServerOptions { MaxConnections = 1, MaxStrangersPerPlace = 1 });
        endpoint.Board.OnConnect = (request, _) => ValueTask.FromResult<MqttConnectResult?>(
            request.ClientId == "good" ? null : new MqttConnectResult.Refused(MqttReasonCode.NotAuthorized, null));
        for (var i = 0; i < 5; i++)
        {
            var wire = endpoint.Open(from: _flood);
            await wire.SendAsync(new MqttConnect(MqttVersion.V5, "bad", CleanStart: true, 60));
            Assert.Equal(MqttReasonCode.NotAuthorized, (await wire.ReceiveAsync<MqttConnAck>()).Reason);
            await wire.ClosesAsync();
            await RealTime.Until(() => Task.FromResult(endpoint.Connections.Count == 0), "it is gone");
        }
        await ConnectAsync(endpoint, _flood, "good");
    }

    [Fact]
    public async Task When_all_are_too_many_the_oldest_goes()
    {
        await using var endpoint = new MemoryEndpoint(
            new MqttServerOptions { MaxStrangers = 4, MaxStrangersPerPlace = 1 });
        var silent = new List<Wire>();
        for (var i = 0; i < 6; i++)
        {
            var count = Math.Min(i + 1, 4);
            silent.Add(endpoint.Open(from: new IPEndPoint(IPAddress.Parse($"198.51.100.{i}"), 1)));
            if (i >= 4)
                await silent[i - 4].ClosesAsync();
            await RealTime.Until(() => Task.FromResult(endpoint.Connections.Count == count), $"{count} are open");
        }
        await ConnectAsync(endpoint, _other);
        await silent[2].ClosesAsync();
    }

    [Fact]
    public async Task A_full_endpoint_still_lets_a_client_take_its_own_place()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { MaxConnections = 1 });
        await endpoint.ClientAsync("one");
        await endpoint.ClientAsync("one");
        var (_, answer) = await endpoint.ConnectAsync(new MqttConnect(MqttVersion.V5, "two", CleanStart: true, 60));
        Assert.Equal(MqttReasonCode.QuotaExceeded, answer.Reason);
    }

    [Fact]
    public async Task Ten_thousand_sockets_of_one_address_do_not_close_the_door_to_others()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(
            new MqttServerOptions { MaxConnections = 50 }, address: IPAddress.Any);
        var flood = new List<Socket>();
        var most = 0;
        try
        {
            for (var i = 0; i < 10_000; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                flood.Add(socket);
                try
                {
                    await socket.ConnectAsync(IPAddress.Loopback, endpoint.Port);
                }
                catch (SocketException)
                {
                    // Turned away before we knew that we were in.
                }

                most = Math.Max(most, endpoint.Strangers.Count);
                // Those that were turned away need not stay open here.
                if (flood.Count > 500)
                {
                    flood[200].Dispose();
                    flood.RemoveAt(200);
                }
            }
            await RealTime.Until(() => Task.FromResult(endpoint.Connections.Count <= 100), "the rest is turned away");
            Assert.InRange(most, 1, 100);

            using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            other.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
            await other.ConnectAsync(IPAddress.Loopback, endpoint.Port);
            using var wire = Wire.Of(other, MqttVersion.V5);
            await wire.SendAsync(new MqttConnect(MqttVersion.V5, "other", CleanStart: true, 60));
            Assert.Equal(MqttReasonCode.Success, (await wire.ReceiveAsync<MqttConnAck>()).Reason);
        }
        finally
        {
            flood.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Who_does_not_even_begin_its_TLS_handshake_counts()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = RealTime.Clock.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
        await using var endpoint = await LoopbackEndpoint.StartAsync(
            new MqttServerOptions { MaxStrangersPerPlace = 3 }, listen => listen.UseHttps(certificate));
        var silent = new List<Wire>();
        for (var i = 0; i < 3; i++)
            silent.Add(await Wire.OpenAsync("127.0.0.1", endpoint.Port, MqttVersion.V5));
        await RealTime.Until(() => Task.FromResult(endpoint.Strangers.Count == 3), "three are counted");
        Assert.Equal(0, endpoint.Connections.Count);
        try
        {
            using var oneTooMany = await Wire.OpenAsync("127.0.0.1", endpoint.Port, MqttVersion.V5);
            await oneTooMany.ClosesAsync();
        }
        catch (SocketException)
        {
            // Turned away before we knew that we were in.
        }

        Assert.Equal(3, endpoint.Strangers.Count);
        silent.ForEach(wire => wire.Dispose());
        await RealTime.Until(() => Task.FromResult(endpoint.Strangers.Count == 0), "they are forgotten");
    }

    private static async Task ConnectAsync(MemoryEndpoint endpoint, EndPoint from, string id = "client")
    {
        var wire = endpoint.Open(from: from);
        await wire.SendAsync(new MqttConnect(MqttVersion.V5, id, CleanStart: true, 60));
        Assert.Equal(MqttReasonCode.Success, (await wire.ReceiveAsync<MqttConnAck>()).Reason);
    }
}
