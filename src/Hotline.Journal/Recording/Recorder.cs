using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Journal.Trees;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;
using Microsoft.Extensions.Logging;

namespace Hotline.Journal;

/// <summary>
/// The one writer. Commands come from anywhere and are decided one after the other, each upon the state that those before it left; those that wait at the same time share a
/// transaction and its fsync. Whoever is answered is on disk. Thread-safe.
/// </summary>
public sealed class Recorder : IAsyncDisposable
{
    private readonly IJournalStore _store;
    private readonly TimeProvider _clock;
    private readonly Func<DateTimeOffset, Circumstances> _circumstances;
    private readonly ILogger _log;
    private readonly RecorderOptions _options;
    private readonly Inbox _inbox;
    private readonly TreeReader _tree;
    private readonly Notary _notary;
    private readonly DueBell _bell = new();
    private readonly CancellationTokenSource _stopping = new();

    // Owned by the loop.
    private readonly HotExchanges _hot;
    private Frontier _frontier;
    private bool _doubtful;

    private bool _disposed;
    private Task _running = Task.CompletedTask;

    private Recorder(
        IJournalStore store, TimeProvider clock, Func<DateTimeOffset, Circumstances> circumstances, SigningKey key, RecorderOptions options, ILogger log,
        TreeReader tree, Frontier frontier)
    {
        (_store, _clock, _circumstances, _options, _log, _tree, _frontier) = (store, clock, circumstances, options, log, tree, frontier);
        _inbox = new Inbox(options, clock);
        _hot = new HotExchanges(options.HotExchanges);
        _notary = new Notary(store, tree, clock, key, frontier, log);
        Tail = new Tail(store, frontier.Size, options.RecentEntries, options.RecentBytes);
    }

    /// <summary>What carriers read.</summary>
    public Tail Tail { get; }

    /// <summary>The last moment at which a hub is known to have run on this journal before it was opened now; null when none ever did.</summary>
    public DateTimeOffset? LastAlive { get; private init; }

    /// <summary>True when the hub that ran before was stopped in order: its last word is <see cref="HubStopped"/>.</summary>
    public bool StoppedInOrder { get; private init; }

    /// <summary>Reads what is needed of the journal, and begins to record.</summary>
    /// <param name="store">Where the journal lies; the caller disposes it, after the recorder.</param>
    /// <param name="clock">The hub's clock.</param>
    /// <param name="circumstances">What decisions depend on besides the state, for a time in whole milliseconds; asked anew for each command.</param>
    /// <param name="hubKey">Signs checkpoints; the caller disposes it.</param>
    /// <param name="options">Settings.</param>
    /// <param name="log">Log.</param>
    /// <param name="ct">Gives up opening.</param>
    public static async Task<Recorder> OpenAsync(
        IJournalStore store, TimeProvider clock, Func<DateTimeOffset, Circumstances> circumstances, SigningKey hubKey, RecorderOptions options, ILogger log, CancellationToken ct = default)
    {
        var head = await store.HeadAsync(ct);
        var tree = new TreeReader(store);
        var last = head == 0 ? null : (await store.ReadAsync(head - 1, 1, ct))[0].Entry;
        var beat = await store.AliveAsync(ct);
        var recorder = new Recorder(store, clock, circumstances, hubKey, options, log, tree, await tree.FrontierAsync(head, ct))
        {
            LastAlive = beat > last?.At || last is null ? beat : last.At,
            StoppedInOrder = last?.Fact is HubStopped,
        };
        log.Opened(head, recorder.LastAlive);
        recorder._running = Task.WhenAll(Task.Run(recorder.RunAsync, CancellationToken.None), Task.Run(recorder.WatchOthersAsync, CancellationToken.None));
        return recorder;
    }

    /// <summary>
    /// Has a command decided and put on record. Completes when it is durable; or with a refusal of the rules, or 3001 to 3004, none of which recorded anything but perhaps 3002.
    /// The same message again gets a receipt for its first entry.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="ct">Stops waiting; what was asked for may still be recorded.</param>
    public Task<Outcome<Recorded>> ExecuteAsync(Command command, CancellationToken ct = default) => AwaitAsync(new Work(command, awaited: true), ct);

    /// <summary>
    /// Has a command decided that nobody waits for. It shares the next commit, or has its own after <see cref="RecorderOptions.Linger"/>. A crash until then loses it, and so does a failed commit:
    /// only for what will be said again or is no loss, such as that a carrier handed a message over.
    /// </summary>
    public void Post(Command command)
    {
        if (_inbox.Post(new Work(command, awaited: false)) == Inbox.Added.Full)
        {
            _log.PostDropped(command.GetType().Name, _options.Capacity);
        }
    }

    /// <summary>Keeps a reader's place, as lazily as <see cref="Post"/>; of several the last counts, and null forgets it.</summary>
    public void SetCursor(string name, Cursor? cursor) => _inbox.SetCursor(name, cursor);

    /// <summary>Writes down that the hub is alive, without an entry. For times in which nothing else is recorded.</summary>
    public void Beat() => _inbox.Beat();

    /// <summary>Puts a fact about the hub itself on record; it is in nobody's feed.</summary>
    /// <exception cref="JournalException">It was refused, 3001 to 3004.</exception>
    public async Task<Entry> RecordAsync(Fact fact, CancellationToken ct = default) =>
        (await AwaitAsync(new Work(fact), ct)).Try(out var recorded, out var refusal) ? recorded.Entries[0] : throw new JournalException(refusal);

    /// <summary>A receipt for a message accepted at any time, under the newest checkpoint; null when it is not on record.</summary>
    public async Task<Receipt?> ReceiptAsync(MessageId message, CancellationToken ct = default) =>
        await _store.FindMessageAsync(message, ct) is { } stored ? await _notary.ReceiptAsync(stored, ct) : null;

    /// <summary>Completes when a row of this sort is due, at once when one is; a commit that brings an earlier row is not missed.</summary>
    public async Task UntilDueAsync(DueSort sort, CancellationToken ct)
    {
        // The wall clock may be set, timers go by the monotonic one: look again now and then.
        var longest = TimeSpan.FromSeconds(10);
        while (true)
        {
            using var sleeper = _bell.LieDown(sort);
            var next = await _store.NextDueAsync(sort, ct);
            var wait = next - _clock.GetUtcNow();
            if (wait <= TimeSpan.Zero)
            {
                return;
            }
            using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
            sleeper.SleepUntil(next ?? DateTimeOffset.MaxValue);
            await Task.WhenAny(sleeper.Woken, Task.Delay(wait < longest ? wait.Value : longest, _clock, over.Token));
            await over.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes nothing new in, writes what was taken in, answers it, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }
        _inbox.Close();
        await _stopping.CancelAsync();
        await _running;
        await _notary.FinishAsync();
        await _inbox.DisposeAsync();
        _stopping.Dispose();
    }

    private Task<Outcome<Recorded>> AwaitAsync(Work work, CancellationToken ct) => _inbox.Add(work) switch
    {
        Inbox.Added.Yes => work.Task.WaitAsync(ct),
        Inbox.Added.Full => Task.FromResult<Outcome<Recorded>>(JournalErrors.Busy()),
        Inbox.Added.Closed => Task.FromResult<Outcome<Recorded>>(JournalErrors.Closing()),
    };

    private async Task RunAsync()
    {
        while (await _inbox.WaitAsync())
        {
            var pile = _inbox.Take();
            try
            {
                if (await CommitAsync(pile) is { } batch)
                {
                    Tell(batch);
                }
            }
            catch (Exception failed)
            {
                // What is in memory may be ahead of the store or behind it: the store alone knows.
                _doubtful = true;
                _log.CommitFailed(pile.Work.Count, failed);
                foreach (var work in pile.Work)
                {
                    work.Answer(JournalErrors.NotWritten());
                }
            }
        }
        _log.ClosedAt(_frontier.Size);
    }

    /// <summary>Decides a pile and commits it; null when it was empty.</summary>
    private async Task<Batch?> CommitAsync(Pile pile)
    {
        if (pile is { Work.Count: 0, Cursors.Count: 0, Beat: false })
        {
            return null;
        }
        await using var transaction = await _store.BeginAsync(CancellationToken.None);
        await ReadAgainAsync(transaction.Head);
        var batch = new Batch(transaction, _frontier, _hot, _circumstances, _log);
        foreach (var work in pile.Work)
        {
            await batch.DecideAsync(work, _clock.GetUtcNow().ToMilliseconds(), CancellationToken.None);
        }
        foreach (var (name, cursor) in pile.Cursors)
        {
            batch.SetCursor(name, cursor);
        }
        if (pile.Beat)
        {
            batch.Beat(_clock.GetUtcNow());
        }
        if (batch.Writes)
        {
            var began = JournalMeters.TimesCommits ? _clock.GetTimestamp() : 0;
            await transaction.CommitAsync(CancellationToken.None);
            JournalMeters.Committed(batch.Entries, JournalMeters.TimesCommits ? _clock.GetElapsedTime(began) : default);
        }
        return batch;
    }

    /// <summary>The batch is durable: readers first, since their waiting counts, then signature, receipts, answers.</summary>
    private void Tell(Batch batch)
    {
        foreach (var state in batch.States)
        {
            _hot.Set(state);
        }
        if (batch.Entries.Count > 0)
        {
            _frontier = batch.Frontier;
            _notary.Head(_frontier, batch.Entries[^1].Entry.At);
            Tail.Publish(batch.Entries, batch.Readers);
        }
        foreach (var due in batch.Due)
        {
            _bell.Ring(due.Sort, due.Row.At);
        }
        foreach (var verdict in batch.Verdicts)
        {
            _notary.Answer(verdict, batch);
        }
    }

    /// <summary>When the store is not where we left it (a failed commit that took effect, another hub), or might not be: everything in memory is read anew.</summary>
    private async ValueTask ReadAgainAsync(long head)
    {
        if (head == _frontier.Size && !_doubtful)
        {
            return;
        }
        if (head < _frontier.Size)
        {
            throw new InvalidDataException($"The journal ends at {head}, but {_frontier.Size} was committed. Stop the hub, restore the data directory and check it with 'hotline fsck'.");
        }
        _hot.Clear();
        var before = _frontier.Size;
        if (head > before)
        {
            _log.ReadAgain(before, head);
            _frontier = await _tree.FrontierAsync(head, CancellationToken.None);
            _notary.Head(_frontier, _clock.GetUtcNow());
            Tail.Skip(head);
        }
        _bell.RingAll();
        _doubtful = false;
    }

    private async Task WatchOthersAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _store.WaitForOthersAsync(Tail.Head, _stopping.Token);
                if ((await AwaitAsync(new Work(), _stopping.Token)).Refusal is { } refusal)
                {
                    throw new JournalException(refusal);
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                _log.WatchFailed(failed);
                await Task.Delay(TimeSpan.FromSeconds(1), _clock, _stopping.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }
}
