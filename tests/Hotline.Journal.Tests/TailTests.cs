using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

public sealed class TailTests : IAsyncDisposable
{
    private RecorderBench? _bench;

    public async ValueTask DisposeAsync() => await (_bench?.DisposeAsync() ?? ValueTask.CompletedTask);

    private async Task<RecorderBench> StartAsync(RecorderOptions? options = null) =>
        _bench = await RecorderBench.StartAsync(options);

    [Fact]
    public async Task A_feed_holds_what_concerns_its_reader_and_nothing_else()
    {
        var bench = await StartAsync();
        await bench.OpenedAsync(to: "XB");
        await bench.OpenedAsync(to: "XC");
        Assert.Equal([1L], (await bench.Tail.ReadAsync("XB", 0, 10)).Items.Select(i => i.Entry.Position));
        Assert.Equal([2L], (await bench.Tail.ReadAsync("XC", 0, 10)).Items.Select(i => i.Entry.Position));
        Assert.Equal([1L, 2], (await bench.Tail.ReadAsync("XA", 0, 10)).Items.Select(i => i.Entry.Position));
    }

    [Fact]
    public async Task A_flash_is_at_hand_for_whoever_is_behind_also_when_memory_has_forgotten_what_came_with_it()
    {
        var bench = await StartAsync(new RecorderOptions { RecentEntries = 2 });
        await bench.SubmitAsync(bench.Some.Message(to: "XB", precedence: Precedence.Flash));
        await bench.SubmitAsync(bench.Some.Message(to: "XC", precedence: Precedence.Flash));
        for (var i = 0; i < 4; i++)
        {
            await bench.OpenedAsync(to: "XB");
        }
        await bench.SubmitAsync(bench.Some.Message(to: "XB", precedence: Precedence.Flash));

        Assert.Equal([1L, 7], Positions(0, 1024 * 1024));
        Assert.Equal([1L], Positions(0, envelopes: 1));
        Assert.Equal([7L], Positions(1, envelopes: 1));
        Assert.Empty(Positions(7, 1024));

        IEnumerable<long> Positions(long after, int envelopes) =>
            bench.Tail.Urgent("XB", after, envelopes).Select(i => i.Entry.Position);
    }

    [Fact]
    public async Task A_coordinator_reads_every_fact_and_no_envelope()
    {
        var bench = await StartAsync();
        var message = await bench.OpenedAsync();
        await bench.SubmitAsync(bench.Some.Acknowledgement(message));
        await AssertAsync();
        await bench.ReopenAsync();
        await AssertAsync();

        async Task AssertAsync()
        {
            var seen = await bench.Tail.ReadAsync("XZ", 0, 10);
            Assert.Equal(2, seen.Items.Length);
            Assert.All(seen.Items, i => Assert.Null(i.Envelope));
            Assert.Equal(message.Compact, (await bench.Tail.ReadAsync("XB", 0, 10)).Items[0].Envelope);
        }
    }

    [Fact]
    public async Task A_page_without_items_still_moves_on()
    {
        var bench = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await bench.OpenedAsync(to: "XB");
        }
        var page = await bench.Tail.ReadAsync("XC", 0, 10);
        Assert.Equal((0, 5L, 5L), (page.Items.Length, page.Cursor, page.Head));
        await bench.ReopenAsync();
        page = await bench.Tail.ReadAsync("XC", 0, 10);
        Assert.Equal((0, 5L, 5L), (page.Items.Length, page.Cursor, page.Head));
    }

    [Fact]
    public async Task A_page_holds_no_more_than_its_limit_and_the_next_joins_on()
    {
        var bench = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await bench.OpenedAsync();
        }
        var page = await bench.Tail.ReadAsync("XB", 0, 2);
        Assert.Equal([1L, 2], page.Items.Select(i => i.Entry.Position));
        Assert.Equal((2L, 5L), (page.Cursor, page.Head));
        Assert.Equal([3L, 4], (await bench.Tail.ReadAsync("XB", page.Cursor, 2)).Items.Select(i => i.Entry.Position));
    }

    [Fact]
    public async Task Only_what_comes_begins_at_the_head()
    {
        var bench = await StartAsync();
        await bench.OpenedAsync();
        var page = await bench.Tail.ReadAsync("XB", -1, 10);
        Assert.Equal((0, 1L), (page.Items.Length, page.Cursor));
    }

    [Fact]
    public async Task An_entry_wakes_those_whom_it_concerns_and_nobody_else()
    {
        var bench = await StartAsync();
        var (addressee, stranger) = (bench.Tail.WaitAsync("XB", 0, default), bench.Tail.WaitAsync("XC", 0, default));
        await bench.OpenedAsync(to: "XB");
        await addressee;
        Assert.False(stranger.IsCompleted);
        await bench.OpenedAsync(to: "XC");
        await stranger;
    }

    [Fact]
    public async Task Waiting_for_what_is_there_already_does_not_wait()
    {
        var bench = await StartAsync();
        await bench.OpenedAsync();
        Assert.True(bench.Tail.WaitAsync("XB", 0, default).IsCompleted);
        Assert.False(bench.Tail.WaitAsync("XB", 1, default).IsCompleted);
        await bench.ReopenAsync();
        Assert.True(bench.Tail.WaitAsync("XB", 0, default).IsCompleted);
        Assert.False(bench.Tail.WaitAsync("XB", 1, default).IsCompleted);
    }

    [Fact]
    public async Task Whoever_stops_waiting_is_let_go()
    {
        var bench = await StartAsync();
        using var stop = new CancellationTokenSource();
        var waiting = bench.Tail.WaitAsync("XB", 0, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData(10_000, 3)]
    [InlineData(16, 1)]
    [InlineData(16, 50)]
    [InlineData(1, 7)]
    public async Task Every_reader_sees_every_entry_once_and_in_order_while_others_append(int recent, int limit)
    {
        var bench = await StartAsync(new RecorderOptions { RecentEntries = recent });
        const int messages = 120;
        var readers = new[] { "XA", "XB", "XZ", "XA" }.Select(reader => Task.Run(async () =>
        {
            var seen = new List<long>();
            for (var cursor = 0L; seen.Count < messages;)
            {
                await bench.Tail.WaitAsync(reader, cursor, default);
                var page = await bench.Tail.ReadAsync(reader, cursor, limit);
                Assert.True(page.Items.Length <= limit);
                Assert.True(page.Cursor >= cursor && page.Cursor <= page.Head);
                seen.AddRange(page.Items.Select(i => i.Entry.Position));
                cursor = page.Cursor;
            }
            return seen;
        })).ToList();
        var late = Task.Run(async () =>
        {
            await bench.Tail.WaitAsync("XB", messages / 2, default);
            return (await bench.Tail.ReadAsync("XB", 0, 1)).Items.Single().Entry.Position;
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, messages), async (_, _) => await bench.OpenedAsync());
        foreach (var seen in await Task.WhenAll(readers))
        {
            Assert.Equal(Enumerable.Range(1, messages).Select(p => (long)p), seen);
        }
        Assert.Equal(1, await late);
    }

    [Fact]
    public async Task Memory_is_bounded_by_bytes_too_and_the_store_has_the_rest()
    {
        var bench = await StartAsync(new RecorderOptions { RecentBytes = 1 });
        for (var i = 0; i < 5; i++)
        {
            await bench.OpenedAsync();
        }
        Assert.Equal([1L, 2, 3, 4, 5], (await bench.Tail.ReadAsync("XB", 0, 10)).Items.Select(i => i.Entry.Position));
    }

    [Fact]
    public async Task A_page_holds_no_more_of_envelopes_than_is_asked_for_whether_from_memory_or_not()
    {
        var bench = await StartAsync();
        var size = 0;
        for (var i = 0; i < 40; i++)
        {
            size = (await bench.OpenedAsync()).Compact.Length;
        }
        await ReadInPagesAsync(bench, size);
        await bench.ReopenAsync();
        await ReadInPagesAsync(bench, size);
    }

    private static async Task ReadInPagesAsync(RecorderBench bench, int size)
    {
        var seen = new List<long>();
        for (long cursor = 0; cursor < 40;)
        {
            var page = await bench.Tail.ReadAsync("XB", cursor, 500, (20 * size) + (size / 2), default);
            Assert.InRange(page.Items.Length, 1, 20);
            seen.AddRange(page.Items.Select(i => i.Entry.Position));
            cursor = page.Cursor;
        }
        Assert.Equal(Enumerable.Range(1, 40).Select(p => (long)p), seen);
        Assert.Single((await bench.Tail.ReadAsync("XB", 0, 500, 1, default)).Items);
    }

    [Fact]
    public async Task A_page_of_large_envelopes_holds_fewer_and_the_next_joins_on()
    {
        var bench = await StartAsync();
        var text = new string('x', 150 * 1024);
        for (var i = 0; i < 10; i++)
        {
            var large = bench.Some.Message().Envelope with { Content = new Protocol.Envelopes.Content(
                "text/plain", $"\"{text}\"") };
            Assert.True((await bench.SubmitAsync(Some.Sign(large))).Ok);
        }
        await ReadAllAsync();
        await bench.ReopenAsync();
        await ReadAllAsync();

        async Task ReadAllAsync()
        {
            var seen = new List<long>();
            for (var cursor = 0L; cursor < 10;)
            {
                var page = await bench.Tail.ReadAsync("XB", cursor, 100);
                Assert.True(page.Items.Sum(i => i.Envelope!.Length) <= 1024 * 1024);
                seen.AddRange(page.Items.Select(i => i.Entry.Position));
                cursor = page.Cursor;
            }
            Assert.Equal(Enumerable.Range(1, 10).Select(p => (long)p), seen);
        }
    }

    [Fact]
    public async Task A_fact_that_one_addressee_caused_is_not_in_the_others_feed()
    {
        var bench = await StartAsync();
        var message = await bench.OpenedAsync(to: "XB XC");
        await bench.Recorder.ExecuteAsync(
            new Confirm(message.Envelope.Id, "XB", "officer", Rung.Delivered, Carrier.Mqtt));
        Assert.Contains((await bench.Tail.ReadAsync("XA", 0, 10)).Items, i => i.Entry.Fact is Delivered);
        Assert.DoesNotContain((await bench.Tail.ReadAsync("XC", 0, 10)).Items, i => i.Entry.Fact is Delivered);
    }
}
