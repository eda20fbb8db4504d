using Hotline.Core.Streams;
using Hotline.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Tests;

/// <summary>
/// A sort of stream that somebody adds goes through recorder, store, feeds and checker as it is: nothing there is
/// edited for it.
/// </summary>
public sealed class NewStreamTests : IAsyncLifetime
{
    private readonly RecorderBench _bench = new() { Streams = Drills.Book };

    public Task InitializeAsync() => _bench.OpenAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private async Task<Recorded> DoAsync(Command command) => (await _bench.Recorder.ExecuteAsync(command)).Value;

    private async Task<IEnumerable<long>> FeedAsync(string participant) =>
        (await _bench.Tail.ReadAsync(participant, 0, 100)).Items.Select(i => i.Entry.Position);

    private async Task<IEnumerable<string>> ListAsync(string participant, bool onlyOpen) =>
        (await _bench.Store.ListAsync(participant, long.MaxValue, 10, onlyOpen, default)).Select(l => l.Stream.Key);

    [Fact]
    public async Task Its_facts_are_on_record_and_come_back_as_they_were()
    {
        var called = await DoAsync(new CallDrill("one", ["XA", "XB"]));
        await DoAsync(new NoteDrill("one"));
        Assert.IsType<DrillState>(called.State);
        await _bench.ReopenAsync();
        var entries = await _bench.Store.ReadStreamAsync(Drills.Of("one"), default);
        var fact = Assert.IsType<DrillCalled>(entries[0].Entry.Fact);
        Assert.Equal(["XA", "XB"], fact.Invited.AsEnumerable());
        Assert.Equal(1, entries[1].Entry.Previous);
        Assert.Equal(["one"], (await _bench.Store.StreamsAsync(Drills.Sort, null, 10, default)).Select(s => s.Key));
        Assert.Equal([1L, 2], await FeedAsync("XB"));
        Assert.Empty(await FeedAsync("XC"));
        await SoundAsync();
    }

    [Fact]
    public async Task Its_due_rows_are_claimed_by_their_kind_and_fired()
    {
        await DoAsync(new CallDrill("one", ["XA"]));
        Assert.Null(await _bench.Store.NextDueAsync(DueKinds.Clock, default));
        var waiting = _bench.Recorder.UntilDueAsync(Drills.Clock, default);
        _bench.Time.Advance(TimeSpan.FromHours(1));
        await waiting;
        var due = Assert.Single(await _bench.Store.ClaimDueAsync(
            new DueClaim(Drills.Clock, "hub", _bench.Time.GetUtcNow(), TimeSpan.FromMinutes(1)), 10, default));
        Assert.Equal("one", due.Row.Key);
        Assert.Equal(["one"], await ListAsync("XA", onlyOpen: true));
        Assert.IsType<DrillOver>(Assert.Single((await DoAsync(new Fire(due.Stream, due.Row))).Entries).Fact);
        Assert.Null(await _bench.Store.NextDueAsync(Drills.Clock, default));
        Assert.Empty(await ListAsync("XA", onlyOpen: true));
        Assert.Equal(["one"], await ListAsync("XA", onlyOpen: false));
        await SoundAsync();
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(3)]
    [InlineData(1)]
    public async Task Whoever_joins_reads_what_he_may_of_what_was_before(int recent)
    {
        await using var bench =
            new RecorderBench { Streams = Drills.Book, Options = new RecorderOptions { RecentEntries = recent } };
        await bench.OpenAsync();
        foreach (var command in Joining("one"))
        {
            Assert.True((await bench.Recorder.ExecuteAsync(command)).Ok);
        }
        await AssertAsync();
        await bench.ReopenAsync();
        await AssertAsync();
        Assert.Empty((await bench.CheckAsync()).Findings);

        async Task AssertAsync()
        {
            Assert.Equal(
                [1L, 2, 3, 5, 6], (await bench.Tail.ReadAsync("XA", 0, 100)).Items.Select(i => i.Entry.Position));

            // Not the confidential note, and of the other drill only what was meant for him.
            Assert.Equal(
                [1L, 2, 4, 5, 6], (await bench.Tail.ReadAsync("XC", 0, 100)).Items.Select(i => i.Entry.Position));
            Assert.Equal(
                [4L, 1], (await bench.Store.ListAsync("XC", long.MaxValue, 10, true, default)).Select(l => l.Opening));
            Assert.Equal(
                [4L, 1], (await bench.Store.ListAsync("XC", long.MaxValue, 10, false, default)).Select(l => l.Opening));
        }
    }

    [Fact]
    public async Task Whoever_joined_is_one_of_those_from_whose_lists_it_goes()
    {
        foreach (var command in Joining("one"))
        {
            await DoAsync(command);
        }
        await _bench.ReopenAsync();
        Assert.Contains("one", await ListAsync("XC", onlyOpen: true));
        _bench.Time.Advance(TimeSpan.FromHours(1));
        await DoAsync(new Fire(Drills.Of("one")));
        Assert.DoesNotContain("one", await ListAsync("XC", onlyOpen: true));
        await SoundAsync();
    }

    [Fact]
    public async Task Joining_and_ending_in_one_decision_leaves_nothing_open()
    {
        await DoAsync(new CallDrill("one", ["XA"]));
        await DoAsync(new NoteDrill("one"));
        Assert.Equal(2, (await DoAsync(new JoinDrill("one", "XC", AndEnd: true))).Entries.Length);
        Assert.Empty(await ListAsync("XC", onlyOpen: true));
        Assert.Equal(["one"], await ListAsync("XC", onlyOpen: false));
        Assert.Equal([1L, 2, 3, 4], await FeedAsync("XC"));
        await SoundAsync();
    }

    [Fact]
    public async Task Entries_of_the_same_commit_are_earlier_ones_too()
    {
        var hold = new HoldUp();
        await using var bench = new RecorderBench { Streams = Drills.Book, Around = hold.Around };
        await bench.OpenAsync();
        var first = bench.SubmitAsync(bench.Some.Message());
        await hold.Reached;
        var batch = Joining("one").Select(command => bench.Recorder.ExecuteAsync(command)).ToList();
        hold.Release();
        Assert.All(await Task.WhenAll(batch), r => Assert.True(r.Ok));
        Assert.True((await first).Ok);
        Assert.Equal(2, hold.Commits);
        Assert.Equal([2L, 3, 5, 6, 7], (await bench.Tail.ReadAsync("XC", 0, 100)).Items.Select(i => i.Entry.Position));
        Assert.Empty((await bench.CheckAsync()).Findings);
    }

    [Fact]
    public async Task Joining_again_changes_nothing()
    {
        await DoAsync(new CallDrill("one", ["XA"]));
        await DoAsync(new JoinDrill("one", "XC"));
        await DoAsync(new JoinDrill("one", "XC", Again: true));
        await DoAsync(new JoinDrill("one", "XA", Again: true));
        Assert.Equal([1L, 2, 3, 4], await FeedAsync("XC"));
        Assert.Equal(["one"], await ListAsync("XC", onlyOpen: true));
        await SoundAsync();
    }

    [Theory]
    [InlineData(Spoiling.ReaderTwice)]
    [InlineData(Spoiling.OpensAgain)]
    [InlineData(Spoiling.EndsAgain)]
    public async Task A_sort_with_a_defect_fails_its_own_command_and_no_other(Spoiling how)
    {
        await DoAsync(new CallDrill("one", ["XA"]));
        await DoAsync(new JoinDrill("one", "XB", AndEnd: true));
        var batch = new Command[] { new CallDrill("two", ["XA"]), new SpoilDrill("one", how), new NoteDrill("two") };
        var recorded = await Task.WhenAll(batch.Select(command => _bench.Recorder.ExecuteAsync(command)));
        Assert.Equal([null, 3003, null], recorded.Select(r => r.Refusal?.Number));
        Assert.Equal(5, await _bench.Store.HeadAsync(default));
        Assert.Equal(
            [5L], (await DoAsync(new SpoilDrill("two", Spoiling.Nothing))).Entries.Select(e => e.Previous!.Value));
        await SoundAsync();
    }

    [Theory]
    [InlineData("DELETE FROM unfiled WHERE participant = 'XC' AND position = 2", 3110)]
    [InlineData("INSERT INTO unfiled VALUES(3, 'XC', 0, 0)", 3114)]
    [InlineData("UPDATE unfiled SET opens = 0 WHERE participant = 'XC' AND position = 1", 3110)]
    [InlineData("INSERT INTO ended VALUES(1, 'XC')", 3116)]
    [InlineData("DELETE FROM due WHERE kind = 'drill'", 3111)]
    public async Task What_is_missing_of_it_is_found(string sql, int number)
    {
        foreach (var command in Joining("one"))
        {
            await DoAsync(command);
        }
        await _bench.CloseAsync();
        using (var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_bench.Data, SqliteStore.FileName)};Pooling=False"))
        {
            connection.Open();
            using var change = connection.CreateCommand();
            change.CommandText = sql;
            Assert.NotEqual(0, change.ExecuteNonQuery());
        }
        Assert.Contains((await _bench.CheckAsync()).Findings, f => f.Number == number);
        await _bench.OpenAsync();
    }

    [Fact]
    public async Task A_checker_that_does_not_know_it_does_not_pass_it()
    {
        await DoAsync(new CallDrill("one", ["XA"]));
        var findings = (await RecorderBench.CheckAsync(_bench.Data)).Findings;
        Assert.Contains(findings, f => f.Number == 3103);
        Assert.Contains(findings, f => f.Number == 3118);
    }

    /// <summary>
    /// A drill of XA and XB with an open and a confidential note, which XC joins; beside it one of XC's own.
    /// </summary>
    private static IEnumerable<Command> Joining(string drill) =>
    [
        new CallDrill(drill, ["XA", "XB"]), new NoteDrill(drill), new NoteDrill(drill, Confidential: true),
        new CallDrill("another", ["XC"]), new JoinDrill(drill, "XC"), new NoteDrill(drill),
    ];

    private async Task SoundAsync() => Assert.Empty((await _bench.CheckAsync()).Findings);
}
