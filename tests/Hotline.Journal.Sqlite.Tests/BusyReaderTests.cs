using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Journal.Tests;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Journal.Sqlite.Tests;

/// <summary>
/// Readers may take every connection that there is for readers; the clock and the writer do not need any.
/// </summary>
public sealed class BusyReaderTests
{
    [Fact]
    public async Task The_clock_fires_and_a_flash_gets_its_receipt_while_every_reader_is_busy()
    {
        await using var bench = await RecorderBench.StartAsync();
        var message = await bench.OpenedAsync();

        // Nothing of it is in memory any more.
        await bench.ReopenAsync();
        var store = (SqliteStore)bench.Store;
        using var done = new ManualResetEventSlim();
        var readers = Enumerable.Range(0, new SqliteStoreOptions().Readers).Select(_ => Task.Factory.StartNew(
            () => store.ReadAsync(
                _ =>
                {
                    done.Wait();
                    return 0;
                }, default).AsTask(),
            default, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToList();
        Task<long>? waiting = null;
        await RealTime.Until(() =>
        {
            waiting = waiting is null or { IsCompleted: true } ? store.HeadAsync(default).AsTask() : waiting;
            return !waiting.IsCompleted;
        }, "every reader to be busy");

        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await bench.Recorder.UntilDueAsync(DueKinds.Clock, default);
        var due = Assert.Single(await store.ClaimDueAsync(
            new DueClaim(DueKinds.Clock, "hub", bench.Time.GetUtcNow(), TimeSpan.FromSeconds(30)), 1, default));
        var fired = (await bench.Recorder.ExecuteAsync(new Fire(due.Stream, due.Row))).Value;
        Assert.Equal(message.Envelope.Exchange, due.Stream.AsExchange);
        Assert.NotEmpty(fired.Entries);
        var flash = await bench.SubmitAsync(bench.Some.Message(precedence: Precedence.Flash));
        Assert.NotNull(flash.Value.Receipt);
        Assert.IsType<Accepted>(bench.Tail.Urgent("XB", 1, 1024 * 1024)[0].Entry.Fact);

        Assert.False(waiting!.IsCompleted);
        done.Set();
        await Task.WhenAll(readers);
        await waiting;
    }
}
