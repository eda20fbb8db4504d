using System.Threading.Channels;

namespace Hotline.Journal;

/// <summary>
/// What waits for the recorder. Work that somebody waits for is taken at once; the rest (posts, cursors) keeps it company, or goes after the linger time.
/// Posts come before the work that arrived after them, so that one caller's order is kept. Bounded on both sides.
/// </summary>
internal sealed class Inbox : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Work> _awaited = [];
    private readonly Queue<Work> _posted = [];
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly RecorderOptions _options;
    private readonly ITimer _linger;
    private Dictionary<string, Cursor?> _cursors = [];
    private bool _beat;
    private bool _armed;
    private bool _closed;

    public Inbox(RecorderOptions options, TimeProvider clock)
    {
        _options = options;
        _linger = clock.CreateTimer(_ => Want(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public enum Added
    {
        Yes,
        Full,
        Closed,
    }

    /// <summary>Adds work that somebody waits for.</summary>
    public Added Add(Work work)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return Added.Closed;
            }
            if (_awaited.Count >= _options.Capacity)
            {
                return Added.Full;
            }
            _awaited.Enqueue(work);
        }
        Want();
        return Added.Yes;
    }

    /// <summary>Adds work that nobody waits for.</summary>
    public Added Post(Work work)
    {
        bool full;
        lock (_lock)
        {
            if (_closed)
            {
                return Added.Closed;
            }
            if (_posted.Count >= _options.Capacity)
            {
                return Added.Full;
            }
            _posted.Enqueue(work);
            full = _posted.Count >= _options.BatchSize;
            Arm();
        }
        if (full)
        {
            Want();
        }
        return Added.Yes;
    }

    public void SetCursor(string name, Cursor? cursor)
    {
        lock (_lock)
        {
            if (!_closed)
            {
                _cursors[name] = cursor;
                Arm();
            }
        }
    }

    public void Beat()
    {
        lock (_lock)
        {
            _beat = true;
        }
        Want();
    }

    /// <summary>Nothing new is taken in; what is there is still written.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
        }
        _wanted.Writer.TryComplete();
    }

    /// <summary>Completes when a commit is wanted; false when closed and empty.</summary>
    public async ValueTask<bool> WaitAsync()
    {
        if (await _wanted.Reader.WaitToReadAsync())
        {
            _wanted.Reader.TryRead(out _);
            return true;
        }
        lock (_lock)
        {
            return _awaited.Count + _posted.Count + _cursors.Count > 0 || _beat;
        }
    }

    /// <summary>Takes at most a batch; what is left calls for the next by itself.</summary>
    public Pile Take()
    {
        lock (_lock)
        {
            var work = new List<Work>(Math.Min(_options.BatchSize, _awaited.Count + _posted.Count));
            Move(_posted, work);
            Move(_awaited, work);
            var pile = new Pile(work, _cursors, _beat);
            (_cursors, _beat, _armed) = ([], false, false);
            if (_awaited.Count > 0 || _posted.Count > 0)
            {
                Want();
            }
            return pile;
        }
    }

    public ValueTask DisposeAsync() => _linger.DisposeAsync();

    private void Move(Queue<Work> from, List<Work> to)
    {
        while (to.Count < _options.BatchSize && from.TryDequeue(out var work))
        {
            to.Add(work);
        }
    }

    private void Want() => _wanted.Writer.TryWrite(true);

    private void Arm()
    {
        if (!_armed)
        {
            _armed = true;
            _linger.Change(_options.Linger, Timeout.InfiniteTimeSpan);
        }
    }
}
