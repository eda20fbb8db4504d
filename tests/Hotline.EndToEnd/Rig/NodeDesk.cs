using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Testing;

namespace Hotline.EndToEnd.Rig;

/// <summary>A desk that runs under Node on a public client library and does what the test says.</summary>
public sealed class NodeDesk : IAsyncDisposable
{
    private readonly ChildProcess _node;
    private int _last;

    private NodeDesk(ChildProcess node) => _node = node;

    /// <summary>The desks' scripts, and others that use the same packages.</summary>
    public static NodeProject Scripts { get; } = new("tests/Hotline.EndToEnd/node");

    /// <summary>On <c>@microsoft/signalr</c>.</summary>
    /// <param name="profile">Whose.</param>
    /// <param name="tokenLife">Seconds that each of its tokens lives.</param>
    public static async Task<NodeDesk> SignalRAsync(string profile, int tokenLife = 240) =>
        new(await Scripts.StartAsync("signalr-desk.mjs", profile, tokenLife.ToString(CultureInfo.InvariantCulture)));

    /// <summary>On MQTT.js.</summary>
    /// <param name="settings">As mqtt-desk.mjs says.</param>
    public static async Task<NodeDesk> MqttAsync(object settings) =>
        new(await Scripts.StartAsync("mqtt-desk.mjs", JsonSerializer.Serialize(settings)));

    /// <summary>Every event so far, oldest first.</summary>
    public IEnumerable<JsonElement> Events => _node.Output.Select(Parse).Where(e => e.TryGetProperty("event", out _));

    /// <summary>All events of a name.</summary>
    public IEnumerable<JsonElement> Named(string name) => Events.Where(e => Is(e, name));

    /// <summary>Gives a command without waiting for what becomes of it.</summary>
    /// <returns>What becomes of it: <c>ok</c>, and <c>result</c> or <c>error</c>.</returns>
    public async Task<Task<JsonElement>> BeginAsync(string command, object? given = null, TimeSpan? patience = null)
    {
        var line = JsonSerializer.SerializeToNode(given ?? new { })!.AsObject();
        var n = Interlocked.Increment(ref _last);
        (line["n"], line["do"]) = (JsonValue.Create(n), command);
        await _node.Input.WriteLineAsync(line.ToJsonString());
        await _node.Input.FlushAsync();
        return AnswerAsync(n, command, patience);
    }

    /// <summary>Does it and gives back what became of it.</summary>
    public async Task<JsonElement> TryAsync(string command, object? given = null, TimeSpan? patience = null) =>
        await await BeginAsync(command, given, patience);

    /// <summary>Does it; it must succeed.</summary>
    public async Task<JsonElement> DoAsync(string command, object? given = null)
    {
        var answer = await TryAsync(command, given);
        Assert.True(answer.GetProperty("ok").GetBoolean(), $"{command}: {answer}");
        return answer.GetProperty("result");
    }

    /// <summary>Waits for an event.</summary>
    public async Task<JsonElement> EventAsync(string name, Func<JsonElement, bool>? wanted = null) =>
        Parse(await _node.OutputAsync(
            l => Parse(l) is var e && Is(e, name) && (wanted?.Invoke(e) ?? true), $"the event {name}"));

    /// <summary>What it printed.</summary>
    public string Said() => _node.Said();

    /// <summary>It stands still: its sockets stay open, and nothing is read from them any more.</summary>
    public Task FreezeAsync() => _node.SignalAsync("STOP");

    /// <summary>It goes on.</summary>
    public Task ThawAsync() => _node.SignalAsync("CONT");

    /// <summary>Kills it.</summary>
    public Task KillAsync() => _node.KillAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private async Task<JsonElement> AnswerAsync(int n, string command, TimeSpan? patience) =>
        Parse(await _node.OutputAsync(l => Parse(l).TryGetProperty("n", out var found) && found.GetInt32() == n,
            $"the answer to {command}", patience));

    private static bool Is(JsonElement line, string name) =>
        line.TryGetProperty("event", out var e) && e.GetString() == name;

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
