using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Cli.Backups;
using Hotline.Cli.Screens;
using Hotline.Durable;
using Hotline.Journal.Marks;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Cli.Commands;

/// <summary>
/// <c>restore</c>: makes a data directory of a backup. Positions after it may have been given out, so that the journal
/// goes on under a new epoch, whether or not anybody knows what is missing.
/// </summary>
internal static class RestoreCommand
{
    public static Command Create(Shared shared)
    {
        var from = new Argument<string>("FROM") { Description = "A backup, as 'hotline backup' made it." };
        var data = DataOption.Create("The data directory to make; empty, or not there yet.");
        var (by, reason, mark) =
            (HubCommand.By(required: false), HubCommand.Reason(required: false), HubCommand.Mark());
        var command = new Command("restore",
            "Make a data directory of a backup: checks every file and the tree of the journal, records for everybody "
            + "what is lost since, and begins an epoch.") { from, data, by, reason, mark };
        shared.Do(command, async (parsed, stop) =>
        {
            var (source, target) = (parsed.GetValue(from)!, parsed.GetValue(data)!);
            if (!Read(source).Try(out var manifest, out var refusal)
                || !PrivateFolder.Take(target).Try(out var folder, out refusal))
            {
                return refusal;
            }
            using var taken = folder;
            try
            {
                if ((refusal = Copy(shared, source, manifest, folder)) is not null
                    || (refusal = await CheckAsync(shared, source, manifest, folder, stop)) is not null)
                {
                    return refusal;
                }
                var decision = (
                    By: parsed.GetValue(by) ?? Environment.UserName,
                    Reason: parsed.GetValue(reason)
                        ?? $"restored from a backup of {Instant.Write(manifest.At)}");
                return await RecoverAsync(shared, parsed, folder, parsed.GetValue(mark), decision, stop);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                return CliErrors.NotWritable(target, failed.Message);
            }
        });
        return command;
    }

    private static Outcome<BackupManifest> Read(string source)
    {
        var path = Path.Combine(source, BackupManifest.FileName);
        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.BackupManifest);
            return manifest is null ? CliErrors.NotABackup(source, "its backup.json holds no object")
                : manifest.Version != BackupManifest.Known
                    ? CliErrors.NotABackup(source, $"it is of form {manifest.Version}")
                : manifest.Files.IsDefault || manifest.Files.Any(f => !IsBelow(f.Path))
                    ? CliErrors.NotABackup(source, "it names files that are not in it")
                : manifest;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or JsonException)
        {
            return CliErrors.NotABackup(source, broken.Message.TrimEnd('.'));
        }
    }

    private static bool IsBelow(string path) => path.Length > 0 && !Path.IsPathRooted(path)
        && !path.Contains('\\', StringComparison.Ordinal)
        && path.Split('/').All(part => part is not ("" or "." or ".."));

    private static Refusal? Copy(Shared shared, string source, BackupManifest manifest, PrivateFolder folder)
    {
        // First of all the mark: a hub that is started on half of it finds a journal behind its mark.
        DurableFile.Write(
            Path.Combine(folder.FullPath, HighWaterMark.FileName), HighWaterMark.Bytes(manifest.Checkpoint),
            HighWaterMark.Mode);
        var status = new StatusLine(shared.World, shared.Screen);
        foreach (var file in manifest.Files)
        {
            status.Set("copying " + file.Path, alarm: false);
            try
            {
                if (folder.Copy(Path.Combine(source, file.Path), file.Path) != file)
                {
                    return CliErrors.BackupDamaged(source, $"{file.Path} is not what it was when it was copied");
                }
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                return CliErrors.BackupDamaged(source, $"{file.Path} is not there");
            }
        }
        status.Clear();
        return null;
    }

    /// <summary>The journal is the one that the hub's key signed for.</summary>
    private static async Task<Refusal?> CheckAsync(
        Shared shared, string source, BackupManifest manifest, PrivateFolder folder, CancellationToken stop)
    {
        var hub = new HubFolder(folder.FullPath);
        if (!hub.Key().Try(out var key, out var refusal))
        {
            return refusal;
        }
        using var opened = key;
        if (!Checkpoint.Open(manifest.Checkpoint, key.Public).Try(out var signed, out refusal))
        {
            return CliErrors.BackupDamaged(source, $"its checkpoint is refused ({refusal.Number} {refusal.Name})");
        }
        var status = new StatusLine(shared.World, shared.Screen);
        if (!(await hub.RootAsync(
                done => status.Set(
                    FormattableString.Invariant($"checking the journal: {done} of {manifest.Position}"), false), stop))
                .Try(out var tree, out refusal))
        {
            return refusal;
        }
        status.Clear();
        return (tree.Position, tree.Root) == (signed.Size, signed.Root) ? null
            : CliErrors.BackupDamaged(source, "its journal's tree is not the one that the hub signed");
    }

    private static async Task<Refusal?> RecoverAsync(
        Shared shared, ParseResult parsed, PrivateFolder folder, string? markPath, (string By, string Reason) decision,
        CancellationToken stop)
    {
        var hub = new HubFolder(folder.FullPath);
        if (!hub.Key().Try(out var key, out var refusal))
        {
            return refusal;
        }
        using var opened = key;
        (var mark, refusal) = HighWaterMark.Read(markPath ?? hub.MarkPath, key.Public);
        if (refusal is not null || !(await hub.StandingAsync(mark, key.Id, stop)).Try(out var standing, out refusal))
        {
            return refusal;
        }
        var decided = HubCommand.Decide(key.Id, standing, mark, decision.By, decision.Reason);
        if (!(await hub.RecoverAsync(decided, key, markPath ?? hub.MarkPath, shared.World.Clock))
            .Try(out var recorded, out refusal))
        {
            return refusal;
        }
        if (markPath is not null)
        {
            File.Delete(hub.MarkPath);
        }
        folder.Keep();
        HubCommand.Show(shared, parsed, recorded, new JsonObject { ["data"] = folder.FullPath });
        return null;
    }
}
