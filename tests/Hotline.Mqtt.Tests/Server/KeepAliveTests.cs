using System.Net.Sockets;
using Hotline.Mqtt.Packets;
using Hotline.Testing;
using Hotline.Testing.Mqtt;
using Microsoft.AspNetCore.Connections.Features;

namespace Hotline.Mqtt.Tests.Server;

/// <summary>Who promises no word within any time is asked by TCP.</summary>
public sealed class KeepAliveTests
{
    [Theory]
    [InlineData(MqttVersion.V5, 0, true)]
    [InlineData(MqttVersion.V311, 0, true)]
    [InlineData(MqttVersion.V5, 60, false)]
    public async Task Half_open_connections_of_clients_without_keep_alive_are_found_by_TCP(
        MqttVersion version, ushort keepAlive, bool probed)
    {
        var accepted = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var endpoint = await LoopbackEndpoint.StartAsync(listen: o => o.Use(next => connection =>
        {
            accepted.SetResult(connection.Features.Get<IConnectionSocketFeature>()!.Socket);
            return next(connection);
        }));
        using var wire = await Wire.OpenAsync("127.0.0.1", endpoint.Port, version);
        await wire.SendAsync(new MqttConnect(version, "silent", CleanStart: true, keepAlive));
        await wire.ReceiveAsync<MqttConnAck>();
        var socket = await accepted.Task.WaitAsync(Wire.Patience, RealTime.Clock);
        Assert.Equal(probed, 0 != (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);
        if (probed)
            Assert.Equal(60, (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!);
    }
}
