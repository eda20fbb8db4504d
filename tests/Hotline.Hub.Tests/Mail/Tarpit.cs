using System.Net;
using System.Net.Sockets;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail;

/// <summary>A relay that is never silent and never done: a byte of its greeting every few milliseconds.</summary>
internal sealed class Tarpit : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, Ports.Take());
    private readonly CancellationTokenSource _stop = new();

    public Tarpit()
    {
        _listener.Start();
        _ = GreetAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>True once somebody heard something of it.</summary>
    public bool Spoke { get; private set; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task GreetAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var stream = client.GetStream();
            await stream.WriteAsync("220-"u8.ToArray(), _stop.Token);
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), _stop.Token);
                Spoke = true;
                await Task.Delay(TimeSpan.FromMilliseconds(20), RealTime.Clock, _stop.Token);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or IOException)
        {
            // The other side hung up, or the test is over.
        }
    }
}
