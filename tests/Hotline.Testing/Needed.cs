namespace Hotline.Testing;

/// <summary>What a test needs from the system and may be missing there.</summary>
public static class Needed
{
    /// <summary>In CI nothing is skipped: what is missing there fails the test that needs it.</summary>
    public static bool Everything => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>Why a test is skipped; null when it runs.</summary>
    /// <param name="missing">What is missing here; null when nothing is.</param>
    public static string? SkipFor(string? missing) => Everything ? null : missing;
}
