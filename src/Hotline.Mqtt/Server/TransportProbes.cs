using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Hotline.Mqtt.Server;

/// <summary>
/// Has TCP ask whether the other side is still there, for clients that promise no word within any time: a half-open
/// connection looks alive for ever otherwise.
/// </summary>
internal static class TransportProbes
{
    private const int Probes = 4;
    private const int SecondsBetween = 15;

    // Linux: how long what is written may go unacknowledged; while something is, TCP does not probe.
    private const int TcpLevel = 6;
    private const int UserTimeout = 18;

    /// <summary>Does nothing where the transport is no socket.</summary>
    public static void Begin(ConnectionContext transport, TimeSpan after)
    {
        if (transport.Features.Get<IConnectionSocketFeature>()?.Socket is not { ProtocolType: ProtocolType.Tcp } socket)
            return;
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)after.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, SecondsBetween);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            if (OperatingSystem.IsLinux())
            {
                var most = after + TimeSpan.FromSeconds(Probes * SecondsBetween);
                Span<byte> milliseconds = stackalloc byte[sizeof(int)];
                BitConverter.TryWriteBytes(milliseconds, (int)most.TotalMilliseconds);
                socket.SetRawSocketOption(TcpLevel, UserTimeout, milliseconds);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It closed in the meantime.
        }
    }
}
