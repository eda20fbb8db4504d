using System.Text.RegularExpressions;
using Hotline.Console.Tests.Rig;
using Hotline.Testing;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Stories;

/// <summary>
/// What the page may load and run: its own files and nothing else. That no story breaks the policy is asserted of every
/// window of every test.
/// </summary>
public sealed partial class PolicyTests(
    ConsoleHub running, ITestOutputHelper output) : AtConsole(running), IClassFixture<ConsoleHub>
{
    private const int MostBytes = 200 * 1024;

    [BrowserFact]
    public async Task The_page_comes_with_a_policy_that_allows_files_of_its_own_origin_only()
    {
        using var http = new HttpClient { BaseAddress = new Uri(Hub.Http) };
        using var page = await http.GetAsync("/");
        var html = await page.Content.ReadAsStringAsync();
        string Header(string name) => string.Join(", ", page.Headers.GetValues(name));

        var policy = Header("Content-Security-Policy").Split(';', StringSplitOptions.TrimEntries);
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("style-src 'self'", policy);
        Assert.Contains("connect-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Contains("base-uri 'none'", policy);
        Assert.Contains("require-trusted-types-for 'script'", policy);
        Assert.DoesNotContain("unsafe", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));

        Assert.DoesNotMatch(Inline(), html);
        Assert.All(Script().Matches(html), s => Assert.Contains("src=\"/assets/", s.Value, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task The_first_load_is_at_most_200_KiB_compressed()
    {
        var browser = await Chromium.BrowserAsync();
        await using var context = await browser.NewContextAsync(
            new() { BaseURL = Hub.Http, Locale = "en-GB", ServiceWorkers = ServiceWorkerPolicy.Block });
        var page = await context.NewPageAsync();
        var network = await context.NewCDPSessionAsync(page);
        var bytes = 0.0;
        network.Event("Network.loadingFinished").OnEvent +=
            (_, e) => bytes += e!.Value.GetProperty("encodedDataLength").GetDouble();
        await network.SendAsync("Network.enable");
        await page.GotoAsync(Hub.SeatLink, new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Expect(page.GetByTestId("seat-XA-officer")).ToBeVisibleAsync();
        await RealTime.Until(() => bytes > 10_000, "what was loaded");
        output.WriteLine(
            $"Measured: first load: {bytes / 1024:0.0} KiB with headers and the hub's first answers; at most "
            + $"{MostBytes / 1024} KiB.");
        Assert.InRange(bytes, 10_000, MostBytes);
    }

    [BrowserFact]
    public async Task Text_becomes_no_script_and_no_markup_even_where_a_script_of_the_page_would_try()
    {
        var window = await WindowAsync();
        await Expect(window.Id("seat-XA-officer")).ToBeVisibleAsync();
        // An attribute handler and an inline script, as injected markup would have them.
        await window.Page.EvaluateAsync("""
            () => {
              const button = document.createElement('button');
              try { button.setAttribute('onclick', 'globalThis.ran = true'); } catch { }
              document.body.append(button);
              button.click();
              const script = document.createElement('script');
              try { script.textContent = 'globalThis.ran = true'; document.body.append(script); } catch { }
              try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="globalThis.ran = true">'); } catch { }
            }
            """);
        await Expect(window.Id("seat-XA-officer")).ToBeVisibleAsync();
        Assert.False(await window.Page.EvaluateAsync<bool>("() => globalThis.ran === true"));
        await RealTime.Until(() => window.Watch.Faults.Count >= 3, "that the browser says what it refused");
        window.Watch.Forgive();
    }

    [GeneratedRegex(@"<style|\son\w+=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("<script[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Script();
}
