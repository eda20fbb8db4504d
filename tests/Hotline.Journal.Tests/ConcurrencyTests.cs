using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

public sealed class ConcurrencyTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Poison = new(2026, 3, 1, 4, 0, 0, TimeSpan.Zero);
    private RecorderBench? _bench;

    public async ValueTask DisposeAsync() => await (_bench?.DisposeAsync() ?? ValueTask.CompletedTask);

    private async Task<RecorderBench> StartAsync(
        RecorderOptions? options = null, Func<IJournalStore, IJournalStore>? around = null) =>
        _bench = await RecorderBench.StartAsync(options, around);

    private static Exchange State(Recorded recorded) => (Exchange)recorded.State!;

    [Fact]
    public async Task Many_submitters_at_once_get_one_position_each_in_their_own_order_with_proofs_that_hold()
    {
        var bench = await StartAsync();
        var callers = await Task.WhenAll(Enumerable.Range(0, 40).Select(caller => Task.Run(async () =>
        {
            var positions = new List<long>();
            for (var i = 0; i < 12; i++)
            {
                var message = bench.Some.Message();
                var receipt = (await bench.SubmitAsync(message)).Value.Receipt!;
                Assert.True(receipt.Verify(Some.HubKey.Public, message.Digest).Ok);
                positions.Add(receipt.Position);
            }
            return positions;
        })));
        Assert.All(callers, positions => Assert.Equal(positions.Order(), positions));
        Assert.Equal(Enumerable.Range(1, 480).Select(p => (long)p), callers.SelectMany(p => p).Order());
        Assert.Equal(480, (await bench.Store.ReadAsync(0, 1000, default)).Count);
    }

    [Fact]
    public async Task Those_who_wait_at_the_same_time_share_a_commit()
    {
        var hold = new HoldUp();
        var bench = await StartAsync(around: hold.Around);
        var first = bench.SubmitAsync(bench.Some.Message());
        await hold.Reached;
        var before = hold.Commits;
        var others = Enumerable.Range(0, 50).Select(_ => bench.SubmitAsync(bench.Some.Message())).ToList();
        hold.Release();
        Assert.All(await Task.WhenAll([first, .. others]), r => Assert.True(r.Ok));
        Assert.Equal(2, hold.Commits - before);
    }

    [Fact]
    public async Task The_same_message_racing_itself_is_recorded_once_and_receipted_each_time()
    {
        var hold = new HoldUp();
        var bench = await StartAsync(around: hold.Around);
        var (message, other) = (bench.Some.Message(), bench.Some.Message());
        var imitation = bench.Some.Message(id: message.Envelope.Id, subject: "Something else");
        var first = bench.SubmitAsync(other);
        await hold.Reached;
        var racing = new[] { message, message, imitation, message }.Select(m => bench.SubmitAsync(m)).ToList();
        hold.Release();
        var recorded = await Task.WhenAll(racing);
        Assert.Equal([false, true, true], recorded.Where(r => r.Ok).Select(r => r.Value.Repeated));
        Assert.All(recorded.Where(r => r.Ok),
            r => Assert.True(r.Value.Receipt!.Verify(Some.HubKey.Public, message.Digest).Ok));
        Assert.Single(recorded.Where(r => r.Ok).Select(r => r.Value.Receipt!.Entry).Distinct());
        Assert.Equal(2001, recorded[2].Refusal!.Number);
        Assert.True((await first).Ok);
        Assert.Equal(2, await bench.Store.HeadAsync(default));
    }

    [Fact]
    public async Task A_message_and_its_acknowledgement_in_one_batch_are_decided_one_upon_the_other()
    {
        var hold = new HoldUp();
        var bench = await StartAsync(around: hold.Around);
        var message = bench.Some.Message();
        var first = bench.SubmitAsync(bench.Some.Message());
        await hold.Reached;
        var (opening, acknowledgement) =
            (bench.SubmitAsync(message), bench.SubmitAsync(bench.Some.Acknowledgement(message)));
        hold.Release();
        Assert.Equal(Rung.Accepted, State((await opening).Value).Addressee("XB")!.Rung);
        Assert.Equal(Rung.Acknowledged, State((await acknowledgement).Value).Addressee("XB")!.Rung);
        Assert.Equal(1, (await first).Value.Receipt!.Position);
    }

    [Fact]
    public async Task A_refused_command_does_not_disturb_the_others_of_its_batch()
    {
        var hold = new HoldUp();
        var bench = await StartAsync(around: hold.Around);
        var first = bench.SubmitAsync(bench.Some.Message());
        await hold.Reached;
        var batch = new[] { bench.Some.Message(), bench.Some.Message(to: "XD"), bench.Some.Message() }
            .Select(m => bench.SubmitAsync(m)).ToList();
        hold.Release();
        await first;
        var recorded = await Task.WhenAll(batch);
        Assert.Equal([2L, 3L], recorded.Where(r => r.Ok).Select(r => r.Value.Receipt!.Position));
        Assert.Equal(2002, recorded[1].Refusal!.Number);
    }

    [Fact]
    public async Task A_defect_met_while_deciding_one_command_fails_that_one_alone()
    {
        var bench = await StartAsync();
        bench.Circumstances = now => now == Poison
            ? throw new InvalidOperationException("a defect") : Some.Circumstances(now);
        bench.Time.SetWallClock(Poison);
        var refused = (await bench.SubmitAsync(bench.Some.Message())).Refusal!;
        Assert.Equal(3003, refused.Number);
        Assert.DoesNotContain("a defect", refused.Detail, StringComparison.Ordinal);
        bench.Time.SetWallClock(Poison.AddMilliseconds(1));
        await bench.OpenedAsync();
        Assert.Equal(1, await bench.Store.HeadAsync(default));
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_and_recovers()
    {
        var hold = new HoldUp();
        var bench = await StartAsync(new RecorderOptions { Capacity = 3 }, hold.Around);
        var first = bench.SubmitAsync(bench.Some.Message());
        await hold.Reached;
        var queued = Enumerable.Range(0, 3).Select(_ => bench.SubmitAsync(bench.Some.Message())).ToList();
        var refused = bench.SubmitAsync(bench.Some.Message());
        Assert.True(refused.IsCompleted);
        Assert.Equal(
            (3001, RefusalClass.Unavailable), ((await refused).Refusal!.Number, (await refused).Refusal!.Class));
        hold.Release();
        Assert.All(await Task.WhenAll([first, .. queued]), r => Assert.True(r.Ok));
        await bench.OpenedAsync();
    }

    [Fact]
    public async Task More_than_a_batch_is_written_in_several()
    {
        var bench = await StartAsync(new RecorderOptions { BatchSize = 3 });
        var recorded = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bench.SubmitAsync(bench.Some.Message())));
        Assert.Equal(Enumerable.Range(1, 20).Select(p => (long)p), recorded.Select(r => r.Value.Receipt!.Position));
    }

    [Fact]
    public async Task Whoever_stops_waiting_does_not_stop_the_append()
    {
        var hold = new HoldUp();
        var bench = await StartAsync(around: hold.Around);
        using var stop = new CancellationTokenSource();
        var message = bench.Some.Message();
        var waiting = bench.Recorder.ExecuteAsync(new Submit(message, Carrier.Http), stop.Token);
        await hold.Reached;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        hold.Release();
        Assert.True((await bench.SubmitAsync(message)).Value.Repeated);
    }
}
