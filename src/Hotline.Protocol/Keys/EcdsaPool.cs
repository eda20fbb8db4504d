using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Hotline.Protocol.Keys;

/// <summary>
/// ECDsa instances of one key. An instance is not documented to be thread-safe and is dear to make, so each is used by one
/// caller at a time and kept; no more are made than were ever in use at once.
/// </summary>
internal sealed class EcdsaPool(ECParameters parameters) : IDisposable
{
    private readonly ConcurrentBag<ECDsa> _idle = [];
    private volatile bool _disposed;

    public ECDsa Rent() => _idle.TryTake(out var ecdsa) ? ecdsa : ECDsa.Create(parameters);

    public void Return(ECDsa ecdsa)
    {
        _idle.Add(ecdsa);
        if (_disposed)
        {
            Dispose();
        }
    }

    /// <summary>Instances still in use are disposed as they come back.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var ecdsa))
        {
            ecdsa.Dispose();
        }
    }
}
