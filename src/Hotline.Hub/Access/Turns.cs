using System.Collections.Concurrent;

namespace Hotline.Hub.Access;

/// <summary>
/// One after the other, of each name: so that what one caller asks for many times at once takes no more than one core,
/// and somebody else's message passes between. Who came first goes first. Thread-safe; names are those of the
/// directory: there are only so many.
/// </summary>
public sealed class Turns
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Waits for a turn, which ends when the result is disposed.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IDisposable> EnterAsync(string name, CancellationToken ct)
    {
        var turn = _turns.GetOrAdd(name, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(ct);
        return new Turn(turn);
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
