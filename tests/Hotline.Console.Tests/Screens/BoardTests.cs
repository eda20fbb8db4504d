using System.Text.Json;
using Hotline.Console.Tests.Rig;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Screens;

/// <summary>
/// The coordinator's screens: every figure opens its list, leaves as a file, and fits a narrow screen.
/// </summary>
public sealed class BoardTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    [BrowserFact]
    public async Task Every_figure_opens_the_exchanges_behind_it_and_leaves_as_CSV_and_JSON()
    {
        await using var xa = Hub.Actor("xa-officer");
        await using var xb = Hub.Actor("xb-officer");
        var sent = await xa.SubmitAsync(xa.Notify("XB", subject: "Secret"));
        await xb.SubmitAsync(xb.Messages.Acknowledge(sent.Envelope).Value);
        var xz = await SitAsync("XZ", "coordinator");
        await xz.GoAsync("times");
        var row = xz.Id("report").GetByRole(AriaRole.Row).Filter(new() { HasText = "XB" });
        await row.GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(xz.Id("behind").Locator($"a[href='#/x/{sent.Envelope.Id}']")).ToBeVisibleAsync();
        await Expect(xz.Id("report-basis")).ToContainTextAsync("up to position");

        var csv = await DownloadAsync(xz, "CSV");
        Assert.EndsWith(".csv", csv.Name, StringComparison.Ordinal);
        Assert.Contains("XB", csv.Text, StringComparison.Ordinal);
        var json = await DownloadAsync(xz, "JSON");
        Assert.EndsWith(".json", json.Name, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(json.Text);
        Assert.Contains(report.RootElement.GetProperty("rows").EnumerateArray(),
            r => r.GetProperty("key").GetProperty("participant").GetString() == "XB");
        Assert.DoesNotContain("Secret", csv.Text + json.Text, StringComparison.Ordinal);
    }

    [BrowserTheory]
    [InlineData(640)]
    [InlineData(390)]
    public async Task At_200_percent_and_on_a_phone_nothing_scrolls_sideways(int width)
    {
        await using (var xa = Hub.Actor("xa-officer"))
        {
            await xa.SubmitAsync(xa.Notify("XB"));
        }
        var xz = await SitAsync("XZ", "coordinator", new() { Size = (width, 700) });
        var xb = await SitAsync("XB", options: new() { Size = (width, 700) });
        foreach (var (window, place, ready) in new[]
        {
            (xz, "board", "board-running"), (xz, "times", "report"), (xb, "new", "send"), (xb, "times", "report"),
            (xb, "settings", "theme"), (xb, "open", "open-file"), (xb, "", "list"),
        })
        {
            await window.GoAsync(place);
            await Expect(window.Id(ready)).ToBeVisibleAsync();
            var wide = await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
            Assert.True(wide <= width, $"{place}: {wide} px on {width} px.");
        }
    }

    private static async Task<(string Name, string Text)> DownloadAsync(OfficerWindow window, string button)
    {
        var download =
            await window.Page.RunAndWaitForDownloadAsync(() => window.Button(button, exact: true).ClickAsync());
        return (download.SuggestedFilename, await File.ReadAllTextAsync((await download.PathAsync())!));
    }
}
