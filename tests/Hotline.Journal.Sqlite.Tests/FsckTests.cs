using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Hubs;
using Hotline.Core.Streams;
using Hotline.Journal.Checking;
using Hotline.Journal.Tests;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite.Tests;

public sealed class FsckTests : IAsyncLifetime
{
    private readonly RecorderBench _bench = new();

    /// <summary>
    /// A journal with a bit of everything, and so many entries that a tile is there and some are filed and some are
    /// not.
    /// </summary>
    public async Task InitializeAsync()
    {
        await _bench.OpenAsync();
        var message = await _bench.OpenedAsync(to: "XB XC");
        await _bench.Recorder.ExecuteAsync(new Carry(message.Envelope.Id, "XB", "officer", Carrier.SignalR));
        await _bench.SubmitAsync(_bench.Some.Acknowledgement(message));
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        await _bench.Recorder.ExecuteAsync(new Fire(StreamId.Exchange(message.Envelope.Id)));
        await _bench.SubmitAsync(_bench.Some.Withdrawal(await _bench.OpenedAsync()));
        await Task.WhenAll(
            Enumerable.Range(0, 256).Select(_ => _bench.Recorder.ExecuteAsync(new StopHub("test", "test"))));
        await _bench.OpenedAsync();
        await _bench.SubmitAsync(_bench.Some.Closure(await _bench.OpenedAsync()));
        _bench.Recorder.SetCursor("mail", new Cursor(3, "note"));
        await _bench.CloseAsync();
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private string File => Path.Combine(_bench.Data, SqliteStore.FileName);

    [Fact]
    public async Task A_sound_journal_has_no_findings()
    {
        var report = await _bench.CheckAsync();
        Assert.Empty(report.Findings);
        Assert.True(report.Sound);
        Assert.Equal((4L, 7L, 7L), (report.Exchanges, report.Messages, report.Verified));
        Assert.True(report.Entries > 256);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Streams_that_were_left_and_come_up_again_are_read_again(int kept)
    {
        await _bench.OpenAsync();
        var messages = new List<SignedEnvelope>();
        for (var i = 0; i < 5; i++)
        {
            messages.Add(await _bench.OpenedAsync(to: "XB XC"));
        }
        foreach (var message in messages.Concat(messages))
        {
            await _bench.SubmitAsync(_bench.Some.Acknowledgement(message));
            await _bench.Recorder.ExecuteAsync(new StopHub("test", "test"));
            await _bench.Recorder.ExecuteAsync(new StopHub("another", "test"));
        }
        await _bench.SubmitAsync(_bench.Some.Closure(messages[0]));
        await _bench.CloseAsync();

        var inspection = new Asked(SqliteInspection.Open(_bench.Data).Value);
        await using (inspection)
        {
            var report = await Fsck.RunAsync(
                inspection, new FsckOptions { Directory = Some.Directory, KeptStreams = kept });
            Assert.Empty(report.Findings);
            Assert.Equal(9, report.Exchanges);
        }
        Assert.True(inspection.Streams > 5, "no stream was read again");
        Assert.False(inspection.LookedAtEach, "each stream was looked at, though all is sound");
    }

    [Fact]
    public async Task Its_root_is_the_one_that_the_hub_signs()
    {
        await _bench.OpenAsync();
        var receipt = (await _bench.SubmitAsync(_bench.Some.Message())).Value.Receipt!;
        var report = await _bench.CheckAsync();
        var checkpoint = Protocol.Proofs.Checkpoint.Open(receipt.Checkpoint, Some.HubKey.Public).Value;
        Assert.Equal((checkpoint.Size, checkpoint.Root), (report.Entries, report.Root));
    }

    [Fact]
    public async Task A_journal_is_checked_while_a_hub_writes_it()
    {
        await _bench.OpenAsync();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await _bench.OpenedAsync();
            }
        });
        while (!writing.IsCompleted)
        {
            Assert.Empty((await _bench.CheckAsync()).Findings);
        }
        await writing;
    }

    [Fact]
    public async Task Checking_changes_nothing()
    {
        var before = System.IO.File.ReadAllBytes(File);
        await _bench.CheckAsync();
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public async Task It_says_how_far_it_has_come()
    {
        var steps = new List<FsckProgress>();
        await using (var inspection = SqliteInspection.Open(_bench.Data).Value)
        {
            await Fsck.RunAsync(inspection, new FsckOptions { Progress = steps.Add });
        }
        Assert.Equal(["file", "entries", "streams"], steps.Select(s => s.Step).Distinct());
        Assert.All(steps.GroupBy(s => s.Step), g => Assert.Equal(g.Last().Of, g.Last().Done));
    }

    [Theory]
    [InlineData("DELETE FROM reader WHERE position = 3; DELETE FROM entry WHERE position = 3", 3102)]
    [InlineData("UPDATE entry SET json = 'null' WHERE position = 2", 3103)]
    [InlineData(
        "UPDATE entry SET json = replace(json, '\"type\":\"carried\"', '\"type\":\"vanished\"') "
        + "WHERE position = 2", 3103)]
    [InlineData("UPDATE entry SET json = replace(json, '\"position\":2', '\"position\":9') WHERE position = 2", 3104)]
    [InlineData("UPDATE entry SET stream = (SELECT stream FROM entry WHERE position = 100) WHERE position = 2", 3104)]
    [InlineData("UPDATE entry SET message = NULL WHERE position = 3", 3104)]
    [InlineData("UPDATE entry SET message = NULL WHERE position = 1", 3104)]
    [InlineData("UPDATE entry SET message = (SELECT message FROM entry WHERE position = 3) WHERE position = 1", 3104)]
    [InlineData("UPDATE entry SET envelope = replace(envelope, '.', '.x') WHERE position = 1", 3105)]
    [InlineData("UPDATE entry SET envelope = NULL WHERE position = 3", 3105)]
    [InlineData("UPDATE entry SET envelope = 'a.b.c' WHERE position = 2", 3105)]
    [InlineData("UPDATE entry SET json = replace(json, '\"from\":\"XB\"', '\"from\":\"XC\"') WHERE position = 3", 3105)]
    [InlineData(
        "UPDATE entry SET json = (SELECT replace(json, '\"position\":1', '\"position\":2') FROM entry WHERE position = "
            + "1) WHERE position = 2",
        3109)]
    [InlineData("UPDATE reader SET participant = 'XD' WHERE participant = 'XC' AND position = 1", 3110)]
    [InlineData("UPDATE reader SET opens = 1 WHERE position = 2", 3110)]
    [InlineData("DELETE FROM unfiled WHERE participant = 'XB'", 3110)]
    [InlineData("UPDATE unfiled SET opens = 1 - opens WHERE participant = 'XZ'", 3110)]
    [InlineData("DELETE FROM due", 3111)]
    [InlineData("UPDATE due SET at = at + 1", 3111)]
    [InlineData("UPDATE due SET kind = 'notice/sms'", 3111)]
    [InlineData("UPDATE due SET key = 'XD/XD/officer'", 3111)]
    [InlineData("INSERT INTO due SELECT kind, at + 1, stream, key FROM due LIMIT 1", 3111)]
    [InlineData("DELETE FROM tile", 3112)]
    [InlineData("UPDATE tile SET hash = zeroblob(32)", 3112)]
    [InlineData("UPDATE entry SET json = replace(json, 'test', 'tost') WHERE position = 100", 3112)]
    [InlineData("UPDATE cursor SET position = 999999", 3113)]
    [InlineData("INSERT INTO reader VALUES('XD', 2, 0)", 3114)]
    [InlineData("INSERT INTO due VALUES('clock', 0, X'01' || zeroblob(16), '')", 3114)]
    [InlineData("INSERT INTO due SELECT kind, at + 1, stream, key FROM due LIMIT 1", 3114)]
    [InlineData("INSERT INTO tile VALUES(8, 7, zeroblob(32))", 3114)]
    [InlineData("INSERT INTO unfiled SELECT position, 'XD', 0, 0 FROM unfiled WHERE participant = 'XA'", 3114)]
    [InlineData("INSERT INTO open SELECT 'XD', opening FROM open WHERE participant = 'XA'", 3114)]
    [InlineData("INSERT INTO open VALUES('XA', 999999)", 3114)]
    [InlineData("UPDATE entry SET json = replace(json, '\"previous\":1', '\"previous\":9') WHERE position = 2", 3115)]
    [InlineData("UPDATE entry SET json = replace(json, '\"previous\":1,', '') WHERE position = 2", 3115)]
    [InlineData("DELETE FROM open", 3116)]
    [InlineData("DELETE FROM open WHERE participant = 'XZ' AND opening = 1", 3116)]
    [InlineData("UPDATE open SET opening = opening + 1", 3116)]
    [InlineData("DELETE FROM ended", 3116)]
    [InlineData("INSERT INTO ended SELECT opening, participant FROM open WHERE participant = 'XA'", 3116)]
    [InlineData("INSERT OR IGNORE INTO ended SELECT position, participant FROM unfiled WHERE opens", 3116)]
    [InlineData(
        "INSERT INTO open SELECT 'XA', position FROM reader WHERE opens AND participant = 'XA' AND position > 1", 3116)]
    [InlineData("DELETE FROM turn", 3116)]
    [InlineData("UPDATE turn SET opening = opening + 1", 3116)]
    [InlineData("INSERT INTO turn SELECT DISTINCT 'XA', opening FROM turn", 3116)]
    [InlineData("INSERT INTO turn VALUES('XA', 999999)", 3114)]
    [InlineData("UPDATE unfiled SET turn = 0", 3116)]
    [InlineData("UPDATE unfiled SET turn = -turn", 3116)]
    [InlineData("UPDATE unfiled SET turn = position WHERE opens", 3116)]
    [InlineData("UPDATE unfiled SET turn = -1 WHERE participant = 'XC' OR participant = 'XB'", 3116)]
    [InlineData("UPDATE entry SET at = at + 1 WHERE position = 2", 3117)]
    [InlineData("UPDATE entry SET opens = 0 WHERE position = 1", 3117)]
    [InlineData("UPDATE entry SET opens = 1 WHERE position = 2", 3117)]
    public async Task Whatever_was_changed_behind_the_hubs_back_is_found(string sql, int number)
    {
        Assert.NotEqual(0, Change(sql));
        var report = await _bench.CheckAsync();
        Assert.Contains(report.Findings, f => f.Number == number);
    }

    [Theory]
    [InlineData("DELETE FROM lookup WHERE position = 2")]
    [InlineData("DELETE FROM lookup WHERE position = 3 AND key NOT IN (SELECT stream FROM entry)")]
    [InlineData("UPDATE lookup SET position = 4 WHERE position = 3 AND key NOT IN (SELECT stream FROM entry)")]
    [InlineData("INSERT INTO lookup SELECT key, 2 FROM lookup WHERE position = 100")]
    [InlineData("INSERT INTO lookup VALUES(X'0200', 2)")]
    [InlineData("INSERT INTO unfiled SELECT position, participant, opens, 0 FROM reader WHERE position = 2")]
    [InlineData("INSERT INTO ended VALUES(2, 'XA')")]
    public async Task What_only_this_store_has_is_checked_as_well(string sql)
    {
        Assert.NotEqual(0, Change(sql));
        Assert.Contains((await _bench.CheckAsync()).Findings, f => f.Number == 3101);
    }

    [Fact]
    public async Task A_message_that_is_on_record_twice_is_found()
    {
        await _bench.OpenAsync();
        var first = (await _bench.Store.ReadAsync(2, 1, default))[0];
        var head = await _bench.Store.HeadAsync(default);
        await using (var transaction = await _bench.Store.BeginAsync(default))
        {
            var again = StoredEntry.Of(first.Entry with { Position = head + 1 }, first.Envelope);
            transaction.Append(
                new Appended(again, again.Entry.At, again.Entry.Fact.Message!.Id, ["XA", "XB", "XZ"], ListMark.None));
            await transaction.CommitAsync(default);
        }
        await _bench.CloseAsync();
        Assert.Contains((await _bench.CheckAsync()).Findings, f => f.Number == 3108 && f.Position == head + 1);
    }

    [Fact]
    public async Task A_stream_that_this_program_does_not_know_is_not_passed()
    {
        await using var inspection = SqliteInspection.Open(_bench.Data).Value;
        var report = await Fsck.RunAsync(
            inspection, new FsckOptions { Streams = new StreamBook(new ExchangeStream()) });
        Assert.Contains(
            report.Findings, f => f.Number == 3118 && f.Detail.Contains("hub/test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_page_is_found()
    {
        using (var stream = System.IO.File.OpenWrite(File))
        {
            stream.Seek(-(stream.Length / 2 / 4096 * 4096), SeekOrigin.End);
            stream.Write(Enumerable.Repeat((byte)0xA5, 4096).ToArray());
        }
        Assert.Contains((await _bench.CheckAsync()).Findings, f => f.Number == 3101);
    }

    [Fact]
    public async Task An_index_that_does_not_match_its_table_is_found()
    {
        Change("CREATE INDEX entry_at ON entry(at)");
        Change(
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX entry_at ON entry(opens)' WHERE "
            + "name = 'entry_at'");
        Assert.Contains((await _bench.CheckAsync()).Findings, f => f.Number == 3101);
    }

    [Fact]
    public void A_directory_without_a_journal_is_refused()
    {
        using var empty = new TemporaryDirectory();
        Assert.Equal(3013, SqliteInspection.Open(empty.Path).Refusal!.Number);
        Assert.Empty(Directory.GetFiles(empty.Path));
        System.IO.File.WriteAllText(
            empty[SqliteStore.FileName], "Something else entirely, and long enough for a header of a database file.");
        Assert.Equal(3012, SqliteInspection.Open(empty.Path).Refusal!.Number);
    }

    /// <returns>How many rows it changed.</returns>
    private int Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}
