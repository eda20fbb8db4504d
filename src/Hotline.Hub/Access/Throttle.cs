using System.Threading.RateLimiting;
using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>How fast one key may submit, by all carriers together.</summary>
public sealed class Throttle(LimitSettings limits) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.SubmitBurst,
            TokensPerPeriod = Math.Max(1, limits.SubmitPerSecond / 10),
            ReplenishmentPeriod =
                TimeSpan.FromMilliseconds(limits.SubmitPerSecond < 10 ? 1000.0 / limits.SubmitPerSecond : 100),
            QueueLimit = 0,
        }));

    /// <summary>Null when the seat may submit one more message now.</summary>
    public Refusal? Take(Seat seat)
    {
        using var lease = _limiter.AttemptAcquire(seat.Key.Id);
        return lease.IsAcquired ? null : AccessErrors.TooMany(limits.SubmitPerSecond);
    }

    public void Dispose() => _limiter.Dispose();
}
