using System.Net;
using System.Net.Sockets;

namespace Hotline.Benchmarks.Machine;

/// <summary>A TCP connection to oneself, whose other end, a thread of its own, sends back whatever comes.</summary>
internal sealed class LoopbackEcho : IDisposable
{
    private readonly Socket _near = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket _far;
    private readonly Thread _echo;

    public LoopbackEcho()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _near.Connect(listener.LocalEndPoint!);
        _far = listener.Accept();
        _far.NoDelay = true;
        _echo = new Thread(Echo) { IsBackground = true, Name = "echo" };
        _echo.Start();
    }

    public void RoundTrip(byte[] bytes)
    {
        _near.Send(bytes);
        for (var got = 0; got < bytes.Length;)
        {
            got += _near.Receive(bytes, got, bytes.Length - got, SocketFlags.None);
        }
    }

    public void Dispose()
    {
        _near.Shutdown(SocketShutdown.Both);
        _echo.Join();
        _near.Dispose();
        _far.Dispose();
    }

    private void Echo()
    {
        var buffer = new byte[4096];
        while (_far.Receive(buffer) is > 0 and var got)
        {
            _far.Send(buffer.AsSpan(0, got));
        }
    }
}
