using Hotline.Console.Tests.Rig;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Stories;

/// <summary>The same story with both hands on the keyboard: no pointer is used from the first page on.</summary>
public sealed class KeyboardStoryTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    [BrowserFact]
    public async Task Two_officers_play_the_whole_story_by_keyboard_alone()
    {
        var (subject, answer) = (Subject("Scans of substations"), "Seen and stopped.");
        var (xa, xb) = (await WindowAsync(), await WindowAsync());
        foreach (var (window, seat) in new[] { (xa, "seat-XA-officer"), (xb, "seat-XB-officer") })
        {
            await window.TabToAsync(window.Id(seat));
            await window.Page.Keyboard.PressAsync("Enter");
            await window.ConnectedAsync();
        }

        await xa.Page.Keyboard.PressAsync("n");
        await xa.TabToAsync(xa.Id("to-XB"));
        await xa.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(xa.Id("to-XB")).ToHaveValueAsync("to");
        await xa.TabToAsync(xa.Id("subject"));
        await xa.Page.Keyboard.TypeAsync(subject);
        await xa.TabToAsync(xa.Page.GetByLabel("What was observed, what is asked"));
        await xa.Page.Keyboard.TypeAsync("Port 2404, from three addresses.");
        await Expect(xa.Id("plan")).ToContainTextAsync("XB has 20 min");
        await xa.Page.Keyboard.PressAsync("Control+Enter");
        await xa.ExchangeIdAsync();

        await Expect(xb.Row(subject)).ToBeVisibleAsync();
        await xb.Page.Keyboard.PressAsync("j");
        await Expect(xb.Id("due")).ToContainTextAsync("Acknowledge within");
        await xb.Page.Keyboard.PressAsync("b");
        await Expect(xb.Id("basis")).ToContainTextAsync("operator default");
        await xb.Page.Keyboard.PressAsync("e");
        await Expect(xb.Id("raw")).ToBeVisibleAsync();
        await xb.Page.Keyboard.PressAsync("a");
        await Expect(xb.Id("due")).ToContainTextAsync("Respond within");
        await Expect(xa.Id("timeline-XB")).ToContainTextAsync("Acknowledged in time");

        await xb.Page.Keyboard.PressAsync("r");
        await Expect(xb.Page.GetByLabel("We are looking into it.")).ToBeFocusedAsync();
        await xb.Page.Keyboard.PressAsync("Space");
        await xb.TabToAsync(xb.Page.GetByLabel("In words"));
        await xb.Page.Keyboard.TypeAsync(answer);
        await xb.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(xa.Page.GetByText(answer)).ToBeVisibleAsync();
        await Expect(xa.Page.GetByText("We are looking into it.")).ToBeVisibleAsync();

        await xa.Page.Keyboard.PressAsync("c");
        await Expect(xa.Id("sure")).ToBeFocusedAsync();
        await xa.Page.Keyboard.PressAsync("Enter");
        await Expect(xa.Page.Locator(".head").GetByText("Closed")).ToBeVisibleAsync();
        await Expect(xb.Page.Locator(".head").GetByText("Closed")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Question_mark_shows_the_keys_and_l_locks_the_desk()
    {
        var xc = await SitAsync("XC");
        await xc.Page.Keyboard.PressAsync("?");
        var help = xc.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" });
        await Expect(help).ToContainTextAsync("Acknowledge at once");
        await xc.Page.Keyboard.PressAsync("Escape");
        await Expect(help).ToHaveCountAsync(0);

        await xc.Page.Keyboard.PressAsync("l");
        var locked = xc.Page.GetByRole(AriaRole.Dialog, new() { Name = "Locked" });
        await Expect(locked).ToBeVisibleAsync();
        // Neither a key nor Escape gets past it.
        await xc.Page.Keyboard.PressAsync("n");
        await xc.Page.Keyboard.PressAsync("Escape");
        await xc.Page.Keyboard.PressAsync("Escape");
        await Expect(locked).ToBeVisibleAsync();
        await xc.TabToAsync(xc.Button("Unlock"));
        await xc.Page.Keyboard.PressAsync("Enter");
        await Expect(locked).ToHaveCountAsync(0);
        await Expect(xc.Id("send")).ToHaveCountAsync(0);
    }
}
