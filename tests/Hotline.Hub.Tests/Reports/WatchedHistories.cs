using System.Reflection;
using Hotline.Journal;

namespace Hotline.Hub.Tests.Reports;

/// <summary>A journal that tells when a report reads a page of it, and can have it wait.</summary>
public class WatchedHistories : DispatchProxy
{
    private IJournalStore _inner = null!;
    private Func<int, CancellationToken, Task> _before = null!;
    private int _pages;

    /// <summary>How many pages were asked for.</summary>
    public int Pages => Volatile.Read(ref _pages);

    /// <summary>Between a hub and its journal.</summary>
    /// <param name="inner">The journal.</param>
    /// <param name="before">Done before each page, of which it is told the number.</param>
    public static IJournalStore Around(IJournalStore inner, Func<int, CancellationToken, Task> before)
    {
        var around = Create<IJournalStore, WatchedHistories>();
        var watched = (WatchedHistories)(object)around;
        (watched._inner, watched._before) = (inner, before);
        return around;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IJournalStore.ReadHistoriesAsync)
            ? new ValueTask<IReadOnlyList<IReadOnlyList<StoredEntry>>>(ReadAsync(args!))
            : targetMethod.Invoke(_inner, args);

    private async Task<IReadOnlyList<IReadOnlyList<StoredEntry>>> ReadAsync(object?[] args)
    {
        var ct = (CancellationToken)args[3]!;
        await _before(Interlocked.Increment(ref _pages), ct);
        return await _inner.ReadHistoriesAsync((HistoryQuestion)args[0]!, (long)args[1]!, (int)args[2]!, ct);
    }
}
