using System.CommandLine;
using System.Text.Json;
using Hotline.Cli.Screens;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Cli.Commands;

/// <summary><c>directory</c>: participants and points of contact; below it, the keys that ask for a seat.</summary>
internal static class DirectoryCommand
{
    public static Command Create(Shared shared)
    {
        var command = new Command("directory", "Show participants and their points of contact; without the hub, "
            + "as last fetched.") { KeyCommands.Requests(shared), KeyCommands.Approve(shared),
            KeyCommands.Reject(shared) };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            var refusal = await desk.Directory.RefreshAsync(desk.Api, shared.World.Clock, stop);
            if (refusal is not null && (refusal.Number != 6001 || desk.Directory.AsOf is null))
            {
                return refusal;
            }
            if (refusal is not null)
            {
                await shared.World.Error.WriteLineAsync("warning: the hub cannot be reached; this is the directory as "
                    + $"of {HumanTime.Full(desk.Directory.AsOf!.Value)}.");
            }
            if (shared.Json(parsed))
            {
                shared.Print(JsonSerializer.SerializeToNode(desk.Directory.View, WireJson.Default.DirectoryView)!);
                return null;
            }
            foreach (var participant in desk.Directory.View.Participants)
            {
                shared.Screen.Line(new Ink(participant.Code, Look.Strong), "  ", participant.Name);
                shared.Screen.Table(
                    ["  contact", "title", "role", "languages", "hours", "keys"],
                    participant.Pocs.Select(p => (IReadOnlyList<Ink>)
                    [
                        "  " + p.Id, p.Title, p.Role.Wire(), string.Join(" ", p.Languages), p.Hours,
                        new Ink(string.Join(" ", p.Keys.Select(k => k.Thumbprint()[..8] + "…")), Look.Faint),
                    ]));
                shared.Screen.Line();
            }
            foreach (var former in desk.Directory.View.Former)
            {
                shared.Screen.Line(new Ink(
                    $"{former.Participant}/{former.Poc} had the key {former.Key.Thumbprint()[..8]}… until "
                    + $"{HumanTime.Full(former.Until)}; what was accepted before stays signed.", Look.Faint));
            }
            return null;
        });
        return command;
    }
}
