namespace Hotline.Benchmarks.Load;

/// <summary>So many exchanges begun a second, whether or not the earlier ones are complete, up to a bound.</summary>
/// <param name="correspondence">Where they are held.</param>
/// <param name="perSecond">How many.</param>
/// <param name="clock">Paces them.</param>
internal sealed class PacedLoad(Correspondence correspondence, double perSecond, TimeProvider clock)
{
    private const int Most = 512;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private int _open;
    private long _complete;
    private volatile Exception? _failure;

    /// <summary>How many are complete so far.</summary>
    public long Complete => Interlocked.Read(ref _complete);

    /// <summary>Until it is stopped; then waits for what is under way. Throws what any exchange threw.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        correspondence.Spread = true;
        var (start, begun) = (clock.GetTimestamp(), 0L);
        while (!stop.IsCancellationRequested && _failure is null)
        {
            var due = (long)(clock.GetElapsedTime(start).TotalSeconds * perSecond);
            for (; begun < due; begun++)
            {
                // Where the hub falls behind, what was not begun is left out: a load of this height, not a flood.
                if (Volatile.Read(ref _open) < Most)
                {
                    Interlocked.Increment(ref _open);
                    _ = Task.Run(OneAsync, CancellationToken.None);
                }
            }
            await Task.Delay(Step, clock, CancellationToken.None);
        }
        while (Volatile.Read(ref _open) > 0 && _failure is null)
        {
            await Task.Delay(Step, clock, CancellationToken.None);
        }
        if (_failure is { } failure)
        {
            throw new InvalidOperationException("The load broke off.", failure);
        }
    }

    private async Task OneAsync()
    {
        try
        {
            await correspondence.ExchangeAsync();
            Interlocked.Increment(ref _complete);
        }
        catch (Exception failed)
        {
            _failure = failed;
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
