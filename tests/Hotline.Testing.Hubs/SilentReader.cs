using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Hotline.Contract.Wire;

namespace Hotline.Testing.Hubs;

/// <summary>
/// A SignalR connection that never reads a byte. It may follow the feed, several times over, or be idle.
/// </summary>
public sealed class SilentReader : IDisposable
{
    private readonly TcpClient _tcp = new() { ReceiveBufferSize = 4096, NoDelay = true };
    private WebSocket? _socket;

    private SilentReader()
    {
    }

    /// <summary>Connects, and asks for the feed from its beginning.</summary>
    /// <param name="http">Where the hub is.</param>
    /// <param name="token">Whom it presents.</param>
    /// <param name="streams">How many times; 0 for a connection that is idle.</param>
    public static async Task<SilentReader> OpenAsync(string http, string token, int streams)
    {
        var reader = new SilentReader();
        var address = new Uri(http);
        await reader._tcp.ConnectAsync(IPAddress.Loopback, address.Port);
        var stream = reader._tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {HttpPaths.Hub} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\n"
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = "";
        var one = new byte[1];
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one).AsTask().WaitAsync(RealTime.Patience, RealTime.Clock);
            head += (char)one[0];
        }
        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        reader._socket = WebSocket.CreateFromStream(
            stream, new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero });
        await reader.SayAsync("""{"protocol":"json","version":1}""");
        for (var i = 0; i < streams; i++)
        {
            await reader.SayAsync(
                $$"""{"type":4,"invocationId":"{{i}}","target":"Follow","arguments":[0]}""");
        }
        return reader;
    }

    /// <summary>Says that it is there; a hub ends a connection that says nothing for half a minute.</summary>
    public Task PingAsync() => SayAsync("""{"type":6}""");

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket?.Dispose();
        _tcp.Dispose();
    }

    private Task SayAsync(string message) =>
        _socket!.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, true, default);
}
