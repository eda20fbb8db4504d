using System.CommandLine;
using System.Text.Json.Nodes;
using Hotline.Cli.Screens;
using Hotline.Journal.Checking;
using Hotline.Journal.Sqlite;

namespace Hotline.Cli.Commands;

/// <summary>
/// <c>hub rebuild</c>: what stands beside the entries of a damaged journal, built anew from them. Entries are not
/// changed.
/// </summary>
internal static class RebuildCommand
{
    public static Command Create(Shared shared)
    {
        var data = DataOption.Create();
        var command = new Command("rebuild",
            "Build everything that stands beside the journal's entries anew from them: indexes, feeds, lists, what is "
            + "due, the tree. For a journal whose entries are sound and whose other pages are damaged. All or nothing; "
            + "takes room for two copies.") { data };
        shared.Do(command, async (parsed, stop) =>
        {
            var status = new StatusLine(shared.World, shared.Screen);
            var outcome = await SqliteRebuild.RunAsync(
                parsed.GetValue(data)!, progress: p => Progress(shared.Json(parsed) ? null : status, p), ct: stop);
            status.Clear();
            if (!outcome.Try(out var rebuilt, out var refusal))
            {
                return refusal;
            }
            if (shared.Json(parsed))
            {
                shared.Print(new JsonObject
                {
                    ["entries"] = rebuilt.Entries,
                    ["root"] = rebuilt.Root,
                    ["places"] = rebuilt.Places,
                    ["placesLost"] = rebuilt.PlacesLost,
                });
            }
            else
            {
                Show(shared.Screen, rebuilt);
            }
            return null;
        });
        return command;
    }

    private static void Progress(StatusLine? status, FsckProgress p) =>
        status?.Set(FormattableString.Invariant($"{p.Step}: {p.Done} of {p.Of}"), alarm: false);

    private static void Show(Screen screen, RebuiltJournal rebuilt)
    {
        screen.Line(new Ink("✓ ", Look.Good), FormattableString.Invariant(
            $"What stands beside the {rebuilt.Entries} entries was built anew from them; none of them was changed."));
        screen.Line(rebuilt.PlacesLost
            ? new Ink(FormattableString.Invariant(
                $"  Places of readers could NOT all be read: {rebuilt.Places} are kept, others begin anew."), Look.Bad)
            : FormattableString.Invariant($"  The places of {rebuilt.Places} readers are kept."));
        screen.Line(
            new Ink($"  Root of the tree {rebuilt.Root}: compare it with a checkpoint of this size.", Look.Faint));
    }
}
