using System.CommandLine;
using System.Text.Json.Nodes;
using Hotline.Cli.Screens;
using Hotline.Journal.Checking;
using Hotline.Journal.Sqlite;

namespace Hotline.Cli.Commands;

/// <summary>
/// <c>fsck</c>: checks a journal on the hub's own machine; changes nothing, and a hub may run meanwhile.
/// </summary>
internal static class FsckCommand
{
    public static Command Create(Shared shared)
    {
        var data = DataOption.Create();
        var command = new Command("fsck",
            "Check a journal on the hub's own machine: every entry, signature, window and hash. "
            + "Changes nothing.") { data };
        shared.Do(command, async (parsed, stop) =>
        {
            var folder = parsed.GetValue(data)!;
            if (!SqliteInspection.Open(folder).Try(out var journal, out var refusal))
            {
                return refusal;
            }
            await using var opened = journal;
            var status = new StatusLine(shared.World, shared.Screen);
            var options = new FsckOptions { Progress = p => Progress(shared.Json(parsed) ? null : status, p) };
            var report = await Fsck.RunAsync(journal, options, stop);
            status.Clear();
            if (shared.Json(parsed))
            {
                shared.Print(Json(report));
            }
            else
            {
                Show(shared, report);
            }
            return report.Sound ? null : CliErrors.NotSound(report.Findings.Length, report.Cut);
        });
        return command;
    }

    private static void Progress(StatusLine? status, FsckProgress p) =>
        status?.Set(FormattableString.Invariant($"checking {p.Step}: {p.Done} of {p.Of}"), alarm: false);

    private static void Show(Shared shared, FsckReport report)
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
        if (report.Unchecked > 0)
        {
            screen.Line(new Ink(
                FormattableString.Invariant($"  {report.Unchecked} signatures do not hold or could NOT be checked."),
                Look.Bad));
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
        ["unchecked"] = report.Unchecked,
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
}
