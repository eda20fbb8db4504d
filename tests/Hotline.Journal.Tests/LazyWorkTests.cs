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
    private Hub _hub = null!;

    public async Task InitializeAsync() => _hub = await Hub.StartAsync();

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    private static Carry Carry(MessageId exchange) => new(exchange, "XB", "officer", Carrier.SignalR);

    [Fact]
    public async Task A_command_that_nobody_waits_for_joins_the_next_commit_and_comes_before_it()
    {
        var message = await _hub.OpenedAsync();
        _hub.Recorder.ExecuteLater(Carry(message.Envelope.Id));
        var acknowledged = (await _hub.SubmitAsync(_hub.Some.Acknowledgement(message))).Value;
        Assert.Equal(3, acknowledged.Entries.Single().Position);
        Assert.IsType<Carried>((await _hub.Store.ReadAsync(1, 1, default))[0].Entry.Fact);
    }

    [Fact]
    public async Task Without_company_it_is_committed_after_its_linger_time()
    {
        var message = await _hub.OpenedAsync();
        var seen = _hub.Tail.WaitAsync("XA", 1, default);
        _hub.Recorder.ExecuteLater(Carry(message.Envelope.Id));
        _hub.Time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.Equal(1, _hub.Tail.Head);
        _hub.Time.Advance(TimeSpan.FromMilliseconds(1));
        await seen;
        Assert.Equal(2, _hub.Tail.Head);
    }

    [Fact]
    public async Task Those_that_fill_a_batch_do_not_wait_for_the_linger_time()
    {
        await _hub.CloseAsync();
        await using var hub = await Hub.StartAsync(new RecorderOptions { BatchSize = 2 });
        var (one, two) = (await hub.OpenedAsync(), await hub.OpenedAsync());
        var seen = hub.Tail.WaitAsync("XA", 3, default);
        hub.Recorder.ExecuteLater(Carry(one.Envelope.Id));
        hub.Recorder.ExecuteLater(Carry(two.Envelope.Id));
        await seen;
        Assert.Equal(4, hub.Tail.Head);
    }

    [Fact]
    public async Task What_nobody_waits_for_is_written_when_the_hub_closes()
    {
        var message = await _hub.OpenedAsync();
        _hub.Recorder.ExecuteLater(Carry(message.Envelope.Id));
        _hub.Recorder.SetCursor("mail", new Cursor(1, "note"));
        await _hub.ReopenAsync();
        Assert.Equal(2, _hub.Tail.Head);
        Assert.Equal(1, (await _hub.Store.CursorAsync("mail", default))!.Position);
    }

    [Fact]
    public async Task Of_several_places_of_one_reader_the_last_counts()
    {
        _hub.Recorder.SetCursor("mqtt/XA", new Cursor(9, "note"));
        _hub.Recorder.SetCursor("mqtt/XA", new Cursor(4, "note"));
        await _hub.OpenedAsync();
        Assert.Equal(4, (await _hub.Store.CursorAsync("mqtt/XA", default))!.Position);
    }

    [Fact]
    public async Task One_that_is_refused_disturbs_nobody()
    {
        _hub.Recorder.ExecuteLater(Carry(_hub.Some.Next()));
        await _hub.OpenedAsync();
        Assert.Equal(1, _hub.Tail.Head);
    }

    [Fact]
    public async Task After_a_crash_the_last_heartbeat_says_when_the_hub_was_alive()
    {
        Assert.Null(_hub.Recorder.LastAlive);
        await _hub.OpenedAsync();
        _hub.Time.Advance(TimeSpan.FromSeconds(5));
        _hub.Recorder.Beat();
        var beat = _hub.Time.GetUtcNow();
        await _hub.ReopenAsync();
        Assert.Equal(beat, _hub.Recorder.LastAlive);
        Assert.False(_hub.Recorder.StoppedInOrder);
        Assert.Equal(1, _hub.Tail.Head);
    }

    [Fact]
    public async Task An_entry_after_the_last_heartbeat_is_a_sign_of_life_too()
    {
        _hub.Recorder.Beat();
        _hub.Time.Advance(TimeSpan.FromSeconds(3));
        await _hub.OpenedAsync();
        var last = _hub.Time.GetUtcNow();
        _hub.Time.Advance(TimeSpan.FromHours(1));
        await _hub.ReopenAsync();
        Assert.Equal(last, _hub.Recorder.LastAlive);
    }

    [Fact]
    public async Task A_hub_that_was_stopped_in_order_is_known_to_have_been()
    {
        var hub = Some.HubKey.Id;
        Assert.False(_hub.Recorder.StoppedInOrder);
        await _hub.Recorder.ExecuteAsync(new StartHub(hub, "1.0", null));
        await _hub.Recorder.ExecuteAsync(new StopHub(hub, "test"));
        await _hub.ReopenAsync();
        Assert.True(_hub.Recorder.StoppedInOrder);
        await _hub.Recorder.ExecuteAsync(new StartHub(hub, "1.0", null));
        await _hub.OpenedAsync();
        await _hub.ReopenAsync();
        Assert.False(_hub.Recorder.StoppedInOrder);
    }

    [Fact]
    public async Task Another_hubs_end_is_not_this_ones()
    {
        await _hub.Recorder.ExecuteAsync(new StartHub(Some.HubKey.Id, "1.0", null));
        await _hub.Recorder.ExecuteAsync(new StopHub("another", "test"));
        await _hub.ReopenAsync();
        Assert.False(_hub.Recorder.StoppedInOrder);
    }
}
