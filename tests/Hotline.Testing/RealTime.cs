namespace Hotline.Testing;

/// <summary>
/// The system's clock, for tests that talk to real daemons and processes; nothing in them asserts on it.
/// </summary>
public static class RealTime
{
#pragma warning disable RS0030 // The one place where tests may take the system's clock.
    public static TimeProvider Clock => TimeProvider.System;
#pragma warning restore RS0030

    /// <summary>How long a test waits for what must come.</summary>
    public static TimeSpan Patience => TimeSpan.FromSeconds(60);

    /// <summary>
    /// Asks until the condition holds, the longer it takes the less often; fails the test with <paramref name="what"/>
    /// when it does not within the limit.
    /// </summary>
    public static Task Until(Func<Task<bool>> condition, string what, TimeSpan? limit = null) =>
        Until(condition, () => what, limit);

    /// <summary>The same; what it waits for is put into words only when it has waited in vain.</summary>
    public static async Task Until(Func<Task<bool>> condition, Func<string> what, TimeSpan? limit = null)
    {
        var start = Clock.GetTimestamp();
        while (!await condition())
        {
            var waited = Clock.GetElapsedTime(start);
            if (waited > (limit ?? Patience))
            {
                throw new TimeoutException($"Waited {(limit ?? Patience).TotalSeconds} s in vain for: {what()}");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(waited.TotalMilliseconds / 20, 20, 200)), Clock);
        }
    }

    public static Task Until(Func<bool> condition, string what, TimeSpan? limit = null) =>
        Until(condition, () => what, limit);

    public static Task Until(Func<bool> condition, Func<string> what, TimeSpan? limit = null) =>
        Until(() => Task.FromResult(condition()), what, limit);
}
