using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Tests;

/// <summary>A store that passes everything on; tests override what they want to go otherwise.</summary>
internal abstract class AroundStore(IJournalStore inner) : IJournalStore
{
    public long Syncs => inner.Syncs;

    public virtual ValueTask<IJournalTransaction> BeginAsync(CancellationToken ct) => inner.BeginAsync(ct);

    public virtual ValueTask<long> HeadAsync(CancellationToken ct) => inner.HeadAsync(ct);

    public virtual ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long after, int limit, CancellationToken ct) => inner.ReadAsync(after, limit, ct);

    public ValueTask<IReadOnlyList<StoredEntry>> ReadForAsync(string participant, long after, int limit, CancellationToken ct) => inner.ReadForAsync(participant, after, limit, ct);

    public ValueTask<IReadOnlyList<StoredEntry>> ReadExchangeAsync(MessageId exchange, CancellationToken ct) => inner.ReadExchangeAsync(exchange, ct);

    public ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct) => inner.FindMessageAsync(message, ct);

    public ValueTask<IReadOnlyList<MessageId>> ListExchangesAsync(string participant, long before, int limit, bool onlyOpen, CancellationToken ct) => inner.ListExchangesAsync(participant, before, limit, onlyOpen, ct);

    public ValueTask<IReadOnlyList<IReadOnlyList<StoredEntry>>> ReadHistoriesAsync(string? participant, DateTimeOffset from, DateTimeOffset to, long before, int limit, CancellationToken ct) =>
        inner.ReadHistoriesAsync(participant, from, to, before, limit, ct);

    public ValueTask<IReadOnlyList<Due>> DueAsync(DueSort sort, DateTimeOffset until, int limit, CancellationToken ct) => inner.DueAsync(sort, until, limit, ct);

    public ValueTask<DateTimeOffset?> NextDueAsync(DueSort sort, CancellationToken ct) => inner.NextDueAsync(sort, ct);

    public ValueTask<Cursor?> CursorAsync(string name, CancellationToken ct) => inner.CursorAsync(name, ct);

    public ValueTask<DateTimeOffset?> AliveAsync(CancellationToken ct) => inner.AliveAsync(ct);

    public virtual ValueTask<IReadOnlyList<byte[]>> ReadTilesAsync(int level, long first, int count, CancellationToken ct) => inner.ReadTilesAsync(level, first, count, ct);

    public virtual Task WaitForOthersAsync(long head, CancellationToken ct) => inner.WaitForOthersAsync(head, ct);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>A transaction that passes everything on.</summary>
internal abstract class AroundTransaction(IJournalTransaction inner) : IJournalTransaction
{
    public long Head => inner.Head;

    public virtual ValueTask<IReadOnlyList<StoredEntry>> ReadExchangeAsync(MessageId exchange, CancellationToken ct) => inner.ReadExchangeAsync(exchange, ct);

    public virtual ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct) => inner.FindMessageAsync(message, ct);

    public virtual void Append(StoredEntry entry, IReadOnlyList<string> readers) => inner.Append(entry, readers);

    public virtual void SetDue(MessageId exchange, IReadOnlyList<DueRow> rows) => inner.SetDue(exchange, rows);

    public virtual void SetCursor(string name, Cursor? cursor) => inner.SetCursor(name, cursor);

    public virtual void AddTile(Subtree tile, byte[] hash) => inner.AddTile(tile, hash);

    public virtual void Beat(DateTimeOffset now) => inner.Beat(now);

    public virtual ValueTask CommitAsync(CancellationToken ct) => inner.CommitAsync(ct);

    public virtual ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>Holds up the first transaction that begins, so that a test can say what waits meanwhile.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _commits;

    public Task Reached => _reached.Task;

    public int Commits => Volatile.Read(ref _commits);

    public void Open() => _open.TrySetResult();

    public IJournalStore Around(IJournalStore inner) => new Store(this, inner);

    private sealed class Store(Gate gate, IJournalStore inner) : AroundStore(inner)
    {
        public override async ValueTask<IJournalTransaction> BeginAsync(CancellationToken ct)
        {
            gate._reached.TrySetResult();
            await gate._open.Task;
            return new Transaction(gate, await base.BeginAsync(ct));
        }
    }

    private sealed class Transaction(Gate gate, IJournalTransaction inner) : AroundTransaction(inner)
    {
        public override ValueTask CommitAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref gate._commits);
            return base.CommitAsync(ct);
        }
    }
}

/// <summary>A store on which another hub writes too: the test says when that is noticed.</summary>
internal sealed class Others
{
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Appended() => _appended.SetResult();

    public IJournalStore Around(IJournalStore inner) => new Store(this, inner);

    private sealed class Store(Others others, IJournalStore inner) : AroundStore(inner)
    {
        public override async Task WaitForOthersAsync(long head, CancellationToken ct)
        {
            await others._appended.Task.WaitAsync(ct);
            others._appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
