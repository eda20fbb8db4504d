using System.Threading.Channels;

namespace Hotline.Journal;

/// <summary>
/// What waits to be written. A command that somebody waits for is taken at once; the rest (commands that nobody waits
/// for, cursors) keeps it company, or goes after the linger time. It comes before the commands that arrived after it,
/// so that one caller's order is kept. Bounded on both sides.
/// </summary>
internal sealed class CommandQueue : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<QueuedCommand> _awaited = [];
    private readonly Queue<QueuedCommand> _unawaited = [];
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly RecorderOptions _options;
    private readonly ITimer _linger;
    private Dictionary<string, Func<Cursor?>> _cursors = [];
    private TaskCompletionSource? _look;
    private bool _beat;
    private bool _armed;
    private bool _closed;

    public CommandQueue(RecorderOptions options, TimeProvider clock)
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

    /// <summary>Adds a command.</summary>
    public Added Add(QueuedCommand command)
    {
        bool wanted;
        lock (_lock)
        {
            var queue = command.Awaited ? _awaited : _unawaited;
            if (_closed)
            {
                return Added.Closed;
            }
            if (queue.Count >= _options.Capacity)
            {
                return Added.Full;
            }
            queue.Enqueue(command);
            wanted = command.Awaited || queue.Count >= _options.BatchSize;
            if (!command.Awaited)
            {
                Arm();
            }
        }
        if (wanted)
        {
            Want();
        }
        return Added.Yes;
    }

    /// <summary>
    /// Completes when entries of other hubs that are in the store by now have been read; at once when the queue is
    /// closed.
    /// </summary>
    public Task LookAsync()
    {
        Task looked;
        lock (_lock)
        {
            if (_closed)
            {
                return Task.CompletedTask;
            }
            _look ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            looked = _look.Task;
        }
        Want();
        return looked;
    }

    public void SetCursor(string name, Func<Cursor?> cursor)
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
            return _awaited.Count + _unawaited.Count + _cursors.Count > 0 || _beat || _look is not null;
        }
    }

    /// <summary>Takes at most a batch; what is left calls for the next by itself.</summary>
    public WaitingBatch Take()
    {
        lock (_lock)
        {
            var commands = new List<QueuedCommand>(Math.Min(_options.BatchSize, _awaited.Count + _unawaited.Count));
            Move(_unawaited, commands);
            Move(_awaited, commands);
            var batch = new WaitingBatch(commands, _cursors, _beat, _look);
            _cursors = [];
            _look = null;
            _beat = _armed = false;
            if (_awaited.Count > 0 || _unawaited.Count > 0)
            {
                Want();
            }
            return batch;
        }
    }

    public ValueTask DisposeAsync() => _linger.DisposeAsync();

    private void Move(Queue<QueuedCommand> from, List<QueuedCommand> to)
    {
        while (to.Count < _options.BatchSize && from.TryDequeue(out var command))
        {
            to.Add(command);
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
