using System.Buffers.Binary;
using Hotline.Journal.Sqlite;
using Hotline.Testing;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Tests;

public sealed class SqliteStoreTests : JournalStoreContract
{
    private readonly TemporaryDirectory _directory = new();

    protected override ValueTask<IJournalStore> OpenAsync() => new(SqliteStore.Open(_directory.Path, new SqliteStoreOptions { CheckpointBytes = 256 * 1024 }).Value);

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
        Assert.Equal([SqliteStore.FileName, "hotline.lock"], Directory.GetFiles(other.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task The_write_ahead_log_is_begun_anew_again_and_again_while_a_writer_writes()
    {
        using var other = new TemporaryDirectory();
        await using var store = SqliteStore.Open(other.Path, new SqliteStoreOptions { CheckpointBytes = 64 * 1024 }).Value;
        var commits = 0;
        await RealTime.Until(async () =>
        {
            await using (var transaction = await store.BeginAsync(default))
            {
                transaction.Append(Opening(++commits).Entry, ["XA", "XB", "XZ"]);
                await transaction.CommitAsync(default);
            }
            return TimesBegun(other[SqliteStore.FileName + "-wal"]) > 3;
        }, "the log to be begun anew");
        Assert.True(store.Syncs > commits, "copying counts too");
        Assert.Equal(commits, (await store.ReadForAsync("XA", 0, int.MaxValue, default)).Count);
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
            transaction.Append(Opening(1).Entry, ["XA"]);
            await transaction.CommitAsync(default);
        }
        await store.DisposeAsync();
        Assert.False(File.Exists(other[SqliteStore.FileName + "-wal"]));
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
