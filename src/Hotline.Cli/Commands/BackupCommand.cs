using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Cli.Backups;
using Hotline.Cli.Screens;
using Hotline.Durable;
using Hotline.Journal.Marks;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;

namespace Hotline.Cli.Commands;

/// <summary><c>backup</c>: copies a hub's data directory while the hub runs.</summary>
internal static class BackupCommand
{
    /// <summary>What belongs to the running hub, or is made anew.</summary>
    private static readonly string[] LeftOut =
    [
        SqliteStore.FileName, SqliteStore.FileName + "-wal", SqliteStore.FileName + "-shm", "hotline.lock",
        HighWaterMark.FileName, BackupManifest.FileName,
    ];

    private static readonly EnumerationOptions EveryFile = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    public static Command Create(Shared shared)
    {
        var data = DataOption.Create();
        var to = new Argument<string>("TO") { Description = "A directory that is empty or not there yet." };
        var command = new Command("backup",
            "Copy a hub's data directory while the hub runs: journal, key, directory, and all else in it. The copy "
            + "holds the hub's PRIVATE KEY: keep it where only its keeper reads it.") { data, to };
        shared.Do(command, async (parsed, stop) =>
        {
            var from = Path.GetFullPath(parsed.GetValue(data)!);
            var target = Path.GetFullPath(parsed.GetValue(to)!);
            if (IsWithin(target, from))
            {
                return CliErrors.WithinData(target);
            }
            if (!new HubFolder(from).Key().Try(out var key, out var refusal))
            {
                return refusal;
            }
            using var opened = key;
            if (!PrivateFolder.Take(target).Try(out var folder, out refusal))
            {
                return refusal;
            }
            using var taken = folder;
            try
            {
                if (!(await WriteAsync(shared, from, folder, key, stop)).Try(out var manifest, out refusal))
                {
                    return refusal;
                }
                folder.Keep();
                Show(shared, parsed, manifest, folder.FullPath);
                return null;
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                return CliErrors.NotWritable(target, failed.Message);
            }
        });
        return command;
    }

    private static async Task<Outcome<BackupManifest>> WriteAsync(
        Shared shared, string data, PrivateFolder folder, SigningKey key, CancellationToken stop)
    {
        var status = new StatusLine(shared.World, shared.Screen);
        status.Set("copying the journal", alarm: false);

        // The journal first: a directory that is newer than it is brought in line by the next start, an older one
        // would take keys away that it admits.
        var journal = Path.Combine(folder.FullPath, SqliteStore.FileName);
        if (SqliteBackup.Copy(data, journal) is { } refusal)
        {
            return refusal;
        }
        var copy = new HubFolder(folder.FullPath);
        if (!(await copy.RootAsync(
                done => status.Set(FormattableString.Invariant($"checking the copy: {done} entries"), false), stop))
                .Try(out var tree, out refusal)
            || !(await copy.StandingAsync(null, key.Id, stop)).Try(out var standing, out refusal))
        {
            return refusal;
        }
        var files = new List<BackupFile> { Digests.Of(journal, SqliteStore.FileName) };
        foreach (var file in Directory.EnumerateFiles(data, "*", EveryFile))
        {
            var path = Path.GetRelativePath(data, file).Replace(Path.DirectorySeparatorChar, '/');
            if (!LeftOut.Contains(path) && !path.EndsWith(".tmp", StringComparison.Ordinal))
            {
                status.Set("copying " + path, alarm: false);
                CopyIfThere(file, path, folder, files);
            }
        }
        status.Clear();
        var now = shared.World.Clock.GetUtcNow().ToMilliseconds();
        var checkpoint = new Checkpoint(key.Id, tree.Position, tree.Root, now, standing.Epoch).Sign(key);
        var manifest = new BackupManifest(
            BackupManifest.Known, now, key.Id, tree.Position, standing.LastAt, tree.Root, checkpoint, [.. files]);
        DurableFile.Write(
            Path.Combine(folder.FullPath, BackupManifest.FileName),
            JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest),
            UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return manifest;
    }

    /// <summary>A mail may be handled, and gone, between being listed and being copied.</summary>
    private static void CopyIfThere(string file, string path, PrivateFolder folder, List<BackupFile> files)
    {
        try
        {
            files.Add(folder.Copy(file, path));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // It is where it went, or was handled.
        }
    }

    private static bool IsWithin(string path, string folder) =>
        (path + Path.DirectorySeparatorChar).StartsWith(
            folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static void Show(Shared shared, ParseResult parsed, BackupManifest manifest, string folder)
    {
        if (shared.Json(parsed))
        {
            shared.Print(new JsonObject
            {
                ["backup"] = folder,
                ["hub"] = manifest.Hub,
                ["at"] = Instant.Write(manifest.At),
                ["position"] = manifest.Position,
                ["root"] = manifest.Root,
                ["files"] = manifest.Files.Length,
            });
            return;
        }
        shared.Screen.Line(new Ink("✓ ", Look.Good), FormattableString.Invariant(
            $"Journal up to position {manifest.Position}, and {manifest.Files.Length - 1} other files: {folder}"));
        shared.Screen.Line(new Ink(
            $"  It holds the hub's private key ({HubFolder.KeyFile}): keep it as safe as the hub.", Look.Ask));
    }
}
