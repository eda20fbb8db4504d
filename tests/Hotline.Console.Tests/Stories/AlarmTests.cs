using System.Text.RegularExpressions;
using Hotline.Console.Tests.Rig;
using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Stories;

/// <summary>Flash traffic that nobody can miss, and a locked desk that says that it waits but not what it is.</summary>
public sealed partial class AlarmTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    // Counts the tones and keeps what the desktop would show; the sound and the desktop are the machine's.
    private const string Listen = """
        globalThis.tones = 0;
        globalThis.shown = [];
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...given) { globalThis.tones++; return start.apply(this, given); };
        globalThis.Notification = class { static permission = 'granted'; constructor(title, more) { globalThis.shown.push(title + JSON.stringify(more ?? {})); } close() { } };
        """;

    [BrowserFact]
    public async Task Flash_sounds_until_it_is_acknowledged_and_shows_in_title_icon_screen_and_desktop()
    {
        var subject = Subject("Dams open by themselves");
        var xb = await SitAsync("XB", options: new() { Before = Listen });
        await Expect(xb.Page).ToHaveTitleAsync("XB · Hotline");
        await using var xa = Hub.Actor("xa-officer");
        await xa.SubmitAsync(xa.Notify("XB", precedence: Precedence.Flash, subject: subject));

        await Expect(xb.Page).ToHaveTitleAsync(Waiting());
        await Expect(xb.Page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("1 urgent message waits for your acknowledgement.");
        await Expect(xb.Page.Locator("link[rel=icon]")).ToHaveAttributeAsync("href", Drawn());
        await Expect(xb.Page.Locator("body")).ToHaveClassAsync(Flashing());
        // More than one round of four tones: it repeats.
        await RealTime.Until(
            async () => await xb.Page.EvaluateAsync<int>("() => globalThis.tones") > 4, "that the alarm repeats");
        var shown = await xb.Page.EvaluateAsync<string[]>("() => globalThis.shown");
        Assert.Contains("XA", Assert.Single(shown), StringComparison.Ordinal);
        // A locked screen shows it too: who and how urgent, never what.
        Assert.DoesNotContain(subject, shown[0], StringComparison.Ordinal);

        await xb.ChooseAsync(subject);
        await xb.Id("acknowledge").ClickAsync();
        await Expect(xb.Page).ToHaveTitleAsync("XB · Hotline");
        await Expect(xb.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Expect(xb.Page.Locator("link[rel=icon]")).ToHaveAttributeAsync("href", "/icon.svg");
        await Expect(xb.Page.Locator("body")).Not.ToHaveClassAsync(Flashing());
    }

    [BrowserFact]
    public async Task A_locked_desk_opens_by_its_PIN_only_and_a_reload_is_no_way_around_it()
    {
        var subject = Subject("Not for passers-by");
        var xc = await SitAsync("XC");
        await xc.GoAsync("settings");
        await xc.Page.GetByLabel("PIN that unlocks the desk").FillAsync("2468");
        await xc.Button("Set the PIN").ClickAsync();
        await Expect(xc.Page.GetByText("The PIN is set.")).ToBeVisibleAsync();
        await xc.Button("Lock").ClickAsync();
        var locked = xc.Page.GetByRole(AriaRole.Dialog, new() { Name = "Locked" });
        await Expect(locked).ToBeVisibleAsync();

        await using var xa = Hub.Actor("xa-officer");
        await xa.SubmitAsync(xa.Notify("XC", precedence: Precedence.Flash, subject: subject));
        await Expect(locked).ToContainTextAsync("Flash, EXERCISE: XA waits for an acknowledgement.");
        await Expect(locked).Not.ToContainTextAsync(subject);

        await xc.Page.ReloadAsync();
        await Expect(locked).ToBeVisibleAsync();
        await locked.GetByLabel("PIN").FillAsync("1357");
        await xc.Button("Unlock").ClickAsync();
        await Expect(locked).ToContainTextAsync("That is not the PIN.");
        await locked.GetByLabel("PIN").FillAsync("2468");
        await xc.Button("Unlock").ClickAsync();
        await Expect(locked).ToHaveCountAsync(0);
        await xc.GoAsync("");
        await Expect(xc.Row(subject)).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_tab_that_slept_shows_what_came_meanwhile_and_counts_by_the_hubs_clock()
    {
        var (before, asleep) = (Subject("Before the night"), Subject("In the night"));
        var xb = await SitAsync("XB", "deputy");
        await using var xa = Hub.Actor("xa-officer");
        await xa.SubmitAsync(xa.Notify("XB", subject: before));
        await Expect(xb.Row(before)).ToBeVisibleAsync();

        var sleep = await xb.Context.NewCDPSessionAsync(xb.Page);
        await sleep.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "frozen" });
        var sent = await xa.SubmitAsync(xa.Notify("XB", subject: asleep));
        await sleep.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "active" });

        await xb.ChooseAsync(asleep);
        var due = (await xa.ViewAsync(sent.Envelope.Id)).Addressees
            .Single().Windows.Single(w => w.Window == Window.Acknowledgement).Due;
        await Expect(xb.Id("due"))
            .ToContainTextAsync(due.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await xb.Id("acknowledge").ClickAsync();
        await xa.UntilAsync(
            sent.Envelope.Id, v => v.Addressees.Single().Rung == Rung.Acknowledged, "the acknowledgement");
    }

    [BrowserFact]
    public async Task What_was_withdrawn_asks_nobody_for_anything_and_a_question_back_is_an_exchange_of_its_own()
    {
        var (subject, back) = (Subject("Sent to the wrong desk"), Subject("Which desk is right"));
        var (xa, xc) = (await SitAsync("XA"), await SitAsync("XC", "deputy"));
        await xa.ComposeAsync("XC", subject, "Never mind.");
        await xa.SendAsync();
        await xc.ChooseAsync(subject);
        await xc.Page.GetByRole(AriaRole.Button, new() { Name = "Ask back" }).ClickAsync();
        await Expect(xc.Id("to-XA")).ToHaveValueAsync("to");
        await Expect(xc.Id("kind")).ToHaveValueAsync("request-for-information");
        await xc.Id("subject").FillAsync(back);
        await xc.Page.GetByLabel("What was observed, what is asked").FillAsync("Which?");
        await xc.SendAsync();
        await Expect(xa.Row(back)).ToContainTextAsync("Acknowledge");

        await xa.ChooseAsync(subject);
        await xa.Id("withdraw").ClickAsync();
        await Expect(xa.Page.GetByText("What happened stays on record.")).ToBeVisibleAsync();
        await xa.Id("sure").ClickAsync();
        await Expect(xa.Page.Locator(".head").GetByText("Withdrawn")).ToBeVisibleAsync();
        await Expect(xc.Row(subject)).ToHaveCountAsync(0);
    }

    [GeneratedRegex(@"^\(1\) ⚠ XB · Hotline$")]
    private static partial Regex Waiting();

    [GeneratedRegex("^data:image/png")]
    private static partial Regex Drawn();

    [GeneratedRegex("alarm-flash")]
    private static partial Regex Flashing();
}
