using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Hotline.Protocol.Keys;

/// <summary>
/// ECDsa instances of one key. An instance is not documented to be thread-safe and is dear to make, so each is used by
/// one caller at a time and kept; no more are made than were ever in use at once.
/// </summary>
internal sealed class EcdsaPool(ECParameters parameters) : IDisposable
{
    private readonly ConcurrentQueue<ECDsa> _idle = [];
    private ECDsa? _first;
    private volatile bool _disposed;

    public ECDsa Rent() =>
        Interlocked.Exchange(ref _first, null) ?? (_idle.TryDequeue(out var ecdsa) ? ecdsa : ECDsa.Create(parameters));

    public void Return(ECDsa ecdsa)
    {
        if (Interlocked.CompareExchange(ref _first, ecdsa, null) is not null)
        {
            _idle.Enqueue(ecdsa);
        }
        if (_disposed)
        {
            Dispose();
        }
    }

    /// <summary>Instances still in use are disposed as they come back.</summary>
    public void Dispose()
    {
        _disposed = true;
        Interlocked.Exchange(ref _first, null)?.Dispose();
        while (_idle.TryDequeue(out var ecdsa))
        {
            ecdsa.Dispose();
        }
    }
}
