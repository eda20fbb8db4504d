using System.CommandLine;
using System.Text.Json.Nodes;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Core.Regimes;

namespace Hotline.Cli.Commands;

/// <summary><c>regime check FILE</c>: all faults of a regime file at once, without a hub.</summary>
internal static class RegimeCommand
{
    public static Command Create(Shared shared)
    {
        var file = new Argument<string>("FILE") { Description = "A regime file; - for standard input." };
        var check = new Command("check", "Check a regime file and name every fault in it.") { file };
        shared.Do(check, async (parsed, stop) =>
        {
            if (!(await Files.ReadAsync(parsed.GetValue(file)!, shared.World, stop))
                .Try(out var bytes, out var refusal))
            {
                return refusal;
            }
            var reading = RegimeFile.Read(bytes);
            if (shared.Json(parsed))
            {
                shared.Print(new JsonObject
                {
                    ["regime"] = reading.Regime?.Id,
                    ["faults"] = new JsonArray([.. reading.Faults.Select(f => (JsonNode)f)]),
                });
            }
            else if (reading.Regime is { } regime)
            {
                shared.Screen.Line(new Ink("✓ ", Look.Good), new Ink(regime.Id, Look.Strong),
                    $"  {regime.Title}: {regime.Windows.Count} windows, each with its basis; {regime.Kinds.Count} "
                    + $"kinds; {regime.Escalation.Length} steps of escalation.");
            }
            else
            {
                foreach (var fault in reading.Faults)
                {
                    await shared.World.Error.WriteLineAsync(Plain.Line(fault));
                }
            }
            return reading.Regime is null ? CliErrors.BadRegime(reading.Faults.Length) : null;
        });
        return new Command("regime", "Rules of exchanges.") { check };
    }
}
