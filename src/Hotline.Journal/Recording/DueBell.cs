namespace Hotline.Journal;

/// <summary>Wakes those who sleep until the earliest due row when a commit brings an earlier one. Thread-safe.</summary>
internal sealed class DueBell
{
    private readonly Lock _lock = new();
    private readonly List<Sleeper> _sleepers = [];

    /// <summary>Lies down, before looking at what is due: what is committed from now on is heard.</summary>
    public Sleeper LieDown(DueSort sort)
    {
        var sleeper = new Sleeper(this, sort);
        lock (_lock)
        {
            _sleepers.Add(sleeper);
        }
        return sleeper;
    }

    /// <summary>A row has been committed.</summary>
    public void Ring(DueSort sort, DateTimeOffset at)
    {
        lock (_lock)
        {
            foreach (var sleeper in _sleepers)
            {
                sleeper.Hear(sort, at);
            }
        }
    }

    /// <summary>Nobody knows what has been committed.</summary>
    public void RingAll()
    {
        Ring(DueSort.Clock, DateTimeOffset.MinValue);
        Ring(DueSort.Mail, DateTimeOffset.MinValue);
    }

    internal sealed class Sleeper(DueBell bell, DueSort own) : IDisposable
    {
        private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private DateTimeOffset _earliest = DateTimeOffset.MaxValue;
        private DateTimeOffset? _until;

        public Task Woken => _woken.Task;

        /// <summary>Rows earlier than this wake, also those heard since lying down.</summary>
        public void SleepUntil(DateTimeOffset until)
        {
            lock (bell._lock)
            {
                _until = until;
                WakeIfEarlier();
            }
        }

        public void Hear(DueSort sort, DateTimeOffset at)
        {
            if (sort == own && at < _earliest)
            {
                _earliest = at;
                WakeIfEarlier();
            }
        }

        public void Dispose()
        {
            lock (bell._lock)
            {
                bell._sleepers.Remove(this);
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
