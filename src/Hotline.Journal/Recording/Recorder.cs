using System.Collections.Immutable;
using Hotline.Contract.Errors;
using Hotline.Core.Hubs;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Streams;
using Hotline.Journal.Trees;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;
using Microsoft.Extensions.Logging;

namespace Hotline.Journal;

/// <summary>
/// The way into the journal. Commands come from anywhere and are decided one after the other, each upon the state that
/// those before it left; those that wait at the same time share a transaction and its fsync. Whoever is answered is on
/// disk. Thread-safe.
/// </summary>
public sealed class Recorder : IAsyncDisposable
{
    private readonly IJournalStore _store;
    private readonly RecorderOptions _options;
    private readonly ILogger _log;
    private readonly CommandQueue _queue;
    private readonly ReceiptIssuer _receipts;
    private readonly DueWaiters _waiters;
    private readonly CommitLoop _loop;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private bool _disposed;

    private Recorder(
        IJournalStore store, RecordingHub hub, RecorderOptions options,
        (Frontier Frontier, ImmutableArray<Recovery> Recoveries) known, ILogger log)
    {
        var frontier = known.Frontier;
        Recoveries = known.Recoveries;
        _store = store;
        _options = options;
        _log = log;
        _queue = new CommandQueue(options, hub.Clock);
        _receipts = new ReceiptIssuer(store, new TreeReader(store), hub, frontier, Epoch, log);
        _waiters = new DueWaiters(store, hub.Clock);
        Tail = new Tail(store, frontier.Size, options.RecentEntries, options.RecentBytes) { Epoch = Epoch };
        var cache = new StreamCache(options.CachedStreams);
        _loop = new CommitLoop(store, hub, log)
        {
            Queue = _queue, Cache = cache, Known = new KnownJournal(store, hub.Streams, cache, frontier),
            Receipts = _receipts, Waiters = _waiters, Tail = Tail,
        };
        var watch = new OthersWatch(store, _queue, Tail, hub.Clock, log);
        _running = Task.WhenAll(
            Task.Run(_loop.RunAsync, CancellationToken.None),
            Task.Run(() => watch.RunAsync(_stopping.Token), CancellationToken.None));
    }

    /// <summary>What carriers read.</summary>
    public Tail Tail { get; }

    /// <summary>Why the last commit failed; null when it did not.</summary>
    public string? Fault => _loop.Fault;

    /// <summary>
    /// The last moment at which a hub is known to have run on this journal before it was opened now; null when none
    /// ever did.
    /// </summary>
    public DateTimeOffset? LastAlive { get; private init; }

    /// <summary>How the journal's later epochs began, as it was opened; in order.</summary>
    public ImmutableArray<Recovery> Recoveries { get; }

    /// <summary>The journal's epoch; null in its first.</summary>
    public DateTimeOffset? Epoch => Recoveries.LastOrDefault()?.Epoch;

    /// <summary>How far the journal has grown, and the signed checkpoint of that; made when it is asked for.</summary>
    public (long Size, Func<string> Checkpoint) Grown
    {
        get
        {
            var head = _receipts.Head;
            return (head.Size, () => head.Checkpoint);
        }
    }

    /// <summary>True when this hub was stopped in order: its own last word is <see cref="HubStopped"/>.</summary>
    public bool StoppedInOrder { get; private init; }

    /// <summary>Reads what is needed of the journal, and begins to record.</summary>
    /// <param name="store">Where the journal lies; the caller disposes it, after the recorder.</param>
    /// <param name="hub">For whom.</param>
    /// <param name="options">Settings.</param>
    /// <param name="log">Log.</param>
    /// <param name="ct">Gives up opening.</param>
    public static async Task<Recorder> OpenAsync(
        IJournalStore store, RecordingHub hub, RecorderOptions options, ILogger log, CancellationToken ct = default)
    {
        var head = await store.HeadAsync(ct);
        var last = await LastSoundAsync(store, head, ct);
        var beat = await store.AliveAsync(ct);
        var own = await store.ReadStreamAsync(StreamId.Hub(hub.Key.Id), ct);
        var state = own is [.., { IsSound: true }] ? hub.Streams.Of(own[0].Stream).Fold(own) as HubState : null;
        var frontier = await new TreeReader(store).FrontierAsync(head, ct);
        var recoveries = await JournalEpochs.ReadAsync(store, hub.Streams, ct);
        var recorder = new Recorder(store, hub, options, (frontier, recoveries), log)
        {
            LastAlive = beat > last || last is null ? beat : last,
            StoppedInOrder = state is { Runs: false },
        };
        log.Opened(head, recorder.LastAlive);
        return recorder;
    }

    /// <summary>The time of the last entry that can be read, of the last few; null when there is none.</summary>
    private static async ValueTask<DateTimeOffset?> LastSoundAsync(
        IJournalStore store, long head, CancellationToken ct)
    {
        const int Few = 100;
        var last = await store.ReadAsync(Math.Max(head - Few, 0), Few, ct);
        return last.LastOrDefault(e => e.IsSound)?.Entry.At;
    }

    /// <summary>
    /// Has a command decided and put on record. Completes when it is durable; or with a refusal of the rules, or 3001
    /// to 3004, none of which recorded anything but perhaps 3002. The same message again gets a receipt for its first
    /// entry.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="ct">Stops waiting; what was asked for may still be recorded.</param>
    public Task<Outcome<Recorded>> ExecuteAsync(Command command, CancellationToken ct = default)
    {
        var queued = new QueuedCommand(command, awaited: true);
        return _queue.Add(queued) switch
        {
            CommandQueue.Added.Yes => queued.Answered.WaitAsync(ct),
            CommandQueue.Added.Full => Task.FromResult<Outcome<Recorded>>(JournalErrors.Busy()),
            CommandQueue.Added.Closed => Task.FromResult<Outcome<Recorded>>(JournalErrors.Closing()),
        };
    }

    /// <summary>
    /// Has a command decided that nobody waits for. It shares the next commit, or has its own after <see
    /// cref="RecorderOptions.Linger"/>. A crash until then loses it, and so does a failed commit: only for what will be
    /// said again or is no loss, such as that a carrier handed a message over.
    /// </summary>
    public void ExecuteLater(Command command)
    {
        var queued = new QueuedCommand(command, awaited: false);
        if (_queue.Add(queued) == CommandQueue.Added.Full)
        {
            _log.UnawaitedDropped(queued.Name, _options.Capacity);
        }
    }

    /// <summary>
    /// Keeps a reader's place, as lazily as <see cref="ExecuteLater"/>; of several the last counts, and null forgets
    /// it.
    /// </summary>
    public void SetCursor(string name, Cursor? cursor) => KeepCursor(name, () => cursor);

    /// <summary>
    /// The same of a place that changes more often than commits come: it is asked for when it is written.
    /// </summary>
    /// <param name="name">The reader.</param>
    /// <param name="cursor">Its place then; must neither block nor throw.</param>
    public void KeepCursor(string name, Func<Cursor?> cursor) => _queue.SetCursor(name, cursor);

    /// <summary>
    /// Writes down that the hub is alive, without an entry. For times in which nothing else is recorded.
    /// </summary>
    public void Beat() => _queue.Beat();

    /// <summary>
    /// A receipt for a message accepted at any time, under the newest checkpoint; null when it is not on record.
    /// </summary>
    /// <exception cref="DamagedEntryException">Its entry is not what was written.</exception>
    public async Task<Receipt?> ReceiptAsync(MessageId message, CancellationToken ct = default) =>
        await _store.FindMessageAsync(message, ct) is { } stored
            ? await _receipts.ReceiptAsync(StreamHistory.Sound([stored])[0], ct) : null;

    /// <summary>
    /// Completes when a row of this kind can be claimed, at once when one can; a commit that brings an earlier row is
    /// not missed.
    /// </summary>
    public Task UntilDueAsync(string kind, CancellationToken ct) => _waiters.WaitAsync(kind, ct);

    /// <summary>Takes nothing new in, writes what was taken in, answers it, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }
        _queue.Close();
        await _stopping.CancelAsync();
        await _running;
        await _receipts.FinishAsync();
        await _queue.DisposeAsync();
        _stopping.Dispose();
    }
}
