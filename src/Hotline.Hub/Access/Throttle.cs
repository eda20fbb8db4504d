using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>How fast one key may submit, by all carriers together.</summary>
public sealed class Throttle(LimitSettings limits) : IDisposable
{
    private readonly Buckets<string> _keys = new(limits.SubmitPerSecond, limits.SubmitBurst);

    /// <summary>Null when the seat may submit one more message now.</summary>
    public Refusal? Take(Seat seat) =>
        _keys.Take(seat.Key.Id) ? null : AccessErrors.TooMany(limits.SubmitPerSecond);

    /// <summary>The same without counting one.</summary>
    public Refusal? Check(Seat seat) =>
        _keys.Has(seat.Key.Id) ? null : AccessErrors.TooMany(limits.SubmitPerSecond);

    public void Dispose() => _keys.Dispose();
}
