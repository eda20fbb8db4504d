using System.IO.Pipelines;
using System.Net.Sockets;
using Hotline.Mqtt;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Testing.Mqtt;

/// <summary>The client's end of a connection: packets in and out, nothing answered by itself.</summary>
public sealed class Wire(PipeReader input, PipeWriter output, MqttVersion version) : IDisposable
{
    /// <summary>Long enough for a busy machine; what is awaited comes at once or never.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly MqttDecoder _decoder = new(new MqttLimits()) { Version = version };

    /// <summary>A TCP connection on which nothing has been said.</summary>
    public static async Task<Wire> OpenAsync(string host, int port, MqttVersion version)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(host, port);
        return Of(socket, version);
    }

    /// <summary>A connected socket, which ends with this.</summary>
    public static Wire Of(Socket socket, MqttVersion version)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        return new Wire(PipeReader.Create(stream), PipeWriter.Create(stream), version);
    }

    public async Task SendAsync(params MqttPacket[] packets)
    {
        foreach (var packet in packets)
            MqttEncoder.Write(output, packet, version);
        await output.FlushAsync();
    }

    public async Task SendBytesAsync(byte[] bytes) => await output.WriteAsync(bytes);

    public Task SendEndAsync() => output.CompleteAsync().AsTask();

    public async Task<T> ReceiveAsync<T>()
        where T : MqttPacket
    {
        var packet = await ReceiveAsync()
            ?? throw new InvalidOperationException($"The connection closed instead of sending {typeof(T).Name}.");
        return Assert.IsType<T>(packet);
    }

    /// <summary>The next packet, or null when the connection is closed.</summary>
    public Task<MqttPacket?> ReceiveAsync() => ReadAsync().WaitAsync(Patience, RealTime.Clock);

    public async Task ClosesAsync() => Assert.Null(await ReceiveAsync());

    private async Task<MqttPacket?> ReadAsync()
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync();
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                // Reset, or aborted where the transport is a pipe in memory.
                return null;
            }

            if (read.IsCanceled)
                return null;

            var buffer = read.Buffer;
            var status = _decoder.TryDecode(ref buffer, out var packet, out var fault);
            input.AdvanceTo(buffer.Start, status == MqttDecodeStatus.NeedMore ? buffer.End : buffer.Start);
            // As the standard wants it of a client (3.14.4): after DISCONNECT it closes.
            if (packet is MqttDisconnect)
                await output.CompleteAsync();
            if (status == MqttDecodeStatus.Packet)
                return packet;
            Assert.Null(fault);
            if (read.IsCompleted)
                return null;
        }
    }

    public void Dispose() => output.Complete();
}
