using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol.Envelopes;

namespace Hotline.Journal.Tests;

/// <summary>Feeds, lists, streams and histories.</summary>
public abstract partial class JournalStoreContract
{
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
    public async Task A_stream_holds_its_own_entries_and_no_others()
    {
        var (one, first) = Opening(1);
        await AppendAsync(first);
        await AppendAsync(Fact(2, new HubStopped("one", "test")));
        await AppendAsync(Opening(3).Entry);
        await AppendAsync(Reply(4, _some.Acknowledgement(one)));
        await AppendAsync(Fact(5, new HubStopped("one", "test")));
        await AppendAsync(Fact(6, new HubStopped("on", "test")));
        Assert.Equal([1L, 4], (await _store.ReadStreamAsync(first.Stream, default)).Select(e => e.Position));
        Assert.Equal([2L, 5], (await _store.ReadStreamAsync(StreamId.Hub("one"), default)).Select(e => e.Position));
        Assert.Equal(StreamId.Hub("one"), (await _store.ReadAsync(1, 1, default))[0].Stream);
        Assert.Empty(await _store.ReadStreamAsync(StreamId.Regime("one"), default));
    }

    [Fact]
    public async Task Streams_are_found_sort_by_sort_and_in_pages()
    {
        var exchanges = new List<StreamId>();
        for (var i = 1; i <= 9; i += 3)
        {
            var (message, entry) = Opening(i);
            await AppendAsync(entry);
            await AppendAsync(Reply(i + 1, _some.Acknowledgement(message)));
            await AppendAsync(Fact(i + 2, new HubStopped($"hub {i}", "test")));
            exchanges.Add(entry.Stream);
        }
        await AppendAsync(Fact(10, new RegimeAdopted("osce", "digest", "{}")));
        await AppendAsync(Fact(11, new RegimeAdopted("osce", "another", "{}")));
        await AppendAsync(Fact(12, new RegimeAdopted("exercise", "digest", "{}")));
        Assert.Equal(
            ["exercise", "osce"], (await _store.StreamsAsync("regime", null, 10, default)).Select(s => s.Key).Order());
        Assert.Equal(["hub 1", "hub 4", "hub 7"],
            (await _store.StreamsAsync("hub", null, 10, default)).Select(s => s.Key).Order());
        Assert.Equal(exchanges.ToHashSet(), (await _store.StreamsAsync("exchange", null, 10, default)).ToHashSet());
        Assert.Empty(await _store.StreamsAsync("reg", null, 10, default));
        Assert.Empty(await _store.StreamsAsync("rota", null, 10, default));

        var seen = new List<StreamId>();
        while (await _store.StreamsAsync(null, seen.Count == 0 ? null : seen[^1], 2, default) is { Count: > 0 } page)
        {
            Assert.True(page.Count <= 2);
            seen.AddRange(page);
        }
        Assert.Equal(8, seen.Count);
        Assert.Equal(8, seen.Distinct().Count());

        // Sorts keep together.
        Assert.Equal(3, seen.Zip(seen.Skip(1)).Count(pair => pair.First.Sort != pair.Second.Sort) + 1);
    }

    [Fact]
    public async Task Streams_are_listed_by_when_they_opened_newest_first()
    {
        var (one, first) = Opening(1);
        var (_, second) = Opening(2);
        await AppendAsync(first, "XA", "XB");
        await AppendAsync(second, "XA", "XC");
        await AppendAsync(Reply(3, _some.Acknowledgement(one)), "XA", "XB");
        Assert.Equal([new Listed(second.Stream, 2), new Listed(first.Stream, 1)],
            await _store.ListAsync("XA", long.MaxValue, 10, false, default));
        Assert.Equal([second.Stream], await ListedAsync("XA", long.MaxValue, 1));
        Assert.Equal([first.Stream], await ListedAsync("XA", 2, 10));
        Assert.Equal([first.Stream], await ListedAsync("XB", long.MaxValue, 10));
        Assert.Empty(await ListedAsync("XA", 1, 10));

        async Task<IEnumerable<StreamId>> ListedAsync(string participant, long before, int limit) =>
            (await _store.ListAsync(participant, before, limit, false, default)).Select(l => l.Stream);
    }

    [Fact]
    public async Task Open_streams_are_listed_without_those_that_have_ended()
    {
        var opened = Enumerable.Range(1, 4).Select(i => Opening(i)).ToList();
        foreach (var (_, entry) in opened)
        {
            await AppendAsync(entry, "XA", "XB");
        }
        var ids = opened.Select(o => o.Message.Envelope.Id).ToList();
        var streams = ids.ConvertAll(StreamId.Exchange);
        var (withdrawal, closure) = (_some.Withdrawal(opened[1].Message), _some.Closure(opened[2].Message));
        await EndAsync(
            Fact(5, new Withdrawn(ids[1], withdrawal.Header(), Carrier.Http, After: false), withdrawal.Compact), 2,
            ["XA", "XB"]);
        await EndAsync(Fact(6, new Closed(ids[2], closure.Header(), Carrier.Http, After: false), closure.Compact), 3,
            ["XA", "XB"]);

        // The mark counts and nothing else: not every fact that speaks of closing ends something.
        var notice = new NoticeKey(Means.Mail, "XB", "XB", "officer", ids[3]);
        await AppendAsync(
            Fact(7, new NoticeDeferred(ids[3], notice, 1, "\"fact\":{\"type\":\"closed\"", Now)), "XA", "XB");
        Assert.Equal([streams[3], streams[0]], await OpenAsync(long.MaxValue, 10));
        Assert.Equal([streams[3]], await OpenAsync(long.MaxValue, 1));
        Assert.Equal([streams[0]], await OpenAsync(4, 10));
        Assert.Equal([4L, 1], (await _store.ListAsync("XB", long.MaxValue, 10, true, default)).Select(l => l.Opening));
        Assert.Equal(
            [4L, 3, 2, 1], (await _store.ListAsync("XB", long.MaxValue, 10, false, default)).Select(l => l.Opening));

        async Task<IEnumerable<StreamId>> OpenAsync(long before, int limit) =>
            (await _store.ListAsync("XB", before, limit, true, default)).Select(l => l.Stream);
    }

    [Fact]
    public async Task Whoever_joins_has_what_stands_in_the_stream_already()
    {
        var (message, opening) = Opening(1);
        await AppendAsync(opening, "XA", "XB");
        await AppendAsync(Opening(2).Entry, "XA", "XC");
        await AppendAsync(Reply(3, _some.Acknowledgement(message)), "XA", "XB");
        await JoinAsync(new Joining(opening.Stream, "XC", [1, 3], 1, Open: true));
        Assert.Equal([1L, 2, 3], (await _store.ReadForAsync("XC", 0, 10, default)).Select(e => e.Position));
        Assert.Equal([2L, 1], (await _store.ListAsync("XC", long.MaxValue, 10, true, default)).Select(l => l.Opening));
        Assert.Equal([2L, 1], (await _store.ListAsync("XC", long.MaxValue, 10, false, default)).Select(l => l.Opening));

        // Again: nothing is there twice.
        await JoinAsync(new Joining(opening.Stream, "XC", [1, 3], 1, Open: true));
        Assert.Equal([1L, 2, 3], (await _store.ReadForAsync("XC", 0, 10, default)).Select(e => e.Position));

        // He is one of those from whose lists it goes when it ends.
        var closure = _some.Closure(message);
        await EndAsync(
            Fact(4, new Closed(message.Envelope.Id, closure.Header(), Carrier.Http, After: false), closure.Compact), 1,
            ["XA", "XB", "XC"]);
        Assert.Equal([2L], (await _store.ListAsync("XC", long.MaxValue, 10, true, default)).Select(l => l.Opening));
    }

    [Fact]
    public async Task Whoever_joins_what_has_ended_or_without_its_opening_has_it_not_among_what_is_open()
    {
        var (_, ended) = Opening(1);
        var (message, hidden) = Opening(2);
        await AppendAsync(ended, "XA");
        await AppendAsync(hidden, "XA");
        await AppendAsync(Reply(3, _some.Acknowledgement(message)), "XA");
        await JoinAsync(new Joining(ended.Stream, "XC", [1], 1, Open: false));
        await JoinAsync(new Joining(hidden.Stream, "XC", [3], 0, Open: true));
        Assert.Equal([1L, 3], (await _store.ReadForAsync("XC", 0, 10, default)).Select(e => e.Position));
        Assert.Empty(await _store.ListAsync("XC", long.MaxValue, 10, true, default));
        Assert.Equal([1L], (await _store.ListAsync("XC", long.MaxValue, 10, false, default)).Select(l => l.Opening));
    }

    [Fact]
    public async Task Histories_are_those_of_a_period_and_a_reader_newest_first_and_in_pages()
    {
        var start = Now;
        var messages = new List<SignedEnvelope>();
        for (var i = 0; i < 5; i++)
        {
            var (message, entry) = Opening((2 * i) + 1);
            await AppendAsync(entry, i % 2 == 0 ? ["XA", "XB"] : ["XA", "XC"]);
            await AppendAsync(Reply((2 * i) + 2, _some.Acknowledgement(message)), "XA");
            messages.Add(message);
            _some.Time.Advance(TimeSpan.FromHours(1));
        }

        // What nothing opened is in no list, and so among no histories.
        await AppendAsync(Fact(11, new HubStopped("one", "test")), "XA");

        var all = await HistoriesAsync(null, start, start.AddDays(1), long.MaxValue, 10);
        Assert.Equal([[9L, 10], [7, 8], [5, 6], [3, 4], [1, 2]], all.Select(h => h.Select(e => e.Position).ToArray()));
        Assert.All(all.SelectMany(h => h), e => Assert.Null(e.Envelope));
        var whole = await _store.ReadStreamAsync(StreamId.Exchange(messages[4].Envelope.Id), default);
        Assert.Equal(whole, all[0].Zip(whole, (e, one) => e with { Envelope = one.Envelope }));

        Assert.Equal([9L, 5, 1], await OpeningsAsync("XB", start, start.AddDays(1), long.MaxValue, 10));
        Assert.Equal([7L, 5, 3], await OpeningsAsync("XA", start.AddHours(1), start.AddHours(4), long.MaxValue, 10));
        Assert.Equal([7L, 5, 3], await OpeningsAsync(null, start.AddHours(1), start.AddHours(4), long.MaxValue, 10));
        Assert.Equal([5L, 3], await OpeningsAsync("XA", start, start.AddDays(1), 7, 2));
        Assert.Equal([5L, 3], await OpeningsAsync(null, start, start.AddDays(1), 7, 2));
        Assert.Empty(await OpeningsAsync("XD", start, start.AddDays(1), long.MaxValue, 10));
        Assert.Empty(await OpeningsAsync(null, start.AddDays(1), start.AddDays(2), long.MaxValue, 10));

        // Whoever joined has them too.
        await JoinAsync(new Joining(StreamId.Exchange(messages[0].Envelope.Id), "XD", [1, 2], 1, Open: true));
        Assert.Equal([1L], await OpeningsAsync("XD", start, start.AddDays(1), long.MaxValue, 10));

        ValueTask<IReadOnlyList<IReadOnlyList<StoredEntry>>> HistoriesAsync(
            string? participant, DateTimeOffset from, DateTimeOffset to, long before, int limit) =>
            _store.ReadHistoriesAsync(new HistoryQuestion(participant, from, to), before, limit, default);

        async Task<IEnumerable<long>> OpeningsAsync(
            string? participant, DateTimeOffset from, DateTimeOffset to, long before, int limit) =>
            (await HistoriesAsync(participant, from, to, before, limit)).Select(h => h[0].Position);
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(100, 110)]
    [InlineData(250, 520)]
    [InlineData(590, 700)]
    [InlineData(-2000, -1000)]
    [InlineData(-5000, -4000)]
    [InlineData(1000, 2000)]
    public async Task Histories_of_a_period_are_found_however_many_there_are_and_however_the_clock_was_set(
        int from, int to)
    {
        const int Entries = 600;
        var times = Enumerable.Range(1, Entries)
            .Select(i => Now.AddMinutes(i is > 300 and <= 310 ? i - 1500 : i)).ToList();
        var start = Now;
        await using (var transaction = await _store.BeginAsync(default))
        {
            for (var position = 1; position <= Entries; position++)
            {
                transaction.Append(Appended(Opening(position).Entry, "XA") with { At = times[position - 1] });
            }
            await transaction.CommitAsync(default);
        }

        var question = new HistoryQuestion(null, start.AddMinutes(from), start.AddMinutes(to));
        var expected = Enumerable.Range(1, Entries).Reverse()
            .Where(i => times[i - 1] >= question.From && times[i - 1] < question.To).Select(i => (long)i).ToList();

        foreach (var asked in new[] { question, question with { Participant = "XA" } })
        {
            var found = new List<long>();
            IReadOnlyList<IReadOnlyList<StoredEntry>> page;
            do
            {
                page = await _store.ReadHistoriesAsync(asked, found.LastOrDefault(long.MaxValue), 100, default);
                found.AddRange(page.Select(history => history[0].Position));
            }
            while (page.Count == 100);
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public async Task Histories_that_nobody_waits_for_any_more_are_not_read()
    {
        await AppendAsync(Opening(1).Entry, "XA");
        using var left = new CancellationTokenSource();
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _store.ReadHistoriesAsync(
            new HistoryQuestion(null, Now.AddDays(-1), Now.AddDays(1)), long.MaxValue, 10, left.Token));
    }

    private Task EndAsync(StoredEntry entry, long opening, ImmutableArray<string> listed) => AppendAsync(
        Appended(entry, [.. listed]) with { Mark = ListMark.Ends, Opening = opening, Listed = listed });

    private async Task JoinAsync(Joining joining)
    {
        await using var transaction = await _store.BeginAsync(default);
        transaction.Join(joining);
        await transaction.CommitAsync(default);
    }
}
