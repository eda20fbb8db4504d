using System.Threading.RateLimiting;

namespace Hotline.Hub.Access;

/// <summary>So many a second for each, on average, and so many at once. Thread-safe.</summary>
/// <typeparam name="T">Whose.</typeparam>
/// <param name="perSecond">On average, 1 or more.</param>
/// <param name="burst">At once, after a rest.</param>
internal sealed class Buckets<T>(int perSecond, int burst) : IDisposable
    where T : notnull
{
    private readonly PartitionedRateLimiter<T> _limiter = PartitionedRateLimiter.Create<T, T>(whose =>
        RateLimitPartition.GetTokenBucketLimiter(whose, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = Math.Max(1, perSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(perSecond < 10 ? 1000.0 / perSecond : 100),
            QueueLimit = 0,
        }));

    /// <summary>True when one more may come now; it then counts.</summary>
    public bool Take(T whose)
    {
        using var lease = _limiter.AttemptAcquire(whose);
        return lease.IsAcquired;
    }

    /// <summary>True when one more might come now.</summary>
    public bool Has(T whose) => _limiter.GetStatistics(whose) is not { CurrentAvailablePermits: <= 0 };

    public void Dispose() => _limiter.Dispose();
}
