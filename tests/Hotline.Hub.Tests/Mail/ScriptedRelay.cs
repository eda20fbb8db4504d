using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hotline.Hub.Tests.Mail;

/// <summary>
/// A listener that misbehaves as no real relay can be made to: it answers each line of a conversation by a script.
/// </summary>
internal sealed class ScriptedRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string?> _answer;

    /// <summary>Starts to listen.</summary>
    /// <param name="answer">
    /// The reply to a line (the greeting to an empty one): null to say nothing for ever, empty to hang up.
    /// </param>
    public ScriptedRelay(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII);
                for (var (line, data) = ("", false); line is not null; line = await reader.ReadLineAsync(_stop.Token))
                {
                    if (data && line != ".")
                    {
                        continue;
                    }
                    var reply = _answer(line);
                    if (reply is null)
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, Testing.RealTime.Clock, _stop.Token);
                    }
                    if (reply is null or "")
                    {
                        return;
                    }
                    data = reply.StartsWith("354", StringComparison.Ordinal);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), _stop.Token);
                }
            }
            catch (Exception over) when (over is OperationCanceledException or IOException)
            {
                // The other side hung up, or the test is over.
            }
        }
    }
}
