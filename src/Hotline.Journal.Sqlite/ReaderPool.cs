using System.Collections.Concurrent;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// Connections that read, each its own consistent moment, without waiting for the writer. At most so many at once.
/// Thread-safe.
/// </summary>
internal sealed class ReaderPool(Func<Queries> connect, string file, int most, TimeProvider? clock)
    : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Queries, (string What, long Since)> _reading = [];
    private readonly SemaphoreSlim _free = new(most, most);
    private readonly ConcurrentBag<Queries> _idle = [];

    /// <summary>What is read now, and for how long.</summary>
    public IEnumerable<string> Reading => _reading.Values.Select(r => clock is null ? r.What
        : $"{r.What} of this hub, for {clock.GetElapsedTime(r.Since).TotalSeconds:0} s");

    /// <summary>Reads, on the caller's thread, as soon as a connection is free.</summary>
    /// <exception cref="Checking.StorageDamagedException">The file is damaged where it had to be read.</exception>
    public async ValueTask<T> ReadAsync<T>(string what, Func<Queries, T> read, CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        try
        {
            if (!_idle.TryTake(out var reader))
            {
                reader = FileDamage.Tell(file, connect);
            }
            try
            {
                _reading[reader] = (what, clock?.GetTimestamp() ?? 0);
                return FileDamage.Tell(file, () => read(reader));
            }
            finally
            {
                _reading.TryRemove(reader, out _);
                _idle.Add(reader);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for reads under way. Nobody may read any more.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < most; i++)
        {
            await _free.WaitAsync();
        }
        foreach (var reader in _idle)
        {
            reader.Dispose();
        }
    }
}
