using System.CommandLine;
using System.Text.Json.Nodes;
using Hotline.Cli.Screens;
using Hotline.Core.Directory;
using Hotline.Journal.Checking;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;

namespace Hotline.Cli.Commands;

/// <summary>
/// <c>fsck</c>: checks a journal on the hub's own machine; changes nothing, and a hub may run meanwhile.
/// </summary>
internal static class FsckCommand
{
    private const string DirectoryName = "directory.json";

    public static Command Create(Shared shared)
    {
        var data = new Option<string>("--data")
        {
            Description = "The hub's data directory.",
            HelpName = "DIR",
            Required = true,
        };
        var command = new Command("fsck",
            "Check a journal on the hub's own machine: every entry, signature, window and hash. "
            + "Changes nothing.") { data };
        shared.Do(command, async (parsed, stop) =>
        {
            var folder = parsed.GetValue(data)!;
            if (!KeysOf(folder, shared.World).Try(out var directory, out var refusal)
                || !SqliteInspection.Open(folder).Try(out var journal, out refusal))
            {
                return refusal;
            }
            await using var opened = journal;
            var status = new StatusLine(shared.World, shared.Screen);
            var options = new FsckOptions
            {
                Directory = directory.Directory, Progress = p => Progress(shared.Json(parsed) ? null : status, p),
            };
            var report = await Fsck.RunAsync(journal, options, stop);
            status.Clear();
            if (shared.Json(parsed))
            {
                shared.Print(Json(report));
            }
            else
            {
                Show(shared, report, directory.Directory is not null);
            }
            return report.Sound ? null : CliErrors.NotSound(report.Findings.Length, report.Cut);
        });
        return command;
    }

    /// <summary>Whose keys signatures are checked with; none without a directory, which is said.</summary>
    private static Outcome<Keys> KeysOf(string folder, World world)
    {
        var path = Path.Combine(folder, DirectoryName);
        try
        {
            if (!File.Exists(path))
            {
                return new Keys(null);
            }
            var (directory, faults) = DirectoryFile.Read(File.ReadAllBytes(path));
            foreach (var fault in faults)
            {
                world.Error.WriteLine($"warning: {path}: {Plain.Line(fault)}");
            }
            return new Keys(directory);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return CliErrors.NotReadable(path, failed.Message);
        }
    }

    private static void Progress(StatusLine? status, FsckProgress p) =>
        status?.Set(FormattableString.Invariant($"checking {p.Step}: {p.Done} of {p.Of}"), alarm: false);

    private static void Show(Shared shared, FsckReport report, bool keys)
    {
        foreach (var finding in report.Findings)
        {
            shared.World.Error.WriteLine(Plain.Line(finding.ToString()));
        }
        var screen = shared.Screen;
        screen.Line(
            report.Sound ? new Ink("✓ The journal is sound: ", Look.Good) : new Ink(
                "✖ The journal is NOT sound: ", Look.Bad),
            FormattableString.Invariant($"{report.Entries} entries, {report.Exchanges} exchanges, "),
            FormattableString.Invariant($"{report.Messages} signed messages, {report.Verified} signatures checked."));
        if (!keys)
        {
            screen.Line(new Ink(
                "  There is no directory.json in the data directory: signatures were checked in form only.", Look.Ask));
        }
        screen.Line(
            new Ink($"  Root of the tree {report.Root}: compare it with a checkpoint of this size.", Look.Faint));
    }

    private static JsonObject Json(FsckReport report) => new()
    {
        ["sound"] = report.Sound,
        ["entries"] = report.Entries,
        ["exchanges"] = report.Exchanges,
        ["messages"] = report.Messages,
        ["verified"] = report.Verified,
        ["root"] = report.Root,
        ["findings"] = new JsonArray([.. report.Findings.Select(f => new JsonObject
        {
            ["number"] = f.Number,
            ["name"] = f.Name,
            ["position"] = f.Position,
            ["detail"] = f.Detail,
        })]),
        ["cut"] = report.Cut,
    };

    private sealed record Keys(Core.Directory.Directory? Directory);
}
