using System.Net;
using System.Threading.RateLimiting;
using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>
/// How fast MQTT connections may come, from one address and with one key, and how fast one key may subscribe. Each may
/// come in bursts of ten seconds' worth.
/// </summary>
public sealed class MqttRates(LimitSettings limits) : IDisposable
{
    private const int Burst = 10;
    private readonly PartitionedRateLimiter<AddressGroup> _addresses =
        Limiter<AddressGroup>(limits.MqttConnectsPerSecondPerAddress);
    private readonly PartitionedRateLimiter<string> _connects = Limiter<string>(limits.MqttConnectsPerSecond);
    private readonly PartitionedRateLimiter<string> _subscribes = Limiter<string>(limits.MqttSubscribesPerSecond);

    /// <summary>Null when one more may come from there, whoever it is. Asked before its token is looked at.</summary>
    public Refusal? Connect(IPAddress? from) => Take(
        _addresses, AddressGroup.Of(from), AccessErrors.TooManyConnects, limits.MqttConnectsPerSecondPerAddress);

    /// <summary>Null when the seat's key may begin one more.</summary>
    public Refusal? Connect(Seat seat) =>
        Take(_connects, seat.Key.Id, AccessErrors.TooManyConnects, limits.MqttConnectsPerSecond);

    /// <summary>Null when the seat's key may subscribe to one more filter.</summary>
    public Refusal? Subscribe(Seat seat) =>
        Take(_subscribes, seat.Key.Id, AccessErrors.TooManySubscribes, limits.MqttSubscribesPerSecond);

    public void Dispose()
    {
        _addresses.Dispose();
        _connects.Dispose();
        _subscribes.Dispose();
    }

    private static Refusal? Take<T>(
        PartitionedRateLimiter<T> limiter, T whose, Func<int, Refusal> refusal, int perSecond)
    {
        using var lease = limiter.AttemptAcquire(whose);
        return lease.IsAcquired ? null : refusal(perSecond);
    }

    private static PartitionedRateLimiter<T> Limiter<T>(int perSecond) where T : notnull =>
        PartitionedRateLimiter.Create<T, T>(whose =>
            RateLimitPartition.GetTokenBucketLimiter(whose, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = perSecond * Burst,
                TokensPerPeriod = perSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));
}
