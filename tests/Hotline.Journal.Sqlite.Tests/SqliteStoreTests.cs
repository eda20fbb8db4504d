using System.Buffers.Binary;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Journal.Tests;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite.Tests;

public sealed class SqliteStoreTests : JournalStoreContract
{
    private readonly TemporaryDirectory _directory = new();

    protected override ValueTask<IJournalStore> OpenAsync() =>
        new(SqliteStore.Open(_directory.Path, new SqliteStoreOptions { CheckpointBytes = 256 * 1024 }).Value);

    protected override async ValueTask<IReadOnlyList<string>> CheckAsync()
    {
        await using var inspection = SqliteInspection.Open(_directory.Path).Value;
        return await inspection.CheckStorageAsync(default);
    }

    protected override ValueTask RemoveAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void A_second_hub_is_kept_out_of_the_data_directory()
    {
        var refusal = SqliteStore.Open(_directory.Path).Refusal!;
        Assert.Equal(3010, refusal.Number);
        Assert.Contains(_directory.Path, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_of_a_newer_program_is_left_alone()
    {
        using var other = new TemporaryDirectory();
        await SqliteStore.Open(other.Path).Value.DisposeAsync();
        Change(other[SqliteStore.FileName], "UPDATE meta SET value = 99 WHERE name = 'schema'");
        var before = File.ReadAllBytes(other[SqliteStore.FileName]);
        var refusal = SqliteStore.Open(other.Path).Refusal!;
        Assert.Equal(3011, refusal.Number);
        Assert.Contains("newer", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(other[SqliteStore.FileName]));
    }

    [Fact]
    public async Task A_journal_of_an_older_layout_is_left_alone()
    {
        using var other = new TemporaryDirectory();
        await SqliteStore.Open(other.Path).Value.DisposeAsync();
        Change(other[SqliteStore.FileName], "UPDATE meta SET value = 1 WHERE name = 'schema'");
        var before = File.ReadAllBytes(other[SqliteStore.FileName]);
        var refusal = SqliteStore.Open(other.Path).Refusal!;
        Assert.Equal(3011, refusal.Number);
        Assert.Contains("cannot upgrade", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(other[SqliteStore.FileName]));
    }

    [Fact]
    public void A_file_that_is_no_database_is_left_alone()
    {
        using var other = new TemporaryDirectory();
        File.WriteAllText(other[SqliteStore.FileName], "Minutes of the meeting, which somebody still needs.");
        Assert.Equal(3012, SqliteStore.Open(other.Path).Refusal!.Number);
        Assert.StartsWith("Minutes", File.ReadAllText(other[SqliteStore.FileName]), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_programs_database_is_left_alone()
    {
        using var other = new TemporaryDirectory();
        Change(other[SqliteStore.FileName], "CREATE TABLE contacts(name TEXT)");
        Assert.Equal(3012, SqliteStore.Open(other.Path).Refusal!.Number);
        Assert.Equal(["hotline.lock", SqliteStore.FileName],
            Directory.GetFiles(other.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_write_ahead_log_is_begun_anew_again_and_again_while_a_writer_writes()
    {
        using var other = new TemporaryDirectory();
        await using var store =
            SqliteStore.Open(other.Path, new SqliteStoreOptions { CheckpointBytes = 64 * 1024 }).Value;
        var commits = 0;
        await RealTime.Until(async () =>
        {
            await using (var transaction = await store.BeginAsync(default))
            {
                transaction.Append(Appended(Opening(++commits).Entry, "XA", "XB", "XZ"));
                await transaction.CommitAsync(default);
            }
            return TimesBegun(other[SqliteStore.FileName + "-wal"]) > 3;
        }, "the log to be begun anew");
        Assert.True(store.Syncs > commits, "copying counts too");
        Assert.Equal(commits, (await store.ReadForAsync("XA", 0, int.MaxValue, default)).Count);
    }

    [Fact]
    public async Task What_a_crash_leaves_holds_every_commit_and_is_sound()
    {
        await using var bench = await RecorderBench.StartAsync();
        using var crashed = new TemporaryDirectory();
        var messages = new List<SignedEnvelope>();
        for (var i = 0; i < 30; i++)
        {
            messages.Add(await bench.OpenedAsync());
        }
        foreach (var file in new[] { SqliteStore.FileName, SqliteStore.FileName + "-wal" })
        {
            File.Copy(Path.Combine(bench.Data, file), crashed[file]);
        }
        Assert.Empty((await RecorderBench.CheckAsync(crashed.Path)).Findings);
        await using var store = SqliteStore.Open(crashed.Path).Value;
        Assert.Equal(messages.Select(m => m.Compact), (await store.ReadAsync(0, 100, default)).Select(e => e.Envelope));
    }

    [Fact]
    public async Task A_commit_that_a_crash_cut_short_never_was()
    {
        await using var bench = await RecorderBench.StartAsync();
        using var crashed = new TemporaryDirectory();
        await bench.OpenedAsync();
        var log = Path.Combine(bench.Data, SqliteStore.FileName + "-wal");
        var whole = File.ReadAllBytes(log);
        await bench.OpenedAsync();
        var longer = File.ReadAllBytes(log);
        var changed = Enumerable.Range(0, whole.Length)
            .Where(i => i >= longer.Length || whole[i] != longer[i]).ToList();
        foreach (var cut in new[] { changed[0] + 10, changed[changed.Count / 2], changed[^1] - 10 })
        {
            File.Copy(Path.Combine(bench.Data, SqliteStore.FileName), crashed[SqliteStore.FileName], overwrite: true);
            File.WriteAllBytes(crashed[SqliteStore.FileName + "-wal"], [.. longer[..cut], .. whole[cut..]]);
            Assert.Equal(1, (await RecorderBench.CheckAsync(crashed.Path)).Entries);
            Assert.Empty((await RecorderBench.CheckAsync(crashed.Path)).Findings);
            await using var store = SqliteStore.Open(crashed.Path).Value;
            Assert.Equal(1, await store.HeadAsync(default));
        }
    }

    /// <summary>The checkpoint sequence number in the log's header.</summary>
    private static int TimesBegun(string log)
    {
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[16];
        stream.ReadExactly(header);
        return BinaryPrimitives.ReadInt32BigEndian(header[12..]);
    }

    [Fact]
    public async Task A_store_closed_in_order_is_one_file()
    {
        using var other = new TemporaryDirectory();
        var store = SqliteStore.Open(other.Path).Value;
        await using (var transaction = await store.BeginAsync(default))
        {
            transaction.Append(Appended(Opening(1).Entry, "XA"));
            await transaction.CommitAsync(default);
        }
        await store.DisposeAsync();
        Assert.False(File.Exists(other[SqliteStore.FileName + "-wal"]));
    }

    [Fact]
    public async Task What_is_due_waits_for_no_reader()
    {
        using var other = new TemporaryDirectory();
        await using var store = SqliteStore.Open(other.Path, new SqliteStoreOptions { Readers = 1 }).Value;
        await using (var transaction = await store.BeginAsync(default))
        {
            transaction.Append(Appended(Opening(1).Entry, "XA"));
            transaction.ReplaceDue(StreamId.Hub("one"), [], [new DueRow(DueKinds.Clock, "", DateTimeOffset.UnixEpoch)]);
            await transaction.CommitAsync(default);
        }
        using var reading = new SemaphoreSlim(0);
        using var done = new SemaphoreSlim(0);
        var reader = Task.Run(async () => await store.ReadAsync(_ => reading.Release() + (Wait(done)), default));
        await reading.WaitAsync();
        var another = store.HeadAsync(default).AsTask();
        Assert.Equal(DateTimeOffset.UnixEpoch, await store.NextDueAsync(DueKinds.Clock, default));
        Assert.Single(await store.ClaimDueAsync(
            new DueClaim(DueKinds.Clock, "hub", DateTimeOffset.UnixEpoch, TimeSpan.Zero), 1, default));
        Assert.False(another.IsCompleted);
        done.Release();
        Assert.Equal(1, await another);
        await reader;
    }

    private static int Wait(SemaphoreSlim semaphore)
    {
        semaphore.Wait();
        return 0;
    }

    private static void Change(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
