using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Tests.Codec;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Mqtt.Tests.Server;

public sealed class ClosingTests
{
    [Fact]
    public async Task Who_does_not_close_after_DISCONNECT_is_closed_and_not_reset()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, endpoint.Port);
        var connect = Bytes.Of(new MqttConnect(MqttVersion.V5, "one", CleanStart: true, KeepAlive: 0), MqttVersion.V5);
        await socket.SendAsync((byte[])[.. connect, .. connect]);

        var received = new List<byte>();
        var buffer = new byte[1024];
        // A reset throws here.
        while (await socket.ReceiveAsync(buffer).WaitAsync(Wire.Patience, RealTime.Clock) is > 0 and var count)
            received.AddRange(buffer[..count]);

        var (packets, fault) = Bytes.ReadAll(new ReadOnlySequence<byte>([.. received]), MqttVersion.V5);
        Assert.Null(fault);
        Assert.IsType<MqttConnAck>(packets[0]);
        Assert.Equal(MqttReasonCode.ProtocolError, Assert.IsType<MqttDisconnect>(packets[1]).Reason);
        Assert.Equal(2, packets.Count);
    }
}
