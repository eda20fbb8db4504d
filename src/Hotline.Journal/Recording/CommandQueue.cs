using System.Threading.Channels;
using Hotline.Core.Streams;

namespace Hotline.Journal;

/// <summary>
/// What waits to be written. A command that somebody waits for is taken at once; the rest (commands that nobody waits
/// for, cursors) keeps it company, or goes after the linger time. It comes before the commands that arrived after it,
/// so that one caller's order is kept. Bounded on both sides.
/// When more waits than one commit takes, what the hub itself does goes first, then flash, each from a place of its own
/// that nobody else can fill; the rest of such a commit is kept small, and takes part in every one of them.
/// </summary>
internal sealed class CommandQueue : IAsyncDisposable
{
    /// <summary>The part of a commit that whoever cannot wait leaves to the others: one of so many.</summary>
    private const int Share = 8;

    private readonly Lock _lock = new();
    private readonly WaitingLine _hub;
    private readonly WaitingLine _flash;
    private readonly WaitingLine _others;
    private readonly Queue<QueuedCommand> _unawaited = [];
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly RecorderOptions _options;
    private readonly ITimer _linger;
    private Dictionary<string, Func<Cursor?>> _cursors = [];
    private TaskCompletionSource? _look;
    private long _number;
    private bool _beat;
    private bool _armed;
    private bool _closed;

    public CommandQueue(RecorderOptions options, TimeProvider clock)
    {
        _options = options;
        (_hub, _flash, _others) = (new(options), new(options), new(options));
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
            if (_closed)
            {
                return Added.Closed;
            }
            if (!(command.Awaited ? LineOf(command.Command.Rank).TryAdd(command) : TryAddUnawaited(command)))
            {
                return Added.Full;
            }
            command.Number = _number++;
            wanted = command.Awaited || _unawaited.Count >= _options.BatchSize;
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
            return Count + _cursors.Count > 0 || _beat || _look is not null;
        }
    }

    /// <summary>Takes at most a batch; what is left calls for the next by itself.</summary>
    public WaitingBatch Take()
    {
        lock (_lock)
        {
            var commands = new List<QueuedCommand>(Math.Min(_options.BatchSize, Count));
            var (most, share) = (_options.BatchSize, _options.BatchSize / Share);
            var characters = _options.BatchCharacters;
            _hub.Move(commands, most - share, ref characters);
            _flash.Move(commands, most - share, ref characters);
            if (commands.Count > 0 && commands.Count + _unawaited.Count + _others.Count > most)
            {
                // Somebody who cannot wait shares this commit with few.
                most = Math.Min(most, commands.Count + Math.Max(share, 1));
                characters = Math.Min(characters, _options.BatchCharacters / Share);
            }
            var ordinary = new List<QueuedCommand>();
            MoveUnawaited(ordinary, most - commands.Count);
            _others.Move(ordinary, most - commands.Count, ref characters);
            commands.AddRange(ordinary);

            // In one commit nobody is earlier on disk than another: there one caller's order is kept.
            commands.Sort((one, other) =>
                (one.Awaited, one.Number).CompareTo((other.Awaited, other.Number)));
            var batch = new WaitingBatch(commands, _cursors, _beat, _look);
            _cursors = [];
            _look = null;
            _beat = _armed = false;
            if (Count > 0)
            {
                Want();
            }
            return batch;
        }
    }

    public ValueTask DisposeAsync() => _linger.DisposeAsync();

    private int Count => _hub.Count + _flash.Count + _others.Count + _unawaited.Count;

    private WaitingLine LineOf(Rank turn) => turn switch
    {
        Rank.Hub => _hub,
        Rank.Flash => _flash,
        Rank.Immediate or Rank.Priority or Rank.Routine => _others,
    };

    private bool TryAddUnawaited(QueuedCommand command)
    {
        if (_unawaited.Count >= _options.Capacity)
        {
            return false;
        }
        _unawaited.Enqueue(command);
        return true;
    }

    private void MoveUnawaited(List<QueuedCommand> to, int most)
    {
        while (to.Count < most && _unawaited.TryDequeue(out var command))
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
