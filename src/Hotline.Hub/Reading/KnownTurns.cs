using System.Collections.Concurrent;
using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Journal;

namespace Hotline.Hub.Reading;

/// <summary>
/// Whose turn it is in exchanges that somebody has looked through, until one changes: so that finding the few that wait
/// for a reader among many that do not costs little from the second time on. Follows from the entries alone and is
/// never more than a shortcut. Thread-safe.
/// </summary>
public sealed class KnownTurns : IDisposable
{
    /// <summary>About 30 MB.</summary>
    private const int Most = 200_000;

    private readonly ConcurrentDictionary<StreamId, State> _known = [];
    private readonly Tail _tail;

    public KnownTurns(Recorder recorder)
    {
        _tail = recorder.Tail;
        _tail.Written += Forget;
    }

    /// <summary>True when it is known not to be the participant's turn.</summary>
    public bool IsNotOurs(StreamId exchange, string participant) =>
        _known.TryGetValue(exchange, out var state)
        && state.Turns is { IsDefault: false } turns && !turns.Contains(participant);

    /// <summary>To be called before an exchange is read; what changes meanwhile is then not kept.</summary>
    public object? Begin(StreamId exchange)
    {
        var pending = new State(default);
        return _known.Count < Most && _known.TryAdd(exchange, pending) ? pending : null;
    }

    /// <summary>Keeps whose turn it is.</summary>
    /// <param name="begun">What <see cref="Begin"/> gave.</param>
    /// <param name="exchange">The exchange, as it was read since.</param>
    public void Keep(object? begun, Exchange exchange)
    {
        if (begun is State pending)
        {
            var watching = exchange.Opening.Coordinator;
            var readers = watching is null ? exchange.Parties : exchange.Parties.Append(watching);
            ImmutableArray<string> turns = [.. readers.Where(
                reader => Acts.Turn(Acts.Awaits(exchange, reader), reader) == Turn.Ours)];
            _known.TryUpdate(StreamId.Exchange(exchange.Id), new State(turns), pending);
        }
    }

    public void Dispose() => _tail.Written -= Forget;

    private void Forget(StreamId stream) => _known.TryRemove(stream, out _);

    /// <summary>Compared by reference: one that was begun anew is another.</summary>
    private sealed class State(ImmutableArray<string> turns)
    {
        public ImmutableArray<string> Turns => turns;
    }
}
