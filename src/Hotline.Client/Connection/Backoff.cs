namespace Hotline.Client;

/// <summary>
/// How long to wait before a new attempt: doubling, with jitter, so that many clients do not come back at once. Not
/// thread-safe.
/// </summary>
internal sealed class Backoff(ConnectionOptions options, Random random)
{
    private int _failures;

    /// <summary>It worked, and lasted.</summary>
    public void Reset() => _failures = 0;

    /// <summary>The wait after one more failure: from half to all of the step.</summary>
    public TimeSpan Next()
    {
        var step = options.FirstWait * Math.Pow(2, Math.Min(_failures++, 16));
        return (step < options.LongestWait ? step : options.LongestWait) * (0.5 + random.NextDouble() / 2);
    }
}
