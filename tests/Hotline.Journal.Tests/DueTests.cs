using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

/// <summary>Waiting until something is due.</summary>
public sealed class DueTests : IAsyncLifetime
{
    private RecorderBench _bench = null!;

    public async Task InitializeAsync() => _bench = await RecorderBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private async Task<Task> WaitingAsync(string kind, CancellationToken ct = default)
    {
        var before = _bench.Time.Waiting;
        var waiting = _bench.Recorder.UntilDueAsync(kind, ct);
        await RealTime.Until(() => _bench.Time.Waiting > before || waiting.IsCompleted, "the waiter to wait");
        return waiting;
    }

    [Fact]
    public async Task What_is_due_already_is_due()
    {
        await _bench.OpenedAsync();
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        await _bench.Recorder.UntilDueAsync(DueKinds.Clock, default);
    }

    [Fact]
    public async Task A_waiter_wakes_when_the_row_is_due_and_not_before()
    {
        await _bench.OpenedAsync();
        var waiting = await WaitingAsync(DueKinds.Clock);
        for (var i = 0; i < 59; i++)
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.False(waiting.IsCompleted);
        }
        await RealTime.Until(() =>
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(1));
            return waiting.IsCompleted;
        }, "the waiter to wake");
        await waiting;
    }

    [Fact]
    public async Task A_commit_that_brings_an_earlier_row_wakes_the_waiter()
    {
        var waiting = await WaitingAsync(DueKinds.Notice(Means.Mail, Precedence.Priority));
        var message = await _bench.OpenedAsync();
        Assert.False(waiting.IsCompleted);
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        await _bench.Recorder.ExecuteAsync(new Fire(StreamId.Exchange(message.Envelope.Id)));
        await waiting;
    }

    [Fact]
    public async Task Whoever_stops_waiting_is_let_go()
    {
        using var stop = new CancellationTokenSource();
        var waiting = await WaitingAsync(DueKinds.Clock, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_row_that_the_rules_know_nothing_of_fires_once_and_is_gone()
    {
        var stream = StreamId.Exchange((await _bench.OpenedAsync()).Envelope.Id);
        var alien = new DueRow(DueKinds.Clock, "", _bench.Time.GetUtcNow());
        await PutAsync(stream, alien);
        await _bench.Recorder.UntilDueAsync(DueKinds.Clock, default);
        Assert.Empty((await _bench.Recorder.ExecuteAsync(new Fire(stream, alien))).Value.Entries);
        Assert.Equal(_bench.Time.GetUtcNow().AddMinutes(1), await _bench.Store.NextDueAsync(DueKinds.Clock, default));
        Assert.Equal(1, _bench.Tail.Head);
    }

    [Fact]
    public async Task A_row_of_a_stream_that_is_not_there_fires_once_and_is_gone()
    {
        var stream = StreamId.Exchange(_bench.Some.Next());
        var alien = new DueRow(DueKinds.Clock, "", _bench.Time.GetUtcNow());
        await PutAsync(stream, alien);
        Assert.Empty((await _bench.Recorder.ExecuteAsync(new Fire(stream, alien))).Value.Entries);
        Assert.Null(await _bench.Store.NextDueAsync(DueKinds.Clock, default));
    }

    [Fact]
    public async Task A_row_that_is_fired_before_its_time_stays()
    {
        var stream = StreamId.Exchange((await _bench.OpenedAsync()).Envelope.Id);
        var row = new DueRow(DueKinds.Clock, "", _bench.Time.GetUtcNow().AddMinutes(1));
        Assert.Empty((await _bench.Recorder.ExecuteAsync(new Fire(stream, row))).Value.Entries);
        Assert.Equal(row.At, await _bench.Store.NextDueAsync(DueKinds.Clock, default));
    }

    [Fact]
    public async Task A_claimed_row_that_fired_is_gone_and_the_next_can_be_claimed_by_anybody()
    {
        await _bench.OpenedAsync();
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        var due = Assert.Single(await ClaimAsync("one"));
        Assert.Empty(await ClaimAsync("two"));
        Assert.NotEmpty((await _bench.Recorder.ExecuteAsync(new Fire(due.Stream, due.Row))).Value.Entries);
        Assert.Empty(await ClaimAsync("two"));
        Assert.True(await _bench.Store.NextDueAsync(DueKinds.Clock, default) > _bench.Time.GetUtcNow());
        _bench.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(due.Stream, Assert.Single(await ClaimAsync("two")).Stream);
    }

    private ValueTask<IReadOnlyList<Due>> ClaimAsync(string bench) => _bench.Store.ClaimDueAsync(
        new DueClaim(DueKinds.Clock, bench, _bench.Time.GetUtcNow(), TimeSpan.FromMinutes(1)), 10, default);

    private async Task PutAsync(StreamId stream, DueRow row)
    {
        await using var transaction = await _bench.Store.BeginAsync(default);
        transaction.ReplaceDue(stream, [], [row]);
        await transaction.CommitAsync(default);
    }
}
