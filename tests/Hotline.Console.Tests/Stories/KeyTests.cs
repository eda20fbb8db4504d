using Hotline.Console.Tests.Rig;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Stories;

/// <summary>A key does what it says at once, whatever has just closed and wherever the focus is.</summary>
public sealed class KeyTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    // A page that is busy with Escape until the next key waits behind it: nothing is drawn in between.
    private const string Busy = """
        addEventListener('keydown', (event) => {
          if (event.key === 'Escape') for (const since = performance.now(); performance.now() < since + 1000; ) ;
        }, true);
        """;

    // Nobody is told that a dialog has closed.
    private const string Untold = "addEventListener('close', (event) => event.stopImmediatePropagation(), true);";

    // The hub says who sits here when somebody says so.
    private const string Me = """
        const ask = globalThis.fetch;
        const said = new Promise((done) => { globalThis.sayMe = done; });
        globalThis.fetch = async (path, more) => {
          if (path === '/v1/me') await said;
          return ask(path, more);
        };
        """;

    [BrowserFact]
    public async Task The_key_after_the_one_that_closes_the_keys_is_not_lost()
    {
        var xc = await SitAsync("XC", options: new() { Before = Busy });
        await xc.Page.Keyboard.PressAsync("?");
        await Expect(Help(xc)).ToBeVisibleAsync();
        await Task.WhenAll(xc.Page.Keyboard.PressAsync("Escape"), xc.Page.Keyboard.PressAsync("l"));
        await Expect(Locked(xc)).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task The_keys_open_again_at_once()
    {
        var xc = await SitAsync("XC", options: new() { Before = Untold });
        for (var times = 0; times < 3; times++)
        {
            await xc.Page.Keyboard.PressAsync("?");
            await Expect(Help(xc)).ToBeVisibleAsync();
            await xc.Page.Keyboard.PressAsync("Escape");
            await Expect(Help(xc)).ToHaveCountAsync(0);
        }
    }

    [BrowserFact]
    public async Task Under_an_open_dialog_no_key_acts_also_when_nothing_has_the_focus()
    {
        var xc = await SitAsync("XC");
        await xc.Page.Keyboard.PressAsync("?");
        await Expect(Help(xc)).ToBeVisibleAsync();
        await xc.Page.EvaluateAsync("() => document.activeElement.blur()");
        await xc.Page.Keyboard.PressAsync("n");
        await xc.Page.Keyboard.PressAsync("Escape");
        await Expect(Help(xc)).ToHaveCountAsync(0);
        await xc.Page.Keyboard.PressAsync("s");
        await Expect(xc.Id("subject")).ToHaveCountAsync(0);
        Assert.DoesNotContain("new", xc.Page.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_lock_that_the_browser_closes_is_there_again_though_the_page_is_not_told()
    {
        var xc = await SitAsync("XC", options: new() { Before = Untold });
        await xc.Page.Keyboard.PressAsync("l");
        await Expect(Locked(xc)).ToBeVisibleAsync();
        await xc.Page.EvaluateAsync("() => document.querySelector('dialog').close()");
        await Expect(Locked(xc)).ToBeVisibleAsync();
        await xc.Page.Keyboard.PressAsync("Escape");
        await xc.Page.Keyboard.PressAsync("Escape");
        await Expect(Locked(xc)).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Who_was_writing_when_the_desk_was_locked_writes_on_where_the_words_were()
    {
        var xa = await SitAsync("XA");
        await xa.ComposeAsync("XB", Subject("Half"), "");
        await xa.Id("subject").FocusAsync();
        await xa.Id("subject").PressAsync("End");
        // As the desk locks itself: nobody clicks.
        await xa.Button("Lock", exact: true).EvaluateAsync("(button) => button.click()");
        await xa.TabToAsync(xa.Button("Unlock"));
        await xa.Page.Keyboard.PressAsync("Enter");
        await Expect(Locked(xa)).ToHaveCountAsync(0);
        await Expect(xa.Id("subject")).ToBeFocusedAsync();
        await xa.Page.Keyboard.TypeAsync(", and all");
        await Expect(xa.Id("subject")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^Half .*, and all$"));
    }

    [BrowserFact]
    public async Task A_message_is_sent_by_its_keys_also_when_nothing_has_the_focus()
    {
        var xa = await SitAsync("XA");
        await xa.ComposeAsync("XB", Subject("By the keys"), "All of it.");
        await xa.Page.EvaluateAsync("() => document.activeElement.blur()");
        await xa.Page.Keyboard.PressAsync("Control+Enter");
        await xa.ExchangeIdAsync();
    }

    [BrowserFact]
    public async Task Escape_answers_a_question_with_no_and_the_focus_is_where_it_was()
    {
        var subject = Subject("Not to be closed");
        await using var xa = Hub.Actor("xa-officer");
        await xa.SubmitAsync(xa.Notify("XB", subject: subject));
        var window = await SitAsync("XA");
        await window.ChooseAsync(subject);
        foreach (var elsewhere in new[] { false, true })
        {
            await window.Id("close").FocusAsync();
            await window.Page.Keyboard.PressAsync("Enter");
            await Expect(window.Id("sure")).ToBeFocusedAsync();
            if (elsewhere)
            {
                await window.Page.EvaluateAsync("() => document.activeElement.blur()");
            }
            await window.Page.Keyboard.PressAsync("Escape");
            await Expect(window.Id("sure")).ToHaveCountAsync(0);
            await Expect(window.Id("close")).ToBeFocusedAsync();
        }
        await window.Page.Keyboard.PressAsync("e");
        await Expect(window.Id("raw")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_new_message_may_be_asked_for_before_the_hub_has_said_who_sits_here()
    {
        var xa = await SitAsync("XA", options: new() { Before = Me });
        await xa.Page.Keyboard.PressAsync("n");
        await xa.Page.EvaluateAsync("() => globalThis.sayMe()");
        await Expect(xa.Id("subject")).ToBeVisibleAsync();
    }

    private static ILocator Help(OfficerWindow window) => Dialog(window, "Keys");

    private static ILocator Locked(OfficerWindow window) => Dialog(window, "Locked");

    private static ILocator Dialog(OfficerWindow window, string name) =>
        window.Page.GetByRole(AriaRole.Dialog, new() { Name = name });
}
