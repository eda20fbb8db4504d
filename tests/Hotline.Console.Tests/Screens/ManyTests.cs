using System.Globalization;
using Hotline.Console.Tests.Rig;
using Hotline.Protocol;
using Hotline.Testing;
using Hotline.Testing.Hubs;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Screens;

/// <summary>A hub that does not slow down whoever sends two thousand messages at once.</summary>
public sealed class UnlimitedHub : ConsoleHub
{
    protected override ConfigFolder Configure(ConfigFolder shipped)
    {
        shipped.Edit("hotline.json", settings =>
        {
            var limits = settings["limits"]!;
            (limits["submitPerSecond"], limits["submitBurst"], limits["requestsPerSecond"]) = (10_000, 10_000, 10_000);
        });
        // None of them may lapse while the test runs.
        return shipped.WithExercise(TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(3));
    }
}

/// <summary>Two thousand open exchanges on one desk.</summary>
public sealed class ManyTests(
    UnlimitedHub running, ITestOutputHelper output) : AtConsole(running), IClassFixture<UnlimitedHub>
{
    private const int Many = 2_000;
    private const int Live = 60;
    private const int MostRows = 100;

    [BrowserFact]
    public async Task Two_thousand_open_exchanges_scroll_with_few_lines_in_the_page_and_new_ones_come_at_once()
    {
        await using (var sender = Hub.Actor("xa-officer"))
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, Many), new ParallelOptions { MaxDegreeOfParallelism = 32 },
                async (n, _) => await sender.SubmitAsync(sender.Notify(
                    "XB", n % 3 == 0 ? Kind.RequestForInformation : Kind.IncidentNotification,
                    n % 2 == 0 ? Precedence.Routine : Precedence.Priority, $"Exchange number {n:0000}")));
        }
        var xb = await SitAsync("XB");
        await Expect(xb.Button("All " + Many.ToString("N0", CultureInfo.InvariantCulture)).Or(xb.Button($"All {Many}")))
            .ToBeVisibleAsync();
        await Expect(xb.Id("row").First).ToBeVisibleAsync();
        Assert.InRange(await xb.Id("row").CountAsync(), 1, MostRows);

        // To the very end and back: other lines, never many.
        var first = await xb.Id("row").First.GetAttributeAsync("data-id");
        for (var share = 1; share <= 10; share++)
        {
            await xb.Id("list")
                .EvaluateAsync("(list, share) => { list.scrollTop = list.scrollHeight * share; }", share / 10.0);
            await Expect(xb.Id("row").First).Not.ToHaveAttributeAsync("data-id", first!);
            Assert.InRange(await xb.Id("row").CountAsync(), 1, MostRows);
            first = await xb.Id("row").First.GetAttributeAsync("data-id");
            if (share == 10)
            {
                break;
            }
        }
        await Expect(xb.Page.Locator($"[aria-posinset='{Many}']")).ToBeVisibleAsync();
        await xb.Id("list").EvaluateAsync("(list) => { list.scrollTop = 0; }");
        await Expect(xb.Page.Locator("[aria-posinset='1']")).ToBeVisibleAsync();

        // What comes now is on screen at once. How soon is printed: it says as much of this machine as of the desk.
        await using var live = Hub.Actor("xa-officer");
        for (var n = 0; n < Live; n++)
        {
            await live.SubmitAsync(live.Notify("XB", precedence: Precedence.Flash, subject: $"Live number {n}"));
            await RealTime.Until(
                async () => await xb.Page.EvaluateAsync<int>("() => globalThis.hotlineDelays.length") > n,
                $"that number {n} is on screen");
        }
        await Expect(xb.Button((Many + Live).ToString("N0", CultureInfo.InvariantCulture))
            .Or(xb.Button($"All {Many + Live}"))).ToBeVisibleAsync();
        var delays = (await xb.Page.EvaluateAsync<double[]>("() => globalThis.hotlineDelays")).Order().ToArray();
        output.WriteLine(
            $"Measured: on screen after the journal had it, among {Many} others: median {Percentile(delays, 0.5):0} "
            + $"ms, p95 {Percentile(delays, 0.95):0} ms, longest {delays[^1]:0} ms, of {delays.Length}.");
    }

    /// <summary>By nearest rank.</summary>
    private static double Percentile(double[] sorted, double share) =>
        sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
