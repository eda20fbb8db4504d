using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

public sealed class ConcurrencyTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Poison = new(2026, 3, 1, 4, 0, 0, TimeSpan.Zero);
    private Hub? _hub;

    public async ValueTask DisposeAsync() => await (_hub?.DisposeAsync() ?? ValueTask.CompletedTask);

    private async Task<Hub> StartAsync(RecorderOptions? options = null, Func<IJournalStore, IJournalStore>? around = null) =>
        _hub = await Hub.StartAsync(options, around);

    private static Exchange State(Recorded recorded) => (Exchange)recorded.State!;

    [Fact]
    public async Task Many_submitters_at_once_get_one_position_each_in_their_own_order_with_proofs_that_hold()
    {
        var hub = await StartAsync();
        var callers = await Task.WhenAll(Enumerable.Range(0, 40).Select(caller => Task.Run(async () =>
        {
            var positions = new List<long>();
            for (var i = 0; i < 12; i++)
            {
                var message = hub.Some.Message();
                var receipt = (await hub.SubmitAsync(message)).Value.Receipt!;
                Assert.True(receipt.Verify(Some.HubKey.Public, message.Digest).Ok);
                positions.Add(receipt.Position);
            }
            return positions;
        })));
        Assert.All(callers, positions => Assert.Equal(positions.Order(), positions));
        Assert.Equal(Enumerable.Range(1, 480).Select(p => (long)p), callers.SelectMany(p => p).Order());
        Assert.Equal(480, (await hub.Store.ReadAsync(0, 1000, default)).Count);
    }

    [Fact]
    public async Task Those_who_wait_at_the_same_time_share_a_commit()
    {
        var hold = new HoldUp();
        var hub = await StartAsync(around: hold.Around);
        var first = hub.SubmitAsync(hub.Some.Message());
        await hold.Reached;
        var before = hold.Commits;
        var others = Enumerable.Range(0, 50).Select(_ => hub.SubmitAsync(hub.Some.Message())).ToList();
        hold.Release();
        Assert.All(await Task.WhenAll([first, .. others]), r => Assert.True(r.Ok));
        Assert.Equal(2, hold.Commits - before);
    }

    [Fact]
    public async Task The_same_message_racing_itself_is_recorded_once_and_receipted_each_time()
    {
        var hold = new HoldUp();
        var hub = await StartAsync(around: hold.Around);
        var (message, other) = (hub.Some.Message(), hub.Some.Message());
        var imitation = hub.Some.Message(id: message.Envelope.Id, subject: "Something else");
        var first = hub.SubmitAsync(other);
        await hold.Reached;
        var racing = new[] { message, message, imitation, message }.Select(m => hub.SubmitAsync(m)).ToList();
        hold.Release();
        var recorded = await Task.WhenAll(racing);
        Assert.Equal([false, true, true], recorded.Where(r => r.Ok).Select(r => r.Value.Repeated));
        Assert.All(recorded.Where(r => r.Ok), r => Assert.True(r.Value.Receipt!.Verify(Some.HubKey.Public, message.Digest).Ok));
        Assert.Single(recorded.Where(r => r.Ok).Select(r => r.Value.Receipt!.Entry).Distinct());
        Assert.Equal(2001, recorded[2].Refusal!.Number);
        Assert.True((await first).Ok);
        Assert.Equal(2, await hub.Store.HeadAsync(default));
    }

    [Fact]
    public async Task A_message_and_its_acknowledgement_in_one_batch_are_decided_one_upon_the_other()
    {
        var hold = new HoldUp();
        var hub = await StartAsync(around: hold.Around);
        var message = hub.Some.Message();
        var first = hub.SubmitAsync(hub.Some.Message());
        await hold.Reached;
        var (opening, acknowledgement) = (hub.SubmitAsync(message), hub.SubmitAsync(hub.Some.Acknowledgement(message)));
        hold.Release();
        Assert.Equal(Rung.Accepted, State((await opening).Value).Addressee("XB")!.Rung);
        Assert.Equal(Rung.Acknowledged, State((await acknowledgement).Value).Addressee("XB")!.Rung);
        Assert.Equal(1, (await first).Value.Receipt!.Position);
    }

    [Fact]
    public async Task A_refused_command_does_not_disturb_the_others_of_its_batch()
    {
        var hold = new HoldUp();
        var hub = await StartAsync(around: hold.Around);
        var first = hub.SubmitAsync(hub.Some.Message());
        await hold.Reached;
        var batch = new[] { hub.Some.Message(), hub.Some.Message(to: "XD"), hub.Some.Message() }.Select(m => hub.SubmitAsync(m)).ToList();
        hold.Release();
        await first;
        var recorded = await Task.WhenAll(batch);
        Assert.Equal([2L, 3L], recorded.Where(r => r.Ok).Select(r => r.Value.Receipt!.Position));
        Assert.Equal(2002, recorded[1].Refusal!.Number);
    }

    [Fact]
    public async Task A_defect_met_while_deciding_one_command_fails_that_one_alone()
    {
        var hub = await StartAsync();
        hub.Circumstances = now => now == Poison ? throw new InvalidOperationException("a defect") : Some.Circumstances(now);
        hub.Time.SetWallClock(Poison);
        var refused = (await hub.SubmitAsync(hub.Some.Message())).Refusal!;
        Assert.Equal(3003, refused.Number);
        Assert.DoesNotContain("a defect", refused.Detail, StringComparison.Ordinal);
        hub.Time.SetWallClock(Poison.AddMilliseconds(1));
        await hub.OpenedAsync();
        Assert.Equal(1, await hub.Store.HeadAsync(default));
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_and_recovers()
    {
        var hold = new HoldUp();
        var hub = await StartAsync(new RecorderOptions { Capacity = 3 }, hold.Around);
        var first = hub.SubmitAsync(hub.Some.Message());
        await hold.Reached;
        var queued = Enumerable.Range(0, 3).Select(_ => hub.SubmitAsync(hub.Some.Message())).ToList();
        var refused = hub.SubmitAsync(hub.Some.Message());
        Assert.True(refused.IsCompleted);
        Assert.Equal((3001, RefusalClass.Unavailable), ((await refused).Refusal!.Number, (await refused).Refusal!.Class));
        hold.Release();
        Assert.All(await Task.WhenAll([first, .. queued]), r => Assert.True(r.Ok));
        await hub.OpenedAsync();
    }

    [Fact]
    public async Task More_than_a_batch_is_written_in_several()
    {
        var hub = await StartAsync(new RecorderOptions { BatchSize = 3 });
        var recorded = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hub.SubmitAsync(hub.Some.Message())));
        Assert.Equal(Enumerable.Range(1, 20).Select(p => (long)p), recorded.Select(r => r.Value.Receipt!.Position));
    }

    [Fact]
    public async Task Whoever_stops_waiting_does_not_stop_the_append()
    {
        var hold = new HoldUp();
        var hub = await StartAsync(around: hold.Around);
        using var stop = new CancellationTokenSource();
        var message = hub.Some.Message();
        var waiting = hub.Recorder.ExecuteAsync(new Submit(message, Carrier.Http), stop.Token);
        await hold.Reached;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        hold.Release();
        Assert.True((await hub.SubmitAsync(message)).Value.Repeated);
    }
}
