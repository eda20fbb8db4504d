using System.CommandLine;
using System.Text.Json.Nodes;
using Hotline.Cli.Backups;
using Hotline.Cli.Screens;
using Hotline.Contract.Facts;
using Hotline.Core.Hubs;
using Hotline.Journal;
using Hotline.Journal.Marks;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Cli.Commands;

/// <summary>
/// <c>hub recover</c>: goes on with a journal of which a part is lost, by somebody's decision. <c>hub rebuild</c>:
/// builds anew what can be.
/// </summary>
internal static class HubCommand
{
    private const int Longest = 500;

    public static Command Create(Shared shared) =>
        new("hub", "On the hub's own machine, while the hub is stopped.")
        {
            Recover(shared), RebuildCommand.Create(shared),
        };

    /// <summary>Who decides, as an option.</summary>
    public static Option<string> By(bool required) => Words(
        "--by", "NAME", "Who decides it. Everybody reads the name.", required);

    /// <summary>Why, as an option.</summary>
    public static Option<string> Reason(bool required) => Words(
        "--reason", "TEXT", "Why. Everybody reads it.", required);

    /// <summary>Where the mark is, as an option.</summary>
    public static Option<string?> Mark() => new("--mark")
    {
        Description = "The file of the high-water mark, where the hub's setting journal.mark names another than "
            + "DATA/journal.mark.",
        HelpName = "FILE",
    };

    /// <summary>The command that decides what a standing needs.</summary>
    public static RecoverJournal Decide(
        string hub, JournalStanding standing, Checkpoint? mark, string by, string reason)
    {
        var behind = standing.Agreement != Agreement.Holds && mark is not null;
        return new RecoverJournal(
            hub, standing.Kept, behind ? mark!.Size : null, standing.LastAt, behind ? mark!.At : null, by, reason)
        {
            LaterThan = mark is null ? null : mark.Epoch > mark.At ? mark.Epoch : mark.At,
        };
    }

    /// <summary>What went on record.</summary>
    public static void Show(Shared shared, ParseResult parsed, Recorded recorded, JsonObject more)
    {
        var entry = recorded.Entries[0];
        var fact = (JournalRecovered)entry.Fact;
        if (shared.Json(parsed))
        {
            more["position"] = entry.Position;
            more["epoch"] = Instant.Write(fact.Epoch);
            more["kept"] = fact.Kept;
            more["lost"] = fact.Lost;
            more["from"] = fact.From is { } from ? Instant.Write(from) : null;
            more["until"] = Instant.Write(fact.Until);
            more["by"] = fact.By;
            more["reason"] = fact.Reason;
            more["told"] = new JsonArray([.. fact.Told.Select(p => JsonValue.Create(p))]);
            shared.Print(more);
            return;
        }
        var screen = shared.Screen;
        screen.Line(new Ink("✓ ", Look.Good), FormattableString.Invariant(
            $"The journal goes on at position {entry.Position}, in the epoch {Instant.Write(fact.Epoch)}."));
        screen.Line("  ", FactScreen.Words(entry, ""), ".");
        screen.Line($"  {Look.Words(fact.Told)} read this as soon as the hub is started. Start it now.");
    }

    private static Command Recover(Shared shared)
    {
        var data = DataOption.Create();
        var (by, reason, mark) = (By(required: true), Reason(required: true), Mark());
        var command = new Command("recover",
            "Go on with the journal that is there although it is behind its high-water mark, or was restored by hand: "
            + "records what is lost, since when and by whose decision, for everybody to read, and begins an epoch, "
            + "so that no new position contradicts an old receipt.") { data, by, reason, mark };
        shared.Do(command, async (parsed, stop) =>
        {
            var folder = new HubFolder(parsed.GetValue(data)!);
            if (!folder.Key().Try(out var key, out var refusal))
            {
                return refusal;
            }
            using var opened = key;
            var path = parsed.GetValue(mark) ?? folder.MarkPath;
            (var known, refusal) = HighWaterMark.Read(path, key.Public);
            if (refusal is not null
                || !(await folder.StandingAsync(known, key.Id, stop)).Try(out var standing, out refusal))
            {
                return refusal;
            }
            var decided = Decide(key.Id, standing, known, parsed.GetValue(by)!, parsed.GetValue(reason)!);
            try
            {
                if (!(await folder.RecoverAsync(decided, key, path, shared.World.Clock))
                    .Try(out var recorded, out refusal))
                {
                    return refusal;
                }
                Show(shared, parsed, recorded, []);
                return null;
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                return CliErrors.NotWritable(path, failed.Message);
            }
        });
        return command;
    }

    private static Option<string> Words(string name, string what, string description, bool required)
    {
        var option = new Option<string>(name) { Description = description, HelpName = what, Required = required };
        option.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (string.IsNullOrWhiteSpace(text) || text.Length > Longest || text.Any(char.IsControl))
            {
                result.AddError($"{name} is one line of at most {Longest} characters.");
            }
        });
        return option;
    }
}
