using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Cli.Screens;
using Hotline.Client;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Cli.Desk;

/// <summary>
/// A watch for scripts: one JSON document a line, an item (<c>entry</c>), a change of the line (<c>connection</c>) or
/// positions that are damaged at the hub (<c>damaged</c>); warnings on standard error.
/// </summary>
internal sealed class JsonWatchPage(World world) : IWatchPage
{
    private readonly Lock _lock = new();

    public bool Person => false;

    public bool InWords => false;

    public void Begin(HubView? hub, ExchangeList? exchanges)
    {
        // The feed says all.
    }

    public void Show(Seen seen)
    {
        var (item, message, wrong) = (seen.Item, seen.Message, seen.Wrong);
        var line = JsonSerializer.SerializeToNode(item, WireJson.Default.FeedItem)!.AsObject();
        if (item.Envelope is not null)
        {
            line["message"] = message is null ? null : MessageScreen.Json(message.Envelope);
            line["signature"] = message is null ? "not-proven" : "holds";
            line["refusal"] = wrong?.ToString();
        }
        Print(line);
    }

    public void Show(ConnectionState state) => Print(new JsonObject
    {
        ["connection"] = new JsonObject
        {
            ["connected"] = state.Connected,
            ["since"] = Instant.Write(state.Since),
            ["reason"] = state.Reason,
        },
    });

    public void Alarm(Refusal alarm) => world.Error.WriteLine("ALARM: " + Plain.Line(alarm.ToString()));

    public void Damaged(Refusal alarm, IReadOnlyList<long> positions)
    {
        Alarm(alarm);
        Print(new JsonObject { ["damaged"] = new JsonArray([.. positions.Select(p => JsonValue.Create(p))]) });
    }

    public void Warn(string sentence) => world.Error.WriteLine("warning: " + Plain.Line(sentence));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Print(JsonObject line)
    {
        lock (_lock)
        {
            world.Out.WriteLine(line.ToJsonString());
        }
    }
}
