using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

/// <summary>What every store does. A store's tests subclass this and say how one is opened; each test has a store of its own.</summary>
public abstract class JournalStoreContract : IAsyncLifetime
{
    private readonly Some _some = new();
    private IJournalStore _store = null!;

    /// <summary>Opens the test's store; called again, opens the same data anew.</summary>
    protected abstract ValueTask<IJournalStore> OpenAsync();

    /// <summary>Removes the data, after the store has been disposed.</summary>
    protected abstract ValueTask RemoveAsync();

    public async Task InitializeAsync() => _store = await OpenAsync();

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await RemoveAsync();
    }

    [Fact]
    public async Task A_new_journal_is_empty()
    {
        Assert.Equal(0, await _store.HeadAsync(default));
        Assert.Empty(await _store.ReadAsync(0, 10, default));
        Assert.Empty(await _store.ReadForAsync("XA", 0, 10, default));
        Assert.Empty(await _store.ListExchangesAsync("XA", long.MaxValue, 10, false, default));
        Assert.Null(await _store.NextDueAsync(DueSort.Clock, default));
        Assert.Null(await _store.CursorAsync("mqtt/XA", default));
        Assert.Null(await _store.AliveAsync(default));
        Assert.Null(await _store.FindMessageAsync(_some.Next(), default));
    }

    [Fact]
    public async Task What_was_committed_is_read_back_byte_for_byte()
    {
        var (opening, entry) = Opening(1);
        await AppendAsync(entry, "XA", "XB", "XZ");
        Assert.Equal(entry, Assert.Single(await _store.ReadAsync(0, 10, default)));
        Assert.Equal(entry, await _store.FindMessageAsync(opening.Envelope.Id, default));
        Assert.Equal(entry, Assert.Single(await _store.ReadExchangeAsync(opening.Envelope.Exchange, default)));
        Assert.Equal(entry, Assert.Single(await _store.ReadForAsync("XZ", 0, 10, default)));
    }

    [Fact]
    public async Task A_commit_outlives_the_store_that_made_it()
    {
        var (opening, entry) = Opening(1);
        await using (var transaction = await _store.BeginAsync(default))
        {
            transaction.Append(entry, ["XA"]);
            transaction.SetDue(opening.Envelope.Id, [new DueRow(Schedule.Clock, _some.Time.GetUtcNow())]);
            transaction.SetCursor("mail", new Cursor(1, "note"));
            transaction.Beat(_some.Time.GetUtcNow());
            transaction.AddTile(new Subtree(8, 0), new byte[32]);
            await transaction.CommitAsync(default);
        }
        await _store.DisposeAsync();
        _store = await OpenAsync();
        Assert.Equal(entry, Assert.Single(await _store.ReadForAsync("XA", 0, 10, default)));
        Assert.Equal(_some.Time.GetUtcNow(), await _store.NextDueAsync(DueSort.Clock, default));
        Assert.Equal(new Cursor(1, "note"), await _store.CursorAsync("mail", default));
        Assert.Equal(_some.Time.GetUtcNow(), await _store.AliveAsync(default));
        Assert.Single(await _store.ReadTilesAsync(8, 0, 10, default));
    }

    [Fact]
    public async Task Nothing_is_seen_before_its_commit_and_nothing_remains_without_one()
    {
        var (opening, entry) = Opening(1);
        await using (var transaction = await _store.BeginAsync(default))
        {
            transaction.Append(entry, ["XA"]);
            transaction.SetDue(opening.Envelope.Id, [new DueRow(Schedule.Clock, _some.Time.GetUtcNow())]);
            transaction.SetCursor("mail", new Cursor(1, "note"));
            transaction.Beat(_some.Time.GetUtcNow());
            transaction.AddTile(new Subtree(8, 0), new byte[32]);
            await NothingAsync();
        }
        await NothingAsync();
        await AppendAsync(entry, "XA");

        async Task NothingAsync()
        {
            Assert.Equal(0, await _store.HeadAsync(default));
            Assert.Empty(await _store.ReadForAsync("XA", 0, 10, default));
            Assert.Null(await _store.FindMessageAsync(opening.Envelope.Id, default));
            Assert.Null(await _store.NextDueAsync(DueSort.Clock, default));
            Assert.Null(await _store.CursorAsync("mail", default));
            Assert.Null(await _store.AliveAsync(default));
            Assert.Empty(await _store.ReadTilesAsync(8, 0, 10, default));
        }
    }

    [Fact]
    public async Task There_is_one_writer_at_a_time_and_it_sees_what_those_before_it_committed()
    {
        var first = await _store.BeginAsync(default);
        var waiting = _store.BeginAsync(default).AsTask();
        first.Append(Opening(1).Entry, []);
        Assert.False(waiting.IsCompleted);
        await first.CommitAsync(default);
        await first.DisposeAsync();
        await using var second = await waiting;
        Assert.Equal(1, second.Head);
    }

    [Fact]
    public async Task A_writer_that_stops_waiting_holds_up_nobody()
    {
        using var stop = new CancellationTokenSource();
        var first = await _store.BeginAsync(default);
        var waiting = _store.BeginAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await first.DisposeAsync();
        await AppendAsync(Opening(1).Entry);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Positions_have_no_gaps_and_do_not_repeat(long position)
    {
        await AppendAsync(Opening(1).Entry);
        await Assert.ThrowsAnyAsync<Exception>(async () => await AppendAsync(Opening(1).Entry with { Position = position }));
        await AppendAsync(Opening(2).Entry);
        Assert.Equal([1L, 2L], (await _store.ReadAsync(0, 10, default)).Select(e => e.Position));
    }

    [Fact]
    public async Task A_message_id_is_on_record_once()
    {
        var (message, entry) = Opening(1);
        await AppendAsync(entry);
        await Assert.ThrowsAnyAsync<Exception>(async () => await AppendAsync(Opening(2, message.Envelope.Id).Entry));
        Assert.Equal(1, await _store.HeadAsync(default));
    }

    [Fact]
    public async Task A_feed_holds_its_readers_entries_in_order_and_in_pages()
    {
        for (var i = 1; i <= 9; i++)
        {
            await AppendAsync(Opening(i).Entry, i % 2 == 0 ? ["XA", "XB"] : ["XA"]);
        }
        Assert.Equal([2L, 4, 6, 8], (await _store.ReadForAsync("XB", 0, 10, default)).Select(e => e.Position));
        Assert.Equal([4L, 6], (await _store.ReadForAsync("XB", 2, 2, default)).Select(e => e.Position));
        Assert.Equal([7L, 8, 9], (await _store.ReadForAsync("XA", 6, 10, default)).Select(e => e.Position));
        Assert.Empty(await _store.ReadForAsync("XC", 0, 10, default));
        Assert.Empty(await _store.ReadForAsync("X", 0, 10, default));
        Assert.Equal([3L, 4], (await _store.ReadAsync(2, 2, default)).Select(e => e.Position));
    }

    [Fact]
    public async Task Exchanges_are_listed_by_when_they_opened_newest_first()
    {
        var (one, first) = Opening(1);
        var (two, second) = Opening(2);
        await AppendAsync(first, "XA", "XB");
        await AppendAsync(second, "XA", "XC");
        await AppendAsync(Reply(3, _some.Acknowledgement(one)), "XA", "XB");
        Assert.Equal([two.Envelope.Id, one.Envelope.Id], await _store.ListExchangesAsync("XA", long.MaxValue, 10, false, default));
        Assert.Equal([two.Envelope.Id], await _store.ListExchangesAsync("XA", long.MaxValue, 1, false, default));
        Assert.Equal([one.Envelope.Id], await _store.ListExchangesAsync("XA", 2, 10, false, default));
        Assert.Equal([one.Envelope.Id], await _store.ListExchangesAsync("XB", long.MaxValue, 10, false, default));
        Assert.Empty(await _store.ListExchangesAsync("XA", 1, 10, false, default));
    }

    [Fact]
    public async Task Open_exchanges_are_listed_without_those_that_were_withdrawn_or_closed()
    {
        var opened = Enumerable.Range(1, 4).Select(i => Opening(i)).ToList();
        foreach (var (_, entry) in opened)
        {
            await AppendAsync(entry, "XA", "XB");
        }
        var ids = opened.Select(o => o.Message.Envelope.Id).ToList();
        var (withdrawal, closure) = (_some.Withdrawal(opened[1].Message), _some.Closure(opened[2].Message));
        await AppendAsync(Fact(5, new Withdrawn(ids[1], withdrawal.Header(), Carrier.Http, After: false), withdrawal.Compact), "XA", "XB");
        await AppendAsync(Fact(6, new Closed(ids[2], closure.Header(), Carrier.Http, After: false), closure.Compact), "XA", "XB");

        // Not every fact that speaks of closing ends something.
        await AppendAsync(Fact(7, new MailDeferred(ids[3], "XB", "XB", "officer", 1, "\"fact\":{\"type\":\"closed\"", _some.Time.GetUtcNow()), null), "XA", "XB");
        Assert.Equal([ids[3], ids[0]], await _store.ListExchangesAsync("XB", long.MaxValue, 10, true, default));
        Assert.Equal([ids[3]], await _store.ListExchangesAsync("XB", long.MaxValue, 1, true, default));
        Assert.Equal([ids[0]], await _store.ListExchangesAsync("XB", 4, 10, true, default));
        Assert.Equal([ids[3], ids[2], ids[1], ids[0]], await _store.ListExchangesAsync("XB", long.MaxValue, 10, false, default));
    }

    [Fact]
    public async Task Histories_are_those_of_a_period_and_a_reader_newest_first_and_in_pages()
    {
        var start = _some.Time.GetUtcNow();
        var messages = new List<SignedEnvelope>();
        for (var i = 0; i < 5; i++)
        {
            var (message, entry) = Opening((2 * i) + 1);
            await AppendAsync(entry, i % 2 == 0 ? ["XA", "XB"] : ["XA", "XC"]);
            await AppendAsync(Reply((2 * i) + 2, _some.Acknowledgement(message)), "XA");
            messages.Add(message);
            _some.Time.Advance(TimeSpan.FromHours(1));
        }

        var all = await _store.ReadHistoriesAsync(null, start, start.AddDays(1), long.MaxValue, 10, default);
        Assert.Equal([[9L, 10], [7, 8], [5, 6], [3, 4], [1, 2]], all.Select(h => h.Select(e => e.Position).ToArray()));
        Assert.All(all.SelectMany(h => h), e => Assert.Null(e.Envelope));
        Assert.Equal(await _store.ReadExchangeAsync(messages[4].Envelope.Id, default), all[0].Zip(await _store.ReadExchangeAsync(messages[4].Envelope.Id, default), (e, whole) => e with { Envelope = whole.Envelope }));

        Assert.Equal([9L, 5, 1], await OpeningsAsync("XB", start, start.AddDays(1), long.MaxValue, 10));
        Assert.Equal([7L, 5, 3], await OpeningsAsync("XA", start.AddHours(1), start.AddHours(4), long.MaxValue, 10));
        Assert.Equal([7L, 5, 3], await OpeningsAsync(null, start.AddHours(1), start.AddHours(4), long.MaxValue, 10));
        Assert.Equal([5L, 3], await OpeningsAsync("XA", start, start.AddDays(1), 7, 2));
        Assert.Equal([5L, 3], await OpeningsAsync(null, start, start.AddDays(1), 7, 2));
        Assert.Empty(await OpeningsAsync("XD", start, start.AddDays(1), long.MaxValue, 10));
        Assert.Empty(await OpeningsAsync(null, start.AddDays(1), start.AddDays(2), long.MaxValue, 10));

        async Task<IEnumerable<long>> OpeningsAsync(string? participant, DateTimeOffset from, DateTimeOffset to, long before, int limit) =>
            (await _store.ReadHistoriesAsync(participant, from, to, before, limit, default)).Select(h => h[0].Position);
    }

    [Fact]
    public async Task An_exchange_holds_its_own_entries_and_a_fact_about_the_hub_is_in_none()
    {
        var (one, first) = Opening(1);
        await AppendAsync(first);
        await AppendAsync(StoredEntry.Of(new Entry(2, _some.Time.GetUtcNow().ToMilliseconds(), new HubStopped("test")), null));
        await AppendAsync(Opening(3).Entry);
        await AppendAsync(Reply(4, _some.Acknowledgement(one)));
        Assert.Equal([1L, 4], (await _store.ReadExchangeAsync(one.Envelope.Id, default)).Select(e => e.Position));
        Assert.Null((await _store.ReadAsync(1, 1, default))[0].Exchange);
    }

    [Fact]
    public async Task What_is_due_is_replaced_exchange_by_exchange()
    {
        var (one, two, at) = (_some.Next(), _some.Next(), _some.Time.GetUtcNow());
        await DueAsync(one, new DueRow(Schedule.Clock, at.AddMinutes(2)), new DueRow("mail/XB/XB/officer", at.AddMinutes(1)));
        await DueAsync(two, new DueRow(Schedule.Clock, at.AddMinutes(1)));
        Assert.Equal([two, one], (await _store.DueAsync(DueSort.Clock, at.AddMinutes(2), 10, default)).Select(d => d.Exchange));
        Assert.Equal([two], (await _store.DueAsync(DueSort.Clock, at.AddMinutes(2), 1, default)).Select(d => d.Exchange));
        Assert.Equal([two], (await _store.DueAsync(DueSort.Clock, at.AddMinutes(2).AddMilliseconds(-1), 10, default)).Select(d => d.Exchange));
        Assert.Equal(new Due(one, new DueRow("mail/XB/XB/officer", at.AddMinutes(1))), Assert.Single(await _store.DueAsync(DueSort.Mail, at.AddMinutes(1), 10, default)));
        Assert.Equal(at.AddMinutes(1), await _store.NextDueAsync(DueSort.Mail, default));
        await DueAsync(one, new DueRow(Schedule.Clock, at.AddMinutes(5)));
        await DueAsync(two);
        Assert.Null(await _store.NextDueAsync(DueSort.Mail, default));
        Assert.Equal(at.AddMinutes(5), await _store.NextDueAsync(DueSort.Clock, default));
    }

    [Fact]
    public async Task A_cursor_goes_forward_and_back()
    {
        foreach (var position in new[] { 7L, 9, 3 })
        {
            await using var transaction = await _store.BeginAsync(default);
            transaction.SetCursor("mqtt/XA", new Cursor(position, "note"));
            await transaction.CommitAsync(default);
            Assert.Equal(new Cursor(position, "note"), await _store.CursorAsync("mqtt/XA", default));
        }
    }

    [Fact]
    public async Task A_cursor_is_forgotten_on_request()
    {
        foreach (var cursor in new[] { new Cursor(7, "{}"), null, null })
        {
            await using var transaction = await _store.BeginAsync(default);
            transaction.SetCursor("mqtt/XA", cursor);
            await transaction.CommitAsync(default);
            Assert.Equal(cursor, await _store.CursorAsync("mqtt/XA", default));
        }
    }

    [Fact]
    public async Task Tiles_are_read_in_runs()
    {
        await using (var transaction = await _store.BeginAsync(default))
        {
            for (byte i = 0; i < 5; i++)
            {
                transaction.AddTile(new Subtree(8, i), [.. Enumerable.Repeat(i, 32)]);
            }
            transaction.AddTile(new Subtree(16, 0), new byte[32]);
            await transaction.CommitAsync(default);
        }
        Assert.Equal([1, 2, 3], (await _store.ReadTilesAsync(8, 1, 3, default)).Select(h => (int)h[0]));
        Assert.Equal(2, (await _store.ReadTilesAsync(8, 3, 10, default)).Count);
        Assert.Empty(await _store.ReadTilesAsync(24, 0, 10, default));
    }

    [Fact]
    public async Task Every_commit_is_made_durable()
    {
        var before = _store.Syncs;
        for (var i = 1; i <= 5; i++)
        {
            await AppendAsync(Opening(i).Entry, "XA");
        }
        Assert.True(_store.Syncs >= before + 5, $"{_store.Syncs - before} syncs for 5 commits");
    }

    [Fact]
    public async Task Readers_see_whole_commits_only_while_a_writer_writes()
    {
        const int commits = 60, each = 3;
        var entries = Enumerable.Range(1, commits * each).Select(i => Opening(i).Entry).ToList();
        var writing = Task.Run(async () =>
        {
            foreach (var group in entries.Chunk(each))
            {
                await using var transaction = await _store.BeginAsync(default);
                foreach (var entry in group)
                {
                    transaction.Append(entry, ["XA"]);
                }
                await transaction.CommitAsync(default);
            }
        });
        var seen = 0;
        while (seen < entries.Count)
        {
            var feed = await _store.ReadForAsync("XA", 0, int.MaxValue, default);
            Assert.True(feed.Count >= seen && feed.Count % each == 0, $"{seen}, then {feed.Count}");
            seen = feed.Count;
        }
        await writing;
    }

    /// <summary>An opening message and the entry that accepts it.</summary>
    protected (SignedEnvelope Message, StoredEntry Entry) Opening(long position, MessageId? id = null)
    {
        var message = _some.Message(id: id);
        var accepted = new Accepted(message.Envelope.Id, message.Header(), "exercise", "XZ", Status.Exercise, Tlp.Amber, Carrier.Http, [], []);
        return (message, StoredEntry.Of(new Entry(position, _some.Time.GetUtcNow().ToMilliseconds(), accepted), message.Compact));
    }

    protected async Task AppendAsync(StoredEntry entry, params string[] readers)
    {
        await using var transaction = await _store.BeginAsync(default);
        transaction.Append(entry, readers);
        await transaction.CommitAsync(default);
    }

    private StoredEntry Fact(long position, Fact fact, string? envelope) => StoredEntry.Of(new Entry(position, _some.Time.GetUtcNow().ToMilliseconds(), fact), envelope);

    private StoredEntry Reply(long position, SignedEnvelope reply) => StoredEntry.Of(
        new Entry(position, _some.Time.GetUtcNow().ToMilliseconds(), new Acknowledged(reply.Envelope.Exchange, reply.Header(), Carrier.Http, null, false, false)), reply.Compact);

    private async Task DueAsync(MessageId exchange, params DueRow[] rows)
    {
        await using var transaction = await _store.BeginAsync(default);
        transaction.SetDue(exchange, rows.ToImmutableArray());
        await transaction.CommitAsync(default);
    }
}
