using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Tests;

/// <summary>A store that passes everything on; tests override what they want to go otherwise.</summary>
internal abstract class AroundStore(IJournalStore inner) : IJournalStore
{
    public long Syncs => inner.Syncs;

    public virtual ValueTask<IJournalTransaction> BeginAsync(CancellationToken ct) => inner.BeginAsync(ct);

    public virtual ValueTask<long> HeadAsync(CancellationToken ct) => inner.HeadAsync(ct);

    public virtual ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long after, int limit, CancellationToken ct) =>
        inner.ReadAsync(after, limit, ct);

    public ValueTask<IReadOnlyList<StoredEntry>> ReadForAsync(
        string participant, long after, int limit, CancellationToken ct) =>
        inner.ReadForAsync(participant, after, limit, ct);

    public virtual ValueTask<IReadOnlyList<StoredEntry>> ReadStreamAsync(StreamId stream, CancellationToken ct) =>
        inner.ReadStreamAsync(stream, ct);

    public ValueTask<IReadOnlyList<StreamId>> StreamsAsync(
        string? sort, StreamId? after, int limit, CancellationToken ct) =>
        inner.StreamsAsync(sort, after, limit, ct);

    public ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct) =>
        inner.FindMessageAsync(message, ct);

    public ValueTask<IReadOnlyList<Listed>> ListAsync(
        string participant, long before, int limit, bool onlyOpen, CancellationToken ct) =>
        inner.ListAsync(participant, before, limit, onlyOpen, ct);

    public ValueTask<IReadOnlyList<Listed>> TurnsAsync(
        string participant, long before, int limit, CancellationToken ct) =>
        inner.TurnsAsync(participant, before, limit, ct);

    public ValueTask<IReadOnlyList<IReadOnlyList<StoredEntry>>> ReadHistoriesAsync(
        HistoryQuestion question, long before, int limit, CancellationToken ct) => inner.ReadHistoriesAsync(
        question, before, limit, ct);

    public ValueTask<IReadOnlyList<Due>> ClaimDueAsync(DueClaim claim, int limit, CancellationToken ct) =>
        inner.ClaimDueAsync(claim, limit, ct);

    public ValueTask ReleaseDueAsync(string hub, IReadOnlyList<Due> rows, CancellationToken ct) =>
        inner.ReleaseDueAsync(hub, rows, ct);

    public ValueTask<DateTimeOffset?> NextDueAsync(string kind, CancellationToken ct) => inner.NextDueAsync(kind, ct);

    public ValueTask<Cursor?> CursorAsync(string name, CancellationToken ct) => inner.CursorAsync(name, ct);

    public ValueTask<IReadOnlyList<NamedCursor>> CursorsAsync(
        string prefix, string? after, int limit, CancellationToken ct) =>
        inner.CursorsAsync(prefix, after, limit, ct);

    public ValueTask<DateTimeOffset?> AliveAsync(CancellationToken ct) => inner.AliveAsync(ct);

    public virtual ValueTask<IReadOnlyList<byte[]>> ReadTilesAsync(
        int level, long first, int count, CancellationToken ct) =>
        inner.ReadTilesAsync(level, first, count, ct);

    public virtual Task WaitForOthersAsync(long head, CancellationToken ct) => inner.WaitForOthersAsync(head, ct);

    /// <summary>False for somebody who is not to close the store.</summary>
    protected virtual bool Closes => true;

    public ValueTask DisposeAsync() => Closes ? inner.DisposeAsync() : ValueTask.CompletedTask;
}

/// <summary>A transaction that passes everything on.</summary>
internal abstract class AroundTransaction(IJournalTransaction inner) : IJournalTransaction
{
    public long Head => inner.Head;

    public virtual ValueTask<IReadOnlyList<StoredEntry>> ReadStreamAsync(StreamId stream, CancellationToken ct) =>
        inner.ReadStreamAsync(stream, ct);

    public virtual ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct) =>
        inner.FindMessageAsync(message, ct);

    public virtual void Append(Appended entry) => inner.Append(entry);

    public virtual void Join(Joining joining) => inner.Join(joining);

    public virtual void ReplaceDue(StreamId stream, IReadOnlyList<DueRow> gone, IReadOnlyList<DueRow> come) =>
        inner.ReplaceDue(stream, gone, come);

    public virtual void SetCursor(string name, Cursor? cursor) => inner.SetCursor(name, cursor);

    public virtual void AddTile(Subtree tile, byte[] hash) => inner.AddTile(tile, hash);

    public virtual void Beat(DateTimeOffset now) => inner.Beat(now);

    public virtual ValueTask CommitAsync(CancellationToken ct) => inner.CommitAsync(ct);

    public virtual ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>Holds up the first transaction that begins, so that a test can say what waits meanwhile.</summary>
internal sealed class HoldUp
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _commits;

    public Task Reached => _reached.Task;

    public int Commits => Volatile.Read(ref _commits);

    public void Release() => _released.TrySetResult();

    public IJournalStore Around(IJournalStore inner) => new Store(this, inner);

    private sealed class Store(HoldUp hold, IJournalStore inner) : AroundStore(inner)
    {
        public override async ValueTask<IJournalTransaction> BeginAsync(CancellationToken ct)
        {
            hold._reached.TrySetResult();
            await hold._released.Task;
            return new Transaction(hold, await base.BeginAsync(ct));
        }
    }

    private sealed class Transaction(HoldUp hold, IJournalTransaction inner) : AroundTransaction(inner)
    {
        public override ValueTask CommitAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref hold._commits);
            return base.CommitAsync(ct);
        }
    }
}

/// <summary>
/// A store that tells each of several hubs on it when another has appended, as soon as the test lets it.
/// </summary>
internal sealed class SharedStore(IJournalStore inner)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _silent;

    /// <summary>Nobody is told any more.</summary>
    public void BeSilent()
    {
        lock (_lock)
        {
            _silent = true;
        }
    }

    /// <summary>The store as one of the hubs has it.</summary>
    /// <param name="closes">True for the one who closes it.</param>
    public IJournalStore ForHub(bool closes = false) => new Store(this, inner, closes);

    private Task NextAppend
    {
        get
        {
            lock (_lock)
            {
                return _appended.Task;
            }
        }
    }

    private void Appended()
    {
        TaskCompletionSource told;
        lock (_lock)
        {
            if (_silent)
            {
                return;
            }
            told = _appended;
            _appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        told.SetResult();
    }

    private sealed class Store(SharedStore shared, IJournalStore inner, bool closes) : AroundStore(inner)
    {
        public override async ValueTask<IJournalTransaction> BeginAsync(CancellationToken ct) =>
            new Transaction(shared, await base.BeginAsync(ct));

        public override async Task WaitForOthersAsync(long head, CancellationToken ct)
        {
            var next = shared.NextAppend;
            if (await HeadAsync(ct) <= head || shared._silent)
            {
                await next.WaitAsync(ct);
            }
        }

        protected override bool Closes => closes;
    }

    private sealed class Transaction(SharedStore shared, IJournalTransaction inner) : AroundTransaction(inner)
    {
        public override async ValueTask CommitAsync(CancellationToken ct)
        {
            await base.CommitAsync(ct);
            shared.Appended();
        }
    }
}
