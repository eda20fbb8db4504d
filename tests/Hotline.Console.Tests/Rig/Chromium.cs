using Microsoft.Playwright;

namespace Hotline.Console.Tests.Rig;

/// <summary>Debian's Chromium, one for the whole run; every officer gets a context of it, which shares nothing with the others.</summary>
public static class Chromium
{
    /// <summary>Where Debian installs it.</summary>
    public const string Path = "/usr/bin/chromium";

    private static readonly Lazy<Task<IBrowser>> Running = new(LaunchAsync);

    /// <summary>The browser; started when it is first asked for, ended with the run by the driver.</summary>
    public static Task<IBrowser> BrowserAsync() => Running.Value;

    private static async Task<IBrowser> LaunchAsync()
    {
        Assert.True(File.Exists(Path), $"{Path} is missing: apt-get install chromium (ops/test does).");
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout((float)TimeSpan.FromSeconds(45).TotalMilliseconds);
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path,
            // As root in a container there is no sandbox to be had, and no graphics card to pretend one for; tabs in the background must not be slowed, as several officers share one browser here.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"],
        });
    }
}

/// <summary>A test that needs a real browser: a failure in CI when there is none, elsewhere a skip that says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Missing is { } why)
        {
            Skip = why;
        }
    }

    internal static string? Missing { get; } =
        File.Exists(Chromium.Path) || Environment.GetEnvironmentVariable("CI") == "true" ? null : $"{Chromium.Path} is missing: apt-get install chromium (ops/test does).";
}

/// <summary>As <see cref="BrowserFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        if (BrowserFactAttribute.Missing is { } why)
        {
            Skip = why;
        }
    }
}
