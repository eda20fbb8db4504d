using Microsoft.Extensions.Logging;

namespace Hotline.Journal;

/// <summary>Watches the store for entries of other hubs, and has them taken in.</summary>
internal sealed class OthersWatch(IJournalStore store, CommandQueue queue, Tail tail, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    /// <summary>Ends when it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await store.WaitForOthersAsync(tail.Head, stopping);
                await queue.LookAsync().WaitAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                log.WatchFailed(failed);
                await Task.Delay(TryAgain, clock, stopping).ContinueWith(
                    _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
            }
        }
    }
}
