using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

/// <summary>Two hubs on one store: what one of them writes, the other takes in.</summary>
public sealed class OtherHubsTests : IAsyncLifetime
{
    private readonly RecorderBench _hub;
    private SharedStore _shared = null!;
    private CountedReads _reads = null!;
    private Recorder _other = null!;

    public OtherHubsTests() => _hub = new RecorderBench
    {
        Streams = Drills.Book,
        Around = store =>
        {
            _shared = new SharedStore(store);
            _reads = new CountedReads(_shared.ForHub(closes: true));
            return _reads;
        },
    };

    public async Task InitializeAsync()
    {
        await _hub.OpenAsync();
        _other = await _hub.OpenRecorderAsync(_shared.ForHub());
    }

    public async Task DisposeAsync()
    {
        await _other.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task What_another_hub_wrote_is_seen_and_built_upon()
    {
        var message = await _hub.OpenedAsync();
        var acknowledgement = _hub.Some.Acknowledgement(message);
        var waiting = _hub.Tail.WaitAsync("XA", 1, default);
        Assert.True((await _other.ExecuteAsync(new Submit(acknowledgement, Carrier.Http))).Ok);
        await waiting;
        Assert.Equal(acknowledgement.Compact, (await _hub.Tail.ReadAsync("XA", 1, 10)).Items.Single().Envelope);
        var response = _hub.Some.Response(message);
        var recorded = (await _hub.SubmitAsync(response)).Value;
        Assert.Equal(2, ((Exchange)recorded.State!).Acts.Count);
        var entry = recorded.Receipt!.Verify(Some.HubKey.Public, response.Digest).Value;
        Assert.Equal((3L, 2L), (entry.Position, entry.Previous));
    }

    [Fact]
    public async Task It_is_taken_in_before_the_next_decision_though_nobody_had_told_of_it()
    {
        _shared.BeSilent();
        var message = await _hub.OpenedAsync();
        Assert.True((await _other.ExecuteAsync(new Submit(_hub.Some.Acknowledgement(message), Carrier.Http))).Ok);
        Assert.True((await _other.ExecuteAsync(new Submit(_hub.Some.Message(), Carrier.Http))).Ok);
        var again = (await _other.ExecuteAsync(new Submit(message, Carrier.Http))).Value;
        Assert.True(again.Repeated);
        Assert.Equal(1, _hub.Tail.Head);
        var response = _hub.Some.Response(message);
        var recorded = (await _hub.SubmitAsync(response)).Value;
        Assert.Equal(4, recorded.Receipt!.Verify(Some.HubKey.Public, response.Digest).Value.Position);
        Assert.Equal(2, ((Exchange)recorded.State!).Acts.Count);
        Assert.Equal([1L, 2, 3, 4], (await _hub.Tail.ReadAsync("XB", 0, 10)).Items.Select(i => i.Entry.Position));
    }

    [Fact]
    public async Task It_wakes_those_whom_it_concerns_and_nobody_else()
    {
        var (addressee, coordinator) = (_hub.Tail.WaitAsync("XB", 0, default), _hub.Tail.WaitAsync("XZ", 0, default));
        var stranger = _hub.Tail.WaitAsync("XC", 0, default);
        Assert.True((await _other.ExecuteAsync(new Submit(_hub.Some.Message(), Carrier.Http))).Ok);
        await addressee;
        await coordinator;
        Assert.False(stranger.IsCompleted);
        var page = await _hub.Tail.ReadAsync("XZ", 0, 10);
        Assert.Null(page.Items.Single().Envelope);
    }

    [Fact]
    public async Task What_is_known_already_is_not_read_again()
    {
        var message = await _hub.OpenedAsync();
        Assert.True((await _other.ExecuteAsync(new Submit(_hub.Some.Acknowledgement(message), Carrier.Http))).Ok);
        await RealTime.Until(() => _hub.Tail.Head == 2, "the other's entry to be taken in");
        Assert.True((await _hub.SubmitAsync(_hub.Some.Response(message))).Ok);
        Assert.Equal(0, _reads.Streams);
    }

    [Fact]
    public async Task A_row_that_another_hub_brought_wakes_whoever_waits_for_one()
    {
        var before = _hub.Time.Waiting;
        var waiting = _hub.Recorder.UntilDueAsync("now", default);
        await RealTime.Until(() => _hub.Time.Waiting > before || waiting.IsCompleted, "the waiter to wait");
        await using (var transaction = await _shared.ForHub().BeginAsync(default))
        {
            var stopped = StoredEntry.Of(new Entry(1, _hub.Time.GetUtcNow(), new HubStopped("another", "test")), null);
            transaction.Append(new Appended(stopped, stopped.Entry.At, null, [], ListMark.None));
            transaction.ReplaceDue(stopped.Stream, [], [new DueRow("now", "", _hub.Time.GetUtcNow())]);
            await transaction.CommitAsync(default);
        }
        await waiting;
    }

    [Fact]
    public async Task Who_joins_at_another_hub_reads_here_what_was_before()
    {
        Assert.True((await _hub.Recorder.ExecuteAsync(new CallDrill("one", ["XA"]))).Ok);
        Assert.True((await _hub.Recorder.ExecuteAsync(new NoteDrill("one", Confidential: true))).Ok);
        Assert.True((await _hub.Recorder.ExecuteAsync(new NoteDrill("one"))).Ok);
        var waiting = _hub.Tail.WaitAsync("XC", 3, default);
        Assert.True((await _other.ExecuteAsync(new JoinDrill("one", "XC"))).Ok);
        await waiting;
        Assert.Equal([1L, 3, 4], (await _hub.Tail.ReadAsync("XC", 0, 10)).Items.Select(i => i.Entry.Position));

        // The end is written here, where he did not join.
        _hub.Time.Advance(TimeSpan.FromHours(1));
        Assert.Single((await _hub.Recorder.ExecuteAsync(new Fire(Drills.Of("one")))).Value.Entries);
        Assert.Empty(await _hub.Store.ListAsync("XC", long.MaxValue, 10, true, default));
        Assert.Empty((await _hub.CheckAsync()).Findings);
    }

    [Fact]
    public async Task However_two_hubs_write_at_once_every_reader_of_each_sees_all_in_order_and_every_receipt_holds()
    {
        const int each = 60;
        var readers = new[] { _hub.Tail, _other.Tail }.Select(tail => Task.Run(async () =>
        {
            var seen = new List<long>();
            for (var cursor = 0L; seen.Count < 4 * each;)
            {
                await tail.WaitAsync("XB", cursor, default);
                var page = await tail.ReadAsync("XB", cursor, 7);
                seen.AddRange(page.Items.Select(i => i.Entry.Position));
                cursor = page.Cursor;
            }
            return seen;
        })).ToList();

        // Each hub answers what the other was sent.
        await Parallel.ForEachAsync(Enumerable.Range(0, 2 * each), async (i, _) =>
        {
            var (one, two) = i % 2 == 0 ? (_hub.Recorder, _other) : (_other, _hub.Recorder);
            var message = _hub.Some.Message();
            await SubmitAsync(one, message);
            await SubmitAsync(two, _hub.Some.Acknowledgement(message));
        });
        foreach (var seen in await Task.WhenAll(readers))
        {
            Assert.Equal(Enumerable.Range(1, 4 * each).Select(p => (long)p), seen);
        }
        var report = await _hub.CheckAsync();
        Assert.Empty(report.Findings);
        Assert.Equal(2L * each, report.Exchanges);

        static async Task SubmitAsync(Recorder recorder, SignedEnvelope message)
        {
            var receipt = (await recorder.ExecuteAsync(new Submit(message, Carrier.Http))).Value.Receipt!;
            Assert.True(receipt.Verify(Some.HubKey.Public, message.Digest).Ok);
        }
    }

    [Fact]
    public async Task A_tile_that_another_hub_completed_is_not_written_twice()
    {
        for (var i = 0; i < 130; i++)
        {
            Assert.True((await _hub.SubmitAsync(_hub.Some.Message())).Ok);
            Assert.True((await _other.ExecuteAsync(new Submit(_hub.Some.Message(), Carrier.Http))).Ok);
        }
        Assert.Single(await _hub.Store.ReadTilesAsync(8, 0, 10, default));
        Assert.Empty((await _hub.CheckAsync()).Findings);
    }

    /// <summary>Counts how often an exchange was read.</summary>
    private sealed class CountedReads(IJournalStore inner) : AroundStore(inner)
    {
        private int _streams;

        public int Streams => Volatile.Read(ref _streams);

        public override async ValueTask<IJournalTransaction> BeginAsync(CancellationToken ct) =>
            new Transaction(this, await base.BeginAsync(ct));

        public override ValueTask<IReadOnlyList<StoredEntry>> ReadStreamAsync(StreamId stream, CancellationToken ct)
        {
            Count(stream);
            return base.ReadStreamAsync(stream, ct);
        }

        private void Count(StreamId stream)
        {
            if (stream.AsExchange is not null)
            {
                Interlocked.Increment(ref _streams);
            }
        }

        private sealed class Transaction(CountedReads reads, IJournalTransaction inner) : AroundTransaction(inner)
        {
            public override ValueTask<IReadOnlyList<StoredEntry>> ReadStreamAsync(StreamId stream, CancellationToken ct)
            {
                reads.Count(stream);
                return base.ReadStreamAsync(stream, ct);
            }
        }
    }
}
