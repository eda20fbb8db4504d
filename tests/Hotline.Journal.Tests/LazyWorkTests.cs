using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Hubs;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

/// <summary>Commands that nobody waits for, cursors and heartbeats.</summary>
public sealed class LazyWorkTests : IAsyncLifetime
{
    private RecorderBench _bench = null!;

    public async Task InitializeAsync() => _bench = await RecorderBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private static Carry Carry(MessageId exchange) => new(exchange, "XB", "officer", Carrier.SignalR);

    [Fact]
    public async Task A_command_that_nobody_waits_for_joins_the_next_commit_and_comes_before_it()
    {
        var message = await _bench.OpenedAsync();
        _bench.Recorder.ExecuteLater(Carry(message.Envelope.Id));
        var acknowledged = (await _bench.SubmitAsync(_bench.Some.Acknowledgement(message))).Value;
        Assert.Equal(3, acknowledged.Entries.Single().Position);
        Assert.IsType<Carried>((await _bench.Store.ReadAsync(1, 1, default))[0].Entry.Fact);
    }

    [Fact]
    public async Task Without_company_it_is_committed_after_its_linger_time()
    {
        var message = await _bench.OpenedAsync();
        var seen = _bench.Tail.WaitAsync("XA", 1, default);
        _bench.Recorder.ExecuteLater(Carry(message.Envelope.Id));
        _bench.Time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.Equal(1, _bench.Tail.Head);
        _bench.Time.Advance(TimeSpan.FromMilliseconds(1));
        await seen;
        Assert.Equal(2, _bench.Tail.Head);
    }

    [Fact]
    public async Task Those_that_fill_a_batch_do_not_wait_for_the_linger_time()
    {
        await _bench.CloseAsync();
        await using var bench = await RecorderBench.StartAsync(new RecorderOptions { BatchSize = 2 });
        var (one, two) = (await bench.OpenedAsync(), await bench.OpenedAsync());
        var seen = bench.Tail.WaitAsync("XA", 3, default);
        bench.Recorder.ExecuteLater(Carry(one.Envelope.Id));
        bench.Recorder.ExecuteLater(Carry(two.Envelope.Id));
        await seen;
        Assert.Equal(4, bench.Tail.Head);
    }

    [Fact]
    public async Task What_nobody_waits_for_is_written_when_the_hub_closes()
    {
        var message = await _bench.OpenedAsync();
        _bench.Recorder.ExecuteLater(Carry(message.Envelope.Id));
        _bench.Recorder.SetCursor("mail", new Cursor(1, "note"));
        await _bench.ReopenAsync();
        Assert.Equal(2, _bench.Tail.Head);
        Assert.Equal(1, (await _bench.Store.CursorAsync("mail", default))!.Position);
    }

    [Fact]
    public async Task Of_several_places_of_one_reader_the_last_counts()
    {
        _bench.Recorder.SetCursor("mqtt/XA", new Cursor(9, "note"));
        _bench.Recorder.SetCursor("mqtt/XA", new Cursor(4, "note"));
        await _bench.OpenedAsync();
        Assert.Equal(4, (await _bench.Store.CursorAsync("mqtt/XA", default))!.Position);
    }

    [Fact]
    public async Task One_that_is_refused_disturbs_nobody()
    {
        _bench.Recorder.ExecuteLater(Carry(_bench.Some.Next()));
        await _bench.OpenedAsync();
        Assert.Equal(1, _bench.Tail.Head);
    }

    [Fact]
    public async Task After_a_crash_the_last_heartbeat_says_when_the_hub_was_alive()
    {
        Assert.Null(_bench.Recorder.LastAlive);
        await _bench.OpenedAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        _bench.Recorder.Beat();
        var beat = _bench.Time.GetUtcNow();
        await _bench.ReopenAsync();
        Assert.Equal(beat, _bench.Recorder.LastAlive);
        Assert.False(_bench.Recorder.StoppedInOrder);
        Assert.Equal(1, _bench.Tail.Head);
    }

    [Fact]
    public async Task An_entry_after_the_last_heartbeat_is_a_sign_of_life_too()
    {
        _bench.Recorder.Beat();
        _bench.Time.Advance(TimeSpan.FromSeconds(3));
        await _bench.OpenedAsync();
        var last = _bench.Time.GetUtcNow();
        _bench.Time.Advance(TimeSpan.FromHours(1));
        await _bench.ReopenAsync();
        Assert.Equal(last, _bench.Recorder.LastAlive);
    }

    [Fact]
    public async Task A_hub_that_was_stopped_in_order_is_known_to_have_been()
    {
        var hub = Some.HubKey.Id;
        Assert.False(_bench.Recorder.StoppedInOrder);
        await _bench.Recorder.ExecuteAsync(new StartHub(hub, "1.0", null));
        await _bench.Recorder.ExecuteAsync(new StopHub(hub, "test"));
        await _bench.ReopenAsync();
        Assert.True(_bench.Recorder.StoppedInOrder);
        await _bench.Recorder.ExecuteAsync(new StartHub(hub, "1.0", null));
        await _bench.OpenedAsync();
        await _bench.ReopenAsync();
        Assert.False(_bench.Recorder.StoppedInOrder);
    }

    [Fact]
    public async Task Another_hubs_end_is_not_this_ones()
    {
        await _bench.Recorder.ExecuteAsync(new StartHub(Some.HubKey.Id, "1.0", null));
        await _bench.Recorder.ExecuteAsync(new StopHub("another", "test"));
        await _bench.ReopenAsync();
        Assert.False(_bench.Recorder.StoppedInOrder);
    }
}
