using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Tests;

/// <summary>
/// Lets chosen calls of a store fail: before they take effect, or after, so that what was done is reported as failed.
/// </summary>
/// <param name="fails">Asked for each call by its name and number, from 0.</param>
internal sealed class Faults(Func<string, int, Faults.When?> fails)
{
    private int _calls;
    private bool _stopped;

    public enum When
    {
        Before,
        After,
    }

    /// <summary>Names of the calls so far that might have failed.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Nothing fails any more.</summary>
    public void Stop()
    {
        lock (Calls)
        {
            _stopped = true;
        }
    }

    public IJournalStore Around(IJournalStore inner) => new Store(this, inner);

    private T Do<T>(string name, Func<T> call)
    {
        When? when;
        lock (Calls)
        {
            when = _stopped ? null : fails(name, _calls++);
            if (!_stopped)
            {
                Calls.Add(name);
            }
        }
        if (when == When.Before)
        {
            throw new IOException($"{name} failed before it took effect");
        }
        var result = call();
        return when == When.After ? throw new IOException($"{name} took effect and failed") : result;
    }

    private void Do(string name, Action call) => Do(name, () =>
    {
        call();
        return 0;
    });

    private async ValueTask<T> DoAsync<T>(string name, Func<ValueTask<T>> call)
    {
        var result = default(T);
        var running = Do(name, () => Run());
        await running;
        return result!;

        async Task Run() => result = await call();
    }

    private sealed class Store(Faults faults, IJournalStore inner) : AroundStore(inner)
    {
        public override async ValueTask<IJournalTransaction> BeginAsync(CancellationToken ct)
        {
            var transaction = await base.BeginAsync(ct);
            try
            {
                faults.Do("begin", () => { });
                return new Transaction(faults, transaction);
            }
            catch
            {
                await transaction.DisposeAsync();
                throw;
            }
        }
    }

    private sealed class Transaction(Faults faults, IJournalTransaction inner) : AroundTransaction(inner)
    {
        public override ValueTask<IReadOnlyList<StoredEntry>> ReadStreamAsync(StreamId stream, CancellationToken ct) =>
            faults.DoAsync("read stream", () => base.ReadStreamAsync(stream, ct));

        public override ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct) =>
            faults.DoAsync("find message", () => base.FindMessageAsync(message, ct));

        public override void Append(Appended entry) => faults.Do("append", () => base.Append(entry));

        public override void Join(Joining joining) => faults.Do("join", () => base.Join(joining));

        public override void ReplaceDue(StreamId stream, IReadOnlyList<DueRow> gone, IReadOnlyList<DueRow> come) =>
            faults.Do("replace due", () => base.ReplaceDue(stream, gone, come));

        public override void SetCursor(string name, Cursor? cursor) =>
            faults.Do("set cursor", () => base.SetCursor(name, cursor));

        public override void AddTile(Subtree tile, byte[] hash) =>
            faults.Do("add tile", () => base.AddTile(tile, hash));

        public override void Beat(DateTimeOffset now) => faults.Do("beat", () => base.Beat(now));

        public override async ValueTask CommitAsync(CancellationToken ct) => await faults.DoAsync("commit", async () =>
        {
            await base.CommitAsync(ct);
            return 0;
        });
    }
}
