using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

/// <summary>Sleeping until something is due.</summary>
public sealed class DueTests : IAsyncLifetime
{
    private Hub _hub = null!;

    public async Task InitializeAsync() => _hub = await Hub.StartAsync();

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    private async Task<Task> AsleepAsync(DueSort sort, CancellationToken ct = default)
    {
        var waiting = _hub.Time.Waiting;
        var sleeping = _hub.Recorder.UntilDueAsync(sort, ct);
        await RealTime.Until(() => _hub.Time.Waiting > waiting || sleeping.IsCompleted, "the sleeper lies down");
        return sleeping;
    }

    [Fact]
    public async Task What_is_due_already_is_due()
    {
        await _hub.OpenedAsync();
        _hub.Time.Advance(TimeSpan.FromMinutes(1));
        await _hub.Recorder.UntilDueAsync(DueSort.Clock, default);
    }

    [Fact]
    public async Task A_sleeper_wakes_when_the_row_is_due_and_not_before()
    {
        await _hub.OpenedAsync();
        var sleeping = await AsleepAsync(DueSort.Clock);
        for (var i = 0; i < 59; i++)
        {
            _hub.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.False(sleeping.IsCompleted);
        }
        await RealTime.Until(() =>
        {
            _hub.Time.Advance(TimeSpan.FromSeconds(1));
            return sleeping.IsCompleted;
        }, "the sleeper wakes");
        await sleeping;
    }

    [Fact]
    public async Task A_commit_that_brings_an_earlier_row_wakes_the_sleeper()
    {
        var sleeping = await AsleepAsync(DueSort.Mail);
        var message = await _hub.OpenedAsync();
        Assert.False(sleeping.IsCompleted);
        _hub.Time.Advance(TimeSpan.FromMinutes(1));
        await _hub.Recorder.ExecuteAsync(new Fire(message.Envelope.Id));
        await sleeping;
    }

    [Fact]
    public async Task Whoever_stops_sleeping_is_let_go()
    {
        using var stop = new CancellationTokenSource();
        var sleeping = await AsleepAsync(DueSort.Clock, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
    }

    [Fact]
    public async Task A_row_that_the_rules_know_nothing_of_fires_once_and_is_gone()
    {
        var message = await _hub.OpenedAsync();
        await using (var transaction = await _hub.Store.BeginAsync(default))
        {
            transaction.SetDue(message.Envelope.Id, [new DueRow(Schedule.Clock, _hub.Time.GetUtcNow())]);
            await transaction.CommitAsync(default);
        }
        await _hub.Recorder.UntilDueAsync(DueSort.Clock, default);
        Assert.Empty((await _hub.Recorder.ExecuteAsync(new Fire(message.Envelope.Id))).Value.Entries);
        Assert.Equal(_hub.Time.GetUtcNow().AddMinutes(1), await _hub.Store.NextDueAsync(DueSort.Clock, default));
        Assert.Equal(1, _hub.Tail.Head);
    }
}
