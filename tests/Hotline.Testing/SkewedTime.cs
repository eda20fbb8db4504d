namespace Hotline.Testing;

/// <summary>The clock of a machine that is wrong by so much; it runs, and waits, as any other.</summary>
public sealed class SkewedTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => RealTime.Clock.GetUtcNow() + by;
}
