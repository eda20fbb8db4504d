using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Hotline.Console.Tests.Rig;

/// <summary>Everything that goes through a window: what it loads, what it hears, and what goes wrong in it.</summary>
public sealed class Watch
{
    private readonly ConcurrentQueue<string> _faults = [];
    private readonly ConcurrentQueue<string> _heard = [];
    private readonly ConcurrentQueue<Task> _reading = [];
    private readonly string _origin;
    private readonly ConcurrentQueue<(IPage Page, IWebSocket Socket)> _sockets = [];

    public Watch(IBrowserContext context, string origin)
    {
        _origin = origin;
        context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin + "/", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:" + origin, StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                _faults.Enqueue($"Asked somebody else: {request.Url}");
            }
            if (request.PostData is { } sent)
            {
                _heard.Enqueue(sent);
            }
        };
        context.Response += (_, response) => _reading.Enqueue(HearAsync(response));
        context.Page += (_, page) => Listen(page);
    }

    /// <summary>WebSockets that were opened so far and are not closed.</summary>
    public int OpenSockets => _sockets.Count(s => !s.Page.IsClosed && !s.Socket.IsClosed);

    /// <summary>Parts of faults that the test provokes, such as the path of a call that is refused.</summary>
    public ICollection<string> Expected { get; } = [];

    /// <summary>
    /// Console errors, uncaught errors, violations of the policy and requests to another origin, each as a sentence.
    /// </summary>
    public IReadOnlyList<string> Faults =>
        [.. _faults.Where(f => !Expected.Any(e => f.Contains(e, StringComparison.Ordinal)))];

    /// <summary>The test provoked what went wrong so far.</summary>
    public void Forgive() => _faults.Clear();

    /// <summary>
    /// The body of every answer and question of the API and every WebSocket frame in both directions.
    /// </summary>
    public async Task<IReadOnlyList<string>> HeardAsync()
    {
        await Task.WhenAll(_reading);
        return [.. _heard];
    }

    private void Listen(IPage page)
    {
        page.Console += (_, message) =>
        {
            // A hub that is away is the network's fault, and the page says so itself.
            if (message.Type == "error" && !message.Text.Contains("net::ERR_", StringComparison.Ordinal))
            {
                _faults.Enqueue($"Console: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _faults.Enqueue($"Uncaught: {error}");
        page.WebSocket += (_, socket) =>
        {
            _sockets.Enqueue((page, socket));
            socket.FrameReceived += (_, frame) => _heard.Enqueue(frame.Text ?? "");
            socket.FrameSent += (_, frame) => _heard.Enqueue(frame.Text ?? "");
            if (!socket.Url.StartsWith(
                _origin.Replace("http", "ws", StringComparison.Ordinal) + "/", StringComparison.Ordinal))
            {
                _faults.Enqueue($"Called somebody else: {socket.Url}");
            }
        };
    }

    private async Task HearAsync(IResponse response)
    {
        if (!response.Url.Contains("/v1/", StringComparison.Ordinal))
        {
            return;
        }
        try
        {
            _heard.Enqueue(await response.TextAsync());
        }
        catch (PlaywrightException)
        {
            // An answer without a body, or a page that went before it was read.
        }
    }
}
