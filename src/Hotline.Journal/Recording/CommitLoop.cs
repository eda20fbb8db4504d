using Hotline.Contract.Errors;
using Hotline.Protocol;
using Microsoft.Extensions.Logging;

namespace Hotline.Journal;

/// <summary>
/// Takes what waits, decides and commits it as one batch, and tells those concerned; then the next. The only writer of
/// this hub.
/// </summary>
internal sealed class CommitLoop(IJournalStore store, RecordingHub hub, ILogger log)
{
    /// <summary>
    /// True from a failed commit until the store has been looked at: what is in memory may be ahead of it or behind.
    /// </summary>
    private bool _doubtful;

    private volatile string? _fault;

    /// <summary>Why the last commit failed; null when it did not.</summary>
    public string? Fault => _fault;

    public required CommandQueue Queue { get; init; }

    public required StreamCache Cache { get; init; }

    /// <summary>How far the journal is known here.</summary>
    public required KnownJournal Known { get; init; }

    public required ReceiptIssuer Receipts { get; init; }

    public required DueWaiters Waiters { get; init; }

    public required Tail Tail { get; init; }

    /// <summary>Ends when the queue is closed and empty.</summary>
    public async Task RunAsync()
    {
        while (await Queue.WaitAsync())
        {
            var waiting = Queue.Take();
            try
            {
                if (waiting.Look is not null)
                {
                    await CatchUpAsync(await store.HeadAsync(CancellationToken.None));
                }
                if (waiting.Writes)
                {
                    Tell(await CommitAsync(waiting));
                }
                waiting.Look?.TrySetResult();
            }
            catch (Exception failed)
            {
                _doubtful = true;
                _fault = failed.Message.TrimEnd('.');
                log.CommitFailed(waiting.Commands.Count, failed);
                var why = store.IsFull(failed) ? SpaceErrors.Full() : JournalErrors.NotWritten();
                foreach (var command in waiting.Commands)
                {
                    command.Answer(why);
                }
                waiting.Look?.TrySetException(failed);
            }
        }
        log.ClosedAt(Known.Head);
    }

    private async Task<Batch> CommitAsync(WaitingBatch waiting)
    {
        await using var transaction = await store.BeginAsync(CancellationToken.None);
        await CatchUpAsync(transaction.Head);
        var batch = new Batch(transaction, Known.Frontier, Cache, hub, log);
        foreach (var command in waiting.Commands)
        {
            await batch.DecideAsync(command, hub.Clock.GetUtcNow().ToMilliseconds(), CancellationToken.None);
        }
        foreach (var (name, cursor) in waiting.Cursors)
        {
            batch.SetCursor(name, cursor());
        }
        if (waiting.Beat)
        {
            batch.Beat(hub.Clock.GetUtcNow());
        }
        if (batch.Writes)
        {
            var began = JournalMeters.TimesCommits ? hub.Clock.GetTimestamp() : 0;
            await transaction.CommitAsync(CancellationToken.None);
            _fault = null;
            JournalMeters.Committed(
                batch.Entries, JournalMeters.TimesCommits ? hub.Clock.GetElapsedTime(began) : default);
        }
        return batch;
    }

    /// <summary>
    /// The batch is durable: readers first, since their waiting counts, then signature, receipts, answers.
    /// </summary>
    private void Tell(Batch batch)
    {
        foreach (var head in batch.Heads.Where(h => h.State is not null))
        {
            Cache.Set(head);
        }
        if (batch.Entries.Count > 0)
        {
            Known.Grow(batch.Tree.Frontier);
            Receipts.Grown(Known.Frontier, batch.Entries[^1].Appended.At);
            Tail.Publish(batch.Entries);
        }
        foreach (var row in batch.Due)
        {
            Waiters.Committed(row);
        }
        foreach (var verdict in batch.Verdicts)
        {
            Receipts.Answer(verdict, batch);
        }
    }

    /// <summary>
    /// Takes in what the store holds beyond what is known here: another hub's entries, or those of a commit that took
    /// effect and was reported failed.
    /// </summary>
    private async Task CatchUpAsync(long head)
    {
        if (head == Known.Head && !_doubtful)
        {
            return;
        }
        if (_doubtful)
        {
            Cache.Clear();
        }
        var before = Known.Head;
        await foreach (var page in Known.ReadUpToAsync(head))
        {
            Receipts.Grown(Known.Frontier, hub.Clock.GetUtcNow());
            Tail.Publish(page);
        }
        if (head > before)
        {
            log.TookIn(before, head);
        }
        Waiters.LookAgain();
        _doubtful = false;
    }
}
