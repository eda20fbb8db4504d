using System.Buffers.Text;
using System.Text.Json;
using Hotline.Core.Directory;
using Hotline.Core.Hubs;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;
using Hotline.Durable;
using Hotline.Journal;
using Hotline.Journal.Checking;
using Hotline.Journal.Marks;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Cli.Backups;

/// <summary>A hub's data directory, on its own machine, as commands that keep it see it.</summary>
/// <param name="data">The data directory.</param>
internal sealed class HubFolder(string data)
{
    /// <summary>The hub's key.</summary>
    public const string KeyFile = "hub.key.json";

    private const int Page = 1000;

    /// <summary>Where its mark is, unless the hub's settings put it elsewhere.</summary>
    public string MarkPath => Path.Combine(data, HighWaterMark.FileName);

    /// <summary>The hub's key; whoever asks disposes it. Refusal 6061.</summary>
    public Outcome<SigningKey> Key()
    {
        var path = Path.Combine(data, KeyFile);
        try
        {
            return SigningKey.FromJwk(
                JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyJson.Default.Jwk)
                ?? throw new JsonException("it holds no object"))
                .Try(out var key, out var refusal) ? key : CliErrors.NoHubFile(path, refusal.ToString());
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or JsonException)
        {
            return CliErrors.NoHubFile(path, broken.Message.TrimEnd('.'));
        }
    }

    /// <summary>The journal beside its mark. Refusals 3011 to 3013, 6053.</summary>
    public async Task<Outcome<JournalStanding>> StandingAsync(Checkpoint? mark, string hub, CancellationToken stop)
    {
        if (mark is not null && !File.Exists(Path.Combine(data, SqliteStore.FileName)))
        {
            return JournalStanding.Missing(mark);
        }
        if (!SqliteInspection.Open(data).Try(out var journal, out var refusal))
        {
            return refusal;
        }
        try
        {
            await using var looked = journal;
            return await JournalStanding.OfAsync(mark, hub, journal, stop);
        }
        catch (Exception damaged) when (damaged is StorageDamagedException or JsonException)
        {
            return CliErrors.JournalDamaged(damaged.Message);
        }
    }

    /// <summary>The root of the tree, from the bytes of every entry. Refusals 3011 to 3013, 6053.</summary>
    /// <param name="progress">Told how many entries were read.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Outcome<(long Position, string Root)>> RootAsync(Action<long> progress, CancellationToken stop)
    {
        if (!SqliteInspection.Open(data).Try(out var journal, out var refusal))
        {
            return refusal;
        }
        try
        {
            await using var looked = journal;
            var grown = new Frontier();
            while (await journal.ReadAsync(grown.Size, Page, stop) is { Count: > 0 } page)
            {
                foreach (var row in page)
                {
                    if (row.Entry.Position != grown.Size + 1)
                    {
                        return CliErrors.JournalDamaged(
                            FormattableString.Invariant($"there is no entry {grown.Size + 1}."));
                    }
                    grown.Append(Merkle.Leaf(row.Entry.Json));
                }
                progress(grown.Size);
            }
            return (grown.Size, Base64Url.EncodeToString(grown.Root()));
        }
        catch (StorageDamagedException damaged)
        {
            return CliErrors.JournalDamaged(damaged.Message);
        }
    }

    /// <summary>
    /// Records that the journal goes on, under a new epoch, and marks that. Refusals 3002, 3010 to 3012, 6061.
    /// </summary>
    /// <param name="recover">What is decided.</param>
    /// <param name="key">The hub's key.</param>
    /// <param name="markPath">Where the mark is.</param>
    /// <param name="clock">The hub's time.</param>
    public async Task<Outcome<Recorded>> RecoverAsync(
        RecoverJournal recover, SigningKey key, string markPath, TimeProvider clock)
    {
        if (!People().Try(out var directory, out var refusal)
            || !SqliteStore.Open(data).Try(out var store, out refusal))
        {
            return refusal;
        }
        await using var opened = store;
        var hub = new RecordingHub(
            clock, now => new Circumstances(now, directory, new RegimeBook([]), [], RuleLimits.Default), key);
        Outcome<Recorded> recorded;
        await using (var recorder = await OpenAsync())
        {
            recorded = await recorder.ExecuteAsync(recover, CancellationToken.None);
        }
        if (recorded.Refusal is null)
        {
            // Opened anew, it signs in the epoch that has begun.
            await using var after = await OpenAsync();
            var mark = new MarkWriter(
                markPath, (path, bytes) => DurableFile.Write(path, bytes, HighWaterMark.Mode), clock);
            mark.Write(after, durable: true);
        }
        return recorded;

        Task<Recorder> OpenAsync() => Recorder.OpenAsync(store, hub, new RecorderOptions(), NullLogger.Instance);
    }

    private Outcome<Core.Directory.Directory> People()
    {
        var path = Path.Combine(data, "directory.json");
        try
        {
            var (directory, faults) = DirectoryFile.Read(File.ReadAllBytes(path));
            return directory is null ? CliErrors.NoHubFile(path, string.Join("; ", faults)) : directory;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return CliErrors.NoHubFile(path, failed.Message.TrimEnd('.'));
        }
    }
}
