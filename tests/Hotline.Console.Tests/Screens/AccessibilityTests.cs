using System.Text.Json;
using Hotline.Console.Tests.Rig;
using Hotline.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Screens;

/// <summary>axe-core finds nothing to mend on any screen in either theme: WCAG 2.0 to 2.2, levels A and AA.</summary>
public sealed class AccessibilityTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    private static readonly string Axe = File.ReadAllText(
        Path.Combine(Checkout.Root, "src", "Hotline.Console", "node_modules", "axe-core", "axe.min.js"));
    private readonly List<string> _found = [];

    [BrowserFact]
    public async Task Every_screen_is_free_of_violations_in_both_themes()
    {
        var subject = Subject("Wiper in a ministry");
        // The test brings axe itself; that the page may not is tried elsewhere.
        var options = new WindowOptions { BypassPolicy = true };
        var asking = await WindowAsync(options);
        await Expect(asking.Id("seat-XA-officer")).ToBeVisibleAsync();
        await CheckAsync(asking, "arrive");
        asking.Watch.Expected.Add("/v1/me");
        await asking.Page.GetByLabel("Participant").FillAsync("XA");
        await asking.Button("Make a key and ask").ClickAsync();
        await Expect(asking.Id("fingerprint")).ToBeVisibleAsync();
        await CheckAsync(asking, "waiting for approval");

        var (xa, xb) = (await SitAsync("XA", options: options), await SitAsync("XB", options: options));
        await CheckAsync(xb, "empty desk");
        await xa.ComposeAsync("XB", subject, "A wiper. This attack was carried out by somebody.", "flash");
        await Expect(xa.Id("plan")).ToContainTextAsync("XB has");
        await CheckAsync(xa, "composer with plan");
        await xa.SendAsync();
        await Expect(xa.Id("due")).ToBeVisibleAsync();
        await CheckAsync(xa, "exchange of the sender");

        await Expect(xb.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "urgent message waits" }))
            .ToBeVisibleAsync();
        await xb.ChooseAsync(subject);
        await xb.Button("Where this number comes from").ClickAsync();
        await xb.Page.Keyboard.PressAsync("e");
        await Expect(xb.Id("raw")).ToBeVisibleAsync();
        await CheckAsync(xb, "exchange of the addressee");
        await xb.Page.Keyboard.PressAsync("l");
        await Expect(xb.Page.GetByRole(AriaRole.Dialog, new() { Name = "Locked" })).ToBeVisibleAsync();
        await CheckAsync(xb, "lock");
        await xb.Button("Unlock").ClickAsync();
        await xb.Id("acknowledge").ClickAsync();
        await Expect(xb.Id("due")).ToContainTextAsync("Respond within");
        await xb.Id("respond").ClickAsync();
        await Expect(xb.Id("send-response")).ToBeVisibleAsync();
        await CheckAsync(xb, "respond");
        await xa.Id("close").ClickAsync();
        await Expect(xa.Id("sure")).ToBeVisibleAsync();
        await CheckAsync(xa, "sure to close");
        await xa.Page.Keyboard.PressAsync("?");
        await CheckAsync(xa, "help");
        await xa.Page.Keyboard.PressAsync("Escape");

        foreach (var (place, ready) in new[] { ("settings", "theme"), ("open", "open-file"), ("times", "report") })
        {
            await xb.GoAsync(place);
            await Expect(xb.Id(ready)).ToBeVisibleAsync();
            await CheckAsync(xb, place);
        }

        var xz = await SitAsync("XZ", "coordinator", options);
        await Expect(xz.Id("board-running").GetByRole(AriaRole.Row)).Not.ToHaveCountAsync(0);
        await CheckAsync(xz, "board");
        await xz.GoAsync("times");
        await xz.Page.Locator(".figure").First.ClickAsync();
        await Expect(xz.Id("behind")).ToBeVisibleAsync();
        await CheckAsync(xz, "times of the coordinator");

        var administrator = await SitAsync("XA", "administrator", options);
        await administrator.GoAsync("keys");
        await Expect(administrator.Button("Approve").First).ToBeVisibleAsync();
        await CheckAsync(administrator, "key requests");

        await xb.Context.SetOfflineAsync(true);
        await Expect(xb.Id("not-connected")).ToBeVisibleAsync();
        await CheckAsync(xb, "not connected");

        Assert.True(_found.Count == 0, string.Join('\n', _found));
    }

    private async Task CheckAsync(OfficerWindow window, string screen)
    {
        if (!await window.Page.EvaluateAsync<bool>("() => 'axe' in globalThis"))
        {
            await window.Page.AddScriptTagAsync(new() { Content = Axe });
        }
        foreach (var theme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await window.Page.EmulateMediaAsync(new() { ColorScheme = theme });
            var found = await window.Page.EvaluateAsync<JsonElement>(
                "() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: "
                + "['violations'] })");
            Assert.True(found.GetProperty("passes").GetArrayLength() > 5, $"{screen}: axe looked at nothing.");
            _found.AddRange(found.GetProperty("violations")
                .EnumerateArray().SelectMany(rule => rule.GetProperty("nodes").EnumerateArray().Select(node =>
                    $"{screen}, {theme}: {rule.GetProperty("id")}: {node.GetProperty("html")} — "
                    + $"{node.GetProperty("failureSummary")}")));
        }
    }
}
