using Hotline.Core.Streams;

namespace Hotline.Journal;

/// <summary>
/// Those who wait for due rows; a commit that brings an earlier row than the one that somebody waits for wakes him.
/// Thread-safe.
/// </summary>
internal sealed class DueWaiters(IJournalStore store, TimeProvider clock)
{
    /// <summary>The wall clock may be set, and timers go by the monotonic one: look again now and then.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiters = [];

    /// <summary>Completes when a row of this kind can be claimed, at once when one can.</summary>
    public async Task WaitAsync(string kind, CancellationToken ct)
    {
        while (true)
        {
            using var waiter = Enter(kind);
            var next = await store.NextDueAsync(kind, ct);
            var wait = next - clock.GetUtcNow();
            if (wait <= TimeSpan.Zero)
            {
                return;
            }
            using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
            waiter.WaitUntil(next ?? DateTimeOffset.MaxValue);
            await Task.WhenAny(waiter.Woken, Task.Delay(wait < Longest ? wait.Value : Longest, clock, over.Token));
            await over.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A row has been committed.</summary>
    public void Committed(DueRow row)
    {
        lock (_lock)
        {
            foreach (var waiter in _waiters.Where(w => w.Kind == row.Kind))
            {
                waiter.Heard(row.At);
            }
        }
    }

    /// <summary>Rows may have been committed, and nobody knows which: everybody looks.</summary>
    public void LookAgain()
    {
        lock (_lock)
        {
            _waiters.ForEach(waiter => waiter.Heard(DateTimeOffset.MinValue));
        }
    }

    /// <summary>Before looking at what is due: what is committed from now on is heard.</summary>
    private Waiter Enter(string kind)
    {
        var waiter = new Waiter(this, kind);
        lock (_lock)
        {
            _waiters.Add(waiter);
        }
        return waiter;
    }

    private sealed class Waiter(DueWaiters all, string kind) : IDisposable
    {
        private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private DateTimeOffset _earliest = DateTimeOffset.MaxValue;
        private DateTimeOffset? _until;

        public string Kind => kind;

        public Task Woken => _woken.Task;

        /// <summary>Rows earlier than this wake, also those heard of since entering.</summary>
        public void WaitUntil(DateTimeOffset until)
        {
            lock (all._lock)
            {
                _until = until;
                WakeIfEarlier();
            }
        }

        /// <summary>The lock is held.</summary>
        public void Heard(DateTimeOffset at)
        {
            if (at < _earliest)
            {
                _earliest = at;
                WakeIfEarlier();
            }
        }

        public void Dispose()
        {
            lock (all._lock)
            {
                all._waiters.Remove(this);
            }
        }

        private void WakeIfEarlier()
        {
            if (_earliest < _until)
            {
                _woken.TrySetResult();
            }
        }
    }
}
