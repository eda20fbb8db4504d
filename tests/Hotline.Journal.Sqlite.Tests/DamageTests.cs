using Hotline.Contract.Facts;
using Hotline.Core.Hubs;
using Hotline.Core.Streams;
using Hotline.Journal.Checking;
using Hotline.Journal.Tests;
using Hotline.Protocol.Envelopes;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite.Tests;

/// <summary>A damaged entry hurts its own exchange and nothing else; the check in the background finds it.</summary>
public sealed class DamageTests : IAsyncLifetime
{
    private readonly RecorderBench _bench = new();
    private SignedEnvelope _first = null!;
    private SignedEnvelope _second = null!;

    public async Task InitializeAsync()
    {
        await _bench.OpenAsync();
        (_first, _second) = (await _bench.OpenedAsync(), await _bench.OpenedAsync());
        await _bench.CloseAsync();
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private string File => Path.Combine(_bench.Data, SqliteStore.FileName);

    private JournalDamage Found => _bench.Store.Damage!;

    [Fact]
    public void No_table_is_left_out_by_the_check_in_the_background() => Assert.Equal(
        Schema.Tables.Select(text => text.Split(' ', '(')[2]).Where(name => name != "entry").Order(),
        Rereading.All.Order());

    [Theory]
    [InlineData("json = replace(json, 'XB', 'XC')")]
    [InlineData("json = 'null'")]
    [InlineData("envelope = replace(envelope, 'e', 'f')")]
    [InlineData("envelope = NULL")]
    [InlineData("at = at + 1")]
    [InlineData("opens = 0")]
    [InlineData("message = zeroblob(16)")]
    [InlineData("stream = zeroblob(3)")]
    [InlineData("seal = zeroblob(16)")]
    [InlineData("seal = ''")]
    public async Task A_damaged_entry_is_served_to_nobody_and_its_place_is_told(string change)
    {
        Change($"UPDATE entry SET {change} WHERE position = 1");
        await _bench.OpenAsync();
        foreach (var reader in new[] { "XA", "XB" })
        {
            var page = await _bench.Tail.ReadAsync(reader, 0, 100);
            Assert.Equal([2], page.Items.Select(i => i.Entry.Position));
            Assert.Equal([1], page.Damaged!);
            Assert.Equal(2, page.Cursor);
        }
        var entry = (await _bench.Store.FindMessageAsync(_first.Envelope.Id, default))!;
        Assert.True(entry.IsDamaged);
        Assert.Empty(entry.Json);
        Assert.Null(entry.Envelope);
        Assert.Equal([1], Found.Entries);
    }

    [Fact]
    public async Task Only_its_own_exchange_is_hurt_and_not_the_commit_that_it_shares()
    {
        Change("UPDATE entry SET json = replace(json, 'XB', 'XC') WHERE position = 1");
        await _bench.OpenAsync();
        var shared = await Task.WhenAll(
            _bench.SubmitAsync(_bench.Some.Acknowledgement(_first)),
            _bench.SubmitAsync(_bench.Some.Acknowledgement(_second)),
            _bench.SubmitAsync(_first),
            _bench.SubmitAsync(_bench.Some.Message()));
        Assert.Equal([3031, 0, 3031, 0], shared.Select(s => s.Refusal?.Number ?? 0));
        Assert.Contains("Entry 1 ", shared[0].Refusal!.Detail, StringComparison.Ordinal);
        Assert.Equal(3031, (await _bench.Recorder.ExecuteAsync(
            new Fire(StreamId.Exchange(_first.Envelope.Id)))).Refusal!.Number);
    }

    [Fact]
    public async Task A_list_holds_the_place_of_a_damaged_exchange_and_all_the_others()
    {
        Change("UPDATE entry SET json = 'null' WHERE position = 1");
        await _bench.OpenAsync();
        var listed = await _bench.Store.ListAsync("XB", long.MaxValue, 10, onlyOpen: true, default);
        Assert.Equal([(2L, false), (1L, true)], listed.Select(l => (l.Opening, l.IsDamaged)));
    }

    [Fact]
    public async Task A_report_gets_the_place_of_a_row_that_names_no_stream_any_more_and_all_the_others()
    {
        Change("UPDATE entry SET stream = zeroblob(3) WHERE position = 1");
        await _bench.OpenAsync();
        var always = new HistoryQuestion(null, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        var histories = await _bench.Store.ReadHistoriesAsync(always, long.MaxValue, 10, default);
        Assert.Equal([(2L, true), (1L, false)], histories.Select(h => (h[0].Position, h[0].IsSound)));
    }

    [Fact]
    public async Task The_start_goes_on_past_a_damaged_last_entry_and_receipts_still_hold()
    {
        Change("UPDATE entry SET json = replace(json, 'XB', 'XC') WHERE position = 2");
        await _bench.OpenAsync();
        var recorded = await _bench.SubmitAsync(_bench.Some.Message());
        var receipt = recorded.Value.Receipt!;
        Assert.Equal(3, receipt.Position);
        Assert.Null(receipt.Prove(Testing.Some.HubKey.Public).Refusal);
    }

    /// <summary>Without it no later receipt would hold.</summary>
    [Fact]
    public async Task The_start_is_refused_when_not_even_the_hash_of_a_late_entry_is_left()
    {
        Change("UPDATE entry SET leaf = zeroblob(32), seal = zeroblob(16) WHERE position = 1");
        await using var store = SqliteStore.Open(_bench.Data).Value;
        var refused = await Assert.ThrowsAsync<DamagedEntryException>(() => _bench.OpenRecorderAsync(store));
        Assert.Equal(1, refused.Position);
    }

    [Fact]
    public async Task A_hub_goes_on_past_damaged_words_of_its_own()
    {
        await _bench.OpenAsync();
        await _bench.Recorder.ExecuteAsync(new StopHub(Testing.Some.HubKey.Id, "test"));
        await _bench.CloseAsync();
        Change("UPDATE entry SET json = 'null' WHERE position = 3");
        await _bench.OpenAsync();
        Assert.False(_bench.Recorder.StoppedInOrder);
        Assert.True((await _bench.Recorder.ExecuteAsync(new StartHub(Testing.Some.HubKey.Id, "1", null))).Ok);
        Assert.True((await _bench.Recorder.ExecuteAsync(new StopHub(Testing.Some.HubKey.Id, "test"))).Ok);
        await _bench.CloseAsync();
        Assert.DoesNotContain((await _bench.CheckAsync()).Findings, f => f.Number == 3115);
    }

    [Fact]
    public async Task The_check_in_the_background_finds_what_rotted()
    {
        Change("UPDATE entry SET envelope = replace(envelope, 'e', 'f') WHERE position = 2");
        await _bench.OpenAsync();
        Assert.Equal([2], (await CheckAsync()).Entries);
    }

    [Fact]
    public async Task The_check_in_the_background_passes_a_sound_journal()
    {
        await _bench.OpenAsync();
        await ManyAsync();
        var found = await CheckAsync();
        Assert.Null(found.Said());
    }

    [Fact]
    public async Task The_check_in_the_background_finds_an_entry_that_somebody_wrote_anew_with_its_seal()
    {
        await _bench.OpenAsync();
        await ManyAsync();
        var stored = (await _bench.Store.ReadAsync(99, 1, default))[0];
        await _bench.CloseAsync();
        var forged = StoredEntry.Of(stored.Entry with { Fact = new HubStopped("test", "tost") }, null);
        var row = new SealedRow(
            100, LookupKey.Of(stored.Stream), [], Queries.Milliseconds(stored.Entry.At), 0, forged.Leaf!);
        Change("UPDATE entry SET json = CAST(@json AS TEXT), leaf = @leaf, seal = @seal WHERE position = 100",
            ("json", forged.Json), ("leaf", forged.Leaf!), ("seal", Seal.Of(row, null)));
        await _bench.OpenAsync();
        Assert.Contains("entries 1 to 256 are not those of the tree", (await CheckAsync()).Others);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("reader")]
    [InlineData("due")]
    [InlineData("cursor")]
    public async Task The_check_in_the_background_finds_a_flipped_bit_beside_the_entries(string table)
    {
        await _bench.OpenAsync();
        await ManyAsync();
        _bench.Recorder.SetCursor("mail", new Cursor(3, "note"));
        await _bench.CloseAsync();
        Flip(table);
        await _bench.OpenAsync();
        Assert.NotEmpty((await CheckAsync()).Others);
    }

    private async Task<JournalDamage> CheckAsync()
    {
        await new BackgroundCheck(_bench.Store, Found, _bench.Time).RoundAsync(rests: false, default);
        return Found;
    }

    private Task ManyAsync() => Task.WhenAll(
        Enumerable.Range(0, 300).Select(_ => _bench.Recorder.ExecuteAsync(new StopHub("test", "test"))));

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

    private void Change(string sql, params (string Name, byte[] Value)[] values)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }
}
