using Hotline.Testing;
using Microsoft.Playwright;

namespace Hotline.Console.Tests.Rig;

/// <summary>
/// Debian's Chromium without windows of its own, which took a fifth of the processor; one for the whole run. Every
/// officer gets a context of it, which shares nothing with the others.
/// </summary>
public static class Chromium
{
    /// <summary>Where Debian installs it.</summary>
    public const string Path = "/usr/bin/chromium-headless-shell";

    private static readonly Lazy<Task<IBrowser>> Running = new(LaunchAsync);

    /// <summary>Why there is no browser here; null when there is one.</summary>
    public static string? Missing { get; } =
        File.Exists(Path) ? null : $"{Path} is missing: apt-get install chromium-headless-shell (ops/test does).";

    /// <summary>The browser; started when it is first asked for, ended with the run by the driver.</summary>
    public static Task<IBrowser> BrowserAsync() => Running.Value;

    private static async Task<IBrowser> LaunchAsync()
    {
        Assert.True(Missing is null, Missing);
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout((float)TimeSpan.FromSeconds(45).TotalMilliseconds);
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path,
            // As root in a container there is no sandbox to be had, and no graphics card to pretend one for; tabs in
            // the background must not be slowed, as several officers share one browser here.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-timer-throttling",
                "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"],
        });
    }
}

/// <summary>
/// A test that needs a real browser: a failure in CI when there is none, elsewhere a skip that says why.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Needed.SkipFor(Chromium.Missing);
}

/// <summary>As <see cref="BrowserFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Needed.SkipFor(Chromium.Missing);
}
