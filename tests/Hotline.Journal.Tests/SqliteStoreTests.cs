using Hotline.Journal.Sqlite;
using Hotline.Testing;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Tests;

public sealed class SqliteStoreTests : JournalStoreContract
{
    private readonly TemporaryDirectory _directory = new();

    protected override ValueTask<IJournalStore> OpenAsync() => new(SqliteStore.Open(_directory.Path).Value);

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
    public async Task The_write_ahead_log_does_not_grow_without_end()
    {
        using var other = new TemporaryDirectory();
        await using var store = SqliteStore.Open(other.Path, new SqliteStoreOptions { CheckpointBytes = 256 * 1024 }).Value;
        var before = store.Syncs;
        for (var i = 1; i <= 1500; i++)
        {
            await using var transaction = await store.BeginAsync(default);
            transaction.Append(Opening(i).Entry, ["XA", "XB", "XZ"]);
            await transaction.CommitAsync(default);
        }
        var log = new FileInfo(other[SqliteStore.FileName + "-wal"]).Length;
        var database = new FileInfo(other[SqliteStore.FileName]).Length;
        Assert.True(database > 2 * 1024 * 1024, $"the database has {database} bytes");
        Assert.True(log < database, $"the log has {log} bytes, the database {database}");
        Assert.True(store.Syncs > before + 1500);
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
