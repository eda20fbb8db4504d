using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Hotline.Contract.Wire;
using Hotline.Testing;

namespace Hotline.EndToEnd.SignalR;

/// <summary>SignalR as it stands on the wire, for what no client of ours would say.</summary>
internal sealed class RawLine : IDisposable
{
    private const char End = '\u001e';
    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonNode> _read = new();
    private string _part = "";

    /// <summary>Opens the WebSocket and says nothing on it.</summary>
    public static async Task<RawLine> OpenAsync(string http, string token)
    {
        var line = new RawLine();
        var address = http.Replace("http://", "ws://", StringComparison.Ordinal);
        await line._socket.ConnectAsync(new Uri($"{address}{HttpPaths.Hub}?access_token={token}"), default);
        return line;
    }

    /// <summary>Says which protocol it speaks, and reads the hub's answer.</summary>
    public async Task GreetAsync()
    {
        await SayAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await NextAsync()).ToJsonString());
    }

    public Task SayAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, true, default).WaitAsync(
            RealTime.Patience, RealTime.Clock);

    /// <summary>What the hub says of this call.</summary>
    public async Task<JsonNode> AnswerAsync(string id)
    {
        while (true)
        {
            var message = await NextAsync();
            if ((string?)message["invocationId"] == id)
            {
                return message;
            }
        }
    }

    /// <summary>Waits until the hub has ended it.</summary>
    public async Task EndedAsync()
    {
        var buffer = new byte[1024];
        try
        {
            while ((await _socket.ReceiveAsync(buffer, default).WaitAsync(RealTime.Patience, RealTime.Clock))
                .MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // It was cut, which is an end too.
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<JsonNode> NextAsync()
    {
        var buffer = new byte[64 * 1024];
        while (_read.Count == 0)
        {
            var received = await _socket.ReceiveAsync(buffer, default).WaitAsync(RealTime.Patience, RealTime.Clock);
            Assert.NotEqual(WebSocketMessageType.Close, received.MessageType);
            var parts = (_part + Encoding.UTF8.GetString(buffer, 0, received.Count)).Split(End);
            _part = parts[^1];
            foreach (var message in parts[..^1])
            {
                _read.Enqueue(JsonNode.Parse(message)!);
            }
        }
        return _read.Dequeue();
    }
}
