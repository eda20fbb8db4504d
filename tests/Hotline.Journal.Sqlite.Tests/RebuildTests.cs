using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Hubs;
using Hotline.Core.Streams;
using Hotline.Journal.Tests;
using Hotline.Protocol;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite.Tests;

/// <summary>Whatever stands beside the entries is built anew from them, and everything serves again.</summary>
public sealed class RebuildTests : IAsyncLifetime
{
    private readonly RecorderBench _bench = new();
    private string _sound = "";

    public async Task InitializeAsync()
    {
        await _bench.OpenAsync();
        for (var i = 0; i < 60; i++)
        {
            var message = await _bench.OpenedAsync(to: i % 3 == 0 ? "XB XC" : "XB");
            await _bench.Recorder.ExecuteAsync(new Carry(message.Envelope.Id, "XB", "officer", Carrier.SignalR));
            if (i % 2 == 0)
            {
                await _bench.SubmitAsync(_bench.Some.Acknowledgement(message));
            }
            if (i % 5 == 0)
            {
                await _bench.SubmitAsync(_bench.Some.Withdrawal(message));
            }
            if (i % 7 == 0)
            {
                _bench.Time.Advance(TimeSpan.FromMinutes(2));
                await _bench.Recorder.ExecuteAsync(new Fire(StreamId.Exchange(message.Envelope.Id)));
            }
        }
        await Task.WhenAll(
            Enumerable.Range(0, 300).Select(_ => _bench.Recorder.ExecuteAsync(new StopHub("test", "test"))));
        _bench.Recorder.SetCursor("mqtt/XA/officer/desk", new Cursor(3, "note"));
        await _bench.CloseAsync();
        _sound = await SaidAsync();
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private string File => Path.Combine(_bench.Data, SqliteStore.FileName);

    [Theory]
    [InlineData("lookup")]
    [InlineData("reader")]
    [InlineData("unfiled")]
    [InlineData("open")]
    [InlineData("turn")]
    [InlineData("due")]
    [InlineData("span")]
    [InlineData("tile")]
    [InlineData("meta")]
    public async Task A_damaged_table_is_built_anew_and_everything_serves_again(string table)
    {
        Flip(table);
        var rebuilt = (await SqliteRebuild.RunAsync(_bench.Data)).Value;

        Assert.Equal((1, false), (rebuilt.Places, rebuilt.PlacesLost));
        var report = await _bench.CheckAsync();
        Assert.Empty(report.Findings);
        Assert.Equal((rebuilt.Entries, rebuilt.Root), (report.Entries, report.Root));
        Assert.Equal(_sound, await SaidAsync());
        await _bench.OpenAsync();
        Assert.Equal(new Cursor(3, "note"), await _bench.Store.CursorAsync("mqtt/XA/officer/desk", default));
        Assert.Null((await _bench.SubmitAsync(_bench.Some.Message())).Refusal);
        Assert.Null(_bench.Store.Damage!.Said());
        await _bench.CloseAsync();
        Assert.Empty((await _bench.CheckAsync()).Findings);
    }

    [Theory]
    [InlineData("DELETE FROM reader; DELETE FROM unfiled; DELETE FROM open; DELETE FROM turn; DELETE FROM due")]
    [InlineData("DELETE FROM tile; DELETE FROM span; DELETE FROM ended")]
    [InlineData("DELETE FROM lookup")]
    public async Task What_is_missing_is_there_again(string sql)
    {
        Change(sql);
        Assert.NotEmpty((await _bench.CheckAsync()).Findings);
        Assert.True((await SqliteRebuild.RunAsync(_bench.Data)).Ok);
        Assert.Empty((await _bench.CheckAsync()).Findings);
        Assert.Equal(_sound, await SaidAsync());
    }

    [Fact]
    public async Task What_crashed_is_built_anew_with_what_stands_in_the_log()
    {
        await _bench.OpenAsync();
        var message = await _bench.OpenedAsync();
        foreach (var file in new[] { SqliteStore.FileName, SqliteStore.FileName + "-wal" })
        {
            System.IO.File.Copy(Path.Combine(_bench.Data, file), Path.Combine(_bench.Data, file + ".crashed"));
        }
        await _bench.CloseAsync();
        foreach (var file in new[] { SqliteStore.FileName, SqliteStore.FileName + "-wal" })
        {
            System.IO.File.Move(
                Path.Combine(_bench.Data, file + ".crashed"), Path.Combine(_bench.Data, file), overwrite: true);
        }
        Assert.True((await SqliteRebuild.RunAsync(_bench.Data)).Ok);
        await _bench.OpenAsync();
        Assert.Equal(message.Compact, (await _bench.Store.FindMessageAsync(message.Envelope.Id, default))!.Envelope);
    }

    [Theory]
    [InlineData("UPDATE entry SET json = replace(json, 'XB', 'XC') WHERE position = 7", "7")]
    [InlineData("UPDATE entry SET envelope = replace(envelope, 'e', 'f') WHERE position = 1", "1")]
    [InlineData("DELETE FROM entry WHERE position = 9", "9")]
    [InlineData("DELETE FROM entry WHERE position > 400", "401")]
    public async Task Damaged_entries_cannot_be_built_from_anything_and_nothing_is_changed(string sql, string said)
    {
        Change(sql);
        var before = System.IO.File.ReadAllBytes(File);
        var refusal = (await SqliteRebuild.RunAsync(_bench.Data)).Refusal!;
        Assert.Equal(3033, refusal.Number);
        Assert.Contains(said, refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
        Assert.Equal(
            [SqliteStore.FileName], Directory.GetFileSystemEntries(_bench.Data).Select(Path.GetFileName)
                .Where(name => name!.StartsWith("journal", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Places_that_cannot_be_read_are_told_and_everything_else_is_there()
    {
        Flip("cursor");
        var rebuilt = (await SqliteRebuild.RunAsync(_bench.Data)).Value;
        Assert.Equal((0, true), (rebuilt.Places, rebuilt.PlacesLost));
        Assert.Empty((await _bench.CheckAsync()).Findings);
    }

    [Fact]
    public async Task A_journal_that_is_in_use_is_left_alone()
    {
        await _bench.OpenAsync();
        Assert.Equal(3010, (await SqliteRebuild.RunAsync(_bench.Data)).Refusal!.Number);
    }

    [Fact]
    public async Task One_bit_anywhere_in_the_file_is_mended_or_refused_and_never_mended_wrong()
    {
        var random = new Random(20261127);
        var bytes = System.IO.File.ReadAllBytes(File);
        var (mended, refused) = (0, 0);
        for (var i = 0; i < 60; i++)
        {
            var hurt = bytes.ToArray();
            var at = random.Next(hurt.Length);
            hurt[at] ^= (byte)(1 << random.Next(8));
            System.IO.File.Delete(File + "-wal");
            System.IO.File.Delete(File + "-shm");
            System.IO.File.WriteAllBytes(File, hurt);
            PageSums.Forget(File);
            if ((await SqliteRebuild.RunAsync(_bench.Data)).Try(out _, out var refusal))
            {
                mended++;
                Assert.Empty((await _bench.CheckAsync()).Findings);
                Assert.Equal(_sound, await SaidAsync());
            }
            else
            {
                refused++;
                Assert.InRange(refusal.Number, 3010, 3039);
                Assert.Equal(hurt, System.IO.File.ReadAllBytes(File));
            }
        }
        Assert.True(mended > 10 && refused > 0, $"{mended} mended, {refused} refused");
    }

    /// <summary>What the store says, in words: all that anybody can ask for.</summary>
    private async Task<string> SaidAsync()
    {
        await _bench.OpenAsync();
        var (store, said) = (_bench.Store, new List<string>());
        foreach (var participant in new[] { "XA", "XB", "XC", "XZ" })
        {
            said.AddRange((await store.ReadForAsync(participant, 0, 10_000, default))
                .Select(e => $"{participant} reads {e.Position} {Convert.ToHexString(e.Json)} {e.Envelope}"));
            said.AddRange((await store.ListAsync(participant, long.MaxValue, 10_000, true, default))
                .Select(l => $"{participant} has open {l}"));
            said.AddRange((await store.ListAsync(participant, long.MaxValue, 10_000, false, default))
                .Select(l => $"{participant} has {l}"));
            said.AddRange((await store.TurnsAsync(participant, long.MaxValue, 10_000, default))
                .Select(l => $"it is the turn of {participant} in {l}"));
            said.AddRange((await store.ReadHistoriesAsync(
                new HistoryQuestion(participant, DateTimeOffset.MinValue, DateTimeOffset.MaxValue), long.MaxValue,
                10_000, default)).Select(h => $"history {string.Join(' ', h.Select(e => e.Position))}"));
        }
        foreach (var kind in new[] { DueKinds.Clock, DueKinds.Notice(Means.Mail, Precedence.Priority) })
        {
            said.AddRange((await store.ClaimDueAsync(
                new DueClaim(kind, "test", _bench.Time.GetUtcNow().AddDays(900), TimeSpan.FromTicks(1)), 10_000,
                default))
                .Select(due => $"{due}"));
        }
        said.Add($"{await store.HeadAsync(default)}");
        await _bench.CloseAsync();
        return string.Join('\n', said);
    }

    /// <summary>Flips a bit in the last row of a table's first page.</summary>
    private void Flip(string table)
    {
        using var connection = DatabaseFile.Connect(File, SqliteOpenMode.ReadOnly);
        var page = (long)Schema.Scalar(connection, $"SELECT rootpage FROM sqlite_schema WHERE name = '{table}'")!;
        using var file = System.IO.File.Open(File, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = page * PageSums.PageSize - PageSums.Reserved - 3;
        var old = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(old ^ 4));
    }

    private void Change(string sql)
    {
        using var connection = DatabaseFile.Connect(File, SqliteOpenMode.ReadWrite);
        Schema.Execute(connection, sql);
        Schema.Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }
}
