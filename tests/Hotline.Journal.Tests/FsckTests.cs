using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Journal.Checking;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Hotline.Testing;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Tests;

public sealed class FsckTests : IAsyncLifetime
{
    private readonly Hub _hub = new();

    /// <summary>A journal with a bit of everything, and enough entries for a tile.</summary>
    public async Task InitializeAsync()
    {
        await _hub.OpenAsync();
        var message = await _hub.OpenedAsync(to: "XB XC");
        await _hub.Recorder.ExecuteAsync(new Carry(message.Envelope.Id, "XB", "officer", Carrier.SignalR));
        await _hub.SubmitAsync(_hub.Some.Acknowledgement(message));
        _hub.Time.Advance(TimeSpan.FromMinutes(2));
        await _hub.Recorder.ExecuteAsync(new Fire(message.Envelope.Id));
        await Task.WhenAll(Enumerable.Range(0, 256).Select(_ => _hub.Recorder.RecordAsync(new HubStopped("test"))));
        await _hub.OpenedAsync();
        _hub.Recorder.SetCursor("mail", new Cursor(3, "note"));
        await _hub.CloseAsync();
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public void A_sound_journal_has_no_findings()
    {
        var report = Fsck.Run(_hub.Data, Some.Directory).Value;
        Assert.Empty(report.Findings);
        Assert.True(report.Sound);
        Assert.Equal((2L, 3L, 3L), (report.Exchanges, report.Messages, report.Verified));
        Assert.True(report.Entries > 256);
    }

    [Fact]
    public async Task Its_root_is_the_one_that_the_hub_signs()
    {
        await _hub.OpenAsync();
        var receipt = (await _hub.SubmitAsync(_hub.Some.Message())).Value.Receipt!;
        var report = Fsck.Run(_hub.Data).Value;
        var checkpoint = Protocol.Proofs.Checkpoint.Open(receipt.Checkpoint, Some.HubKey.Public).Value;
        Assert.Equal((checkpoint.Size, checkpoint.Root), (report.Entries, report.Root));
    }

    [Fact]
    public async Task A_journal_is_checked_while_a_hub_writes_it()
    {
        await _hub.OpenAsync();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await _hub.OpenedAsync();
            }
        });
        while (!writing.IsCompleted)
        {
            Assert.Empty(Fsck.Run(_hub.Data, Some.Directory).Value.Findings);
        }
        await writing;
    }

    [Fact]
    public void Checking_changes_nothing()
    {
        var before = File.ReadAllBytes(Path.Combine(_hub.Data, SqliteStore.FileName));
        Fsck.Run(_hub.Data);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(_hub.Data, SqliteStore.FileName)));
    }

    [Fact]
    public void It_says_how_far_it_has_come()
    {
        var steps = new List<FsckProgress>();
        Fsck.Run(_hub.Data, null, steps.Add);
        Assert.Equal(["file", "entries", "exchanges"], steps.Select(s => s.Step).Distinct());
        Assert.All(steps.GroupBy(s => s.Step), g => Assert.Equal(g.Last().Of, g.Last().Done));
    }

    [Theory]
    [InlineData("DELETE FROM reader WHERE position = 3; DELETE FROM entry WHERE position = 3", 3102)]
    [InlineData("UPDATE entry SET json = 'null' WHERE position = 2", 3103)]
    [InlineData("UPDATE entry SET json = replace(json, '\"type\":\"carried\"', '\"type\":\"vanished\"') WHERE position = 2", 3103)]
    [InlineData("UPDATE entry SET json = replace(json, '\"position\":2', '\"position\":9') WHERE position = 2", 3104)]
    [InlineData("UPDATE entry SET exchange = NULL WHERE position = 2", 3104)]
    [InlineData("UPDATE entry SET message = NULL WHERE position = 3", 3104)]
    [InlineData("UPDATE entry SET envelope = replace(envelope, '.', '.x') WHERE position = 1", 3105)]
    [InlineData("UPDATE entry SET envelope = NULL WHERE position = 3", 3105)]
    [InlineData("UPDATE entry SET envelope = 'a.b.c' WHERE position = 2", 3105)]
    [InlineData("UPDATE entry SET json = replace(json, '\"from\":\"XB\"', '\"from\":\"XC\"') WHERE position = 3", 3105)]
    [InlineData("UPDATE entry SET json = (SELECT replace(json, '\"position\":1', '\"position\":2') FROM entry WHERE position = 1) WHERE position = 2", 3109)]
    [InlineData("UPDATE reader SET participant = 'XD' WHERE participant = 'XC' AND position = 1", 3110)]
    [InlineData("UPDATE reader SET opens = 1 WHERE position = 2", 3110)]
    [InlineData("DELETE FROM due", 3111)]
    [InlineData("UPDATE due SET at = at + 1", 3111)]
    [InlineData("UPDATE due SET sort = 1 - sort", 3111)]
    [InlineData("DELETE FROM tile", 3112)]
    [InlineData("UPDATE tile SET hash = zeroblob(32)", 3112)]
    [InlineData("UPDATE entry SET json = replace(json, 'test', 'tost') WHERE position = 100", 3112)]
    [InlineData("UPDATE cursor SET position = 999999", 3113)]
    [InlineData("INSERT INTO reader VALUES('XD', 2, 0)", 3114)]
    [InlineData("INSERT INTO due VALUES(zeroblob(16), 'clock', 0, 0)", 3114)]
    [InlineData("INSERT INTO tile VALUES(8, 7, zeroblob(32))", 3114)]
    public void Whatever_was_changed_behind_the_hubs_back_is_found(string sql, int number)
    {
        Change($"PRAGMA foreign_keys = OFF; {sql}");
        var report = Fsck.Run(_hub.Data, Some.Directory).Value;
        Assert.Contains(report.Findings, f => f.Number == number);
    }

    [Fact]
    public void A_damaged_page_is_found()
    {
        var file = Path.Combine(_hub.Data, SqliteStore.FileName);
        using (var stream = File.OpenWrite(file))
        {
            stream.Seek(-(stream.Length / 2 / 4096 * 4096), SeekOrigin.End);
            stream.Write(Enumerable.Repeat((byte)0xA5, 4096).ToArray());
        }
        Assert.Contains(Fsck.Run(_hub.Data).Value.Findings, f => f.Number == 3101);
    }

    [Fact]
    public void An_index_that_does_not_match_its_table_is_found()
    {
        Change("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX entry_exchange ON entry(message) WHERE exchange IS NOT NULL' WHERE name = 'entry_exchange'");
        Assert.Contains(Fsck.Run(_hub.Data).Value.Findings, f => f.Number == 3101);
    }

    [Fact]
    public void A_directory_without_a_journal_is_refused()
    {
        using var empty = new TemporaryDirectory();
        Assert.Equal(3013, Fsck.Run(empty.Path).Refusal!.Number);
        Assert.Empty(Directory.GetFiles(empty.Path));
        File.WriteAllText(empty[SqliteStore.FileName], "Something else entirely, and long enough for a header of a database file.");
        Assert.Equal(3012, Fsck.Run(empty.Path).Refusal!.Number);
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_hub.Data, SqliteStore.FileName)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
