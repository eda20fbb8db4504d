namespace Hotline.Client;

/// <summary>
/// The hub's time of day, as the hub last told it, carried on by this machine's monotonic clock; this machine's own
/// time of day until the hub has told it. Waits and measured lengths are this machine's. Thread-safe.
/// </summary>
/// <param name="own">This machine's clock.</param>
internal sealed class HubClock(TimeProvider own) : TimeProvider
{
    private volatile Told? _told;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => own.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => own.TimestampFrequency;

    /// <summary>The hub said what time it is.</summary>
    public void Set(DateTimeOffset time) => _told = new Told(time, own.GetTimestamp());

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() =>
        _told is { } told ? told.Time.ToUniversalTime() + own.GetElapsedTime(told.At) : own.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => own.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        own.CreateTimer(callback, state, dueTime, period);

    private sealed record Told(DateTimeOffset Time, long At);
}
