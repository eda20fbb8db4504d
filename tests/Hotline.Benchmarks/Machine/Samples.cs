namespace Hotline.Benchmarks.Machine;

/// <summary>Durations of one thing done many times.</summary>
internal sealed class Samples
{
    private readonly double[] _sorted;

    public Samples(IEnumerable<TimeSpan> durations)
    {
        _sorted = [.. durations.Select(d => d.TotalMilliseconds)];
        Array.Sort(_sorted);
    }

    public int Count => _sorted.Length;

    public double P50Ms => Percentile(0.50);

    public double P95Ms => Percentile(0.95);

    public double P99Ms => Percentile(0.99);

    public double MostMs => Percentile(1);

    /// <summary>Measures an act: first unmeasured, then as often as asked.</summary>
    public static Samples Of(TimeProvider clock, int warmUp, int count, Action act)
    {
        var durations = new TimeSpan[count];
        for (var i = -warmUp; i < count; i++)
        {
            var start = clock.GetTimestamp();
            act();
            if (i >= 0)
            {
                durations[i] = clock.GetElapsedTime(start);
            }
        }
        return new Samples(durations);
    }

    /// <summary>The smallest sample that this share of all samples does not exceed (nearest rank).</summary>
    private double Percentile(double share) =>
        _sorted.Length == 0 ? double.NaN : _sorted[(int)Math.Ceiling(share * _sorted.Length) - 1];
}
