namespace Hotline.Hub.Bridges;

/// <summary>
/// So many a second on average, in bursts of at most a second's worth; what is more waits. Used by one caller.
/// </summary>
public sealed class Pace(int perSecond, TimeProvider clock)
{
    private readonly TimeSpan _each = TimeSpan.FromSeconds(1) / perSecond;
    private long _start = clock.GetTimestamp();
    private long _taken;

    /// <summary>Waits for its turn.</summary>
    public async ValueTask TakeAsync(CancellationToken ct)
    {
        var due = _each * _taken - TimeSpan.FromSeconds(1);
        var ahead = due - clock.GetElapsedTime(_start);
        if (ahead < TimeSpan.FromSeconds(-1))
        {
            // What was not used up to now is not saved up.
            (_start, _taken) = (clock.GetTimestamp(), 0);
        }
        else if (ahead > TimeSpan.Zero)
        {
            await Task.Delay(ahead, clock, ct);
        }
        _taken++;
    }
}
