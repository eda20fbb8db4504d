using Hotline.Console.Tests.Rig;
using Hotline.Protocol.Envelopes;
using Hotline.Testing.Hubs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Line;

/// <summary>What the page says while the line is down, and what it shows afterwards.</summary>
public sealed class MissedTests(ConsoleHub running) : AtCutLine(running), IClassFixture<ConsoleHub>
{
    [BrowserTheory]
    [InlineData(Cut.Browser)]
    [InlineData(Cut.Hub)]
    public async Task A_loud_not_connected_says_since_when_and_afterwards_the_page_shows_once_what_was_missed(Cut cut)
    {
        var xb = await SitAsync("XB", options: new() { ClockError = TimeSpan.FromHours(1) });
        await using var xa = Hub.Actor("xa-officer");
        await CutAsync(cut, xb);
        var now = Testing.RealTime.Clock.GetUtcNow();
        var minutes = $"since ({now.AddMinutes(-2):HH:mm}|{now.AddMinutes(-1):HH:mm}|{now:HH:mm})";
        await Expect(xb.Id("not-connected")).ToContainTextAsync("NOT CONNECTED");
        await Expect(xb.Id("not-connected")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(minutes));

        var subjects = new[] { Subject("Missed"), Subject("Missed"), Subject("Missed") };
        if (cut == Cut.Hub)
        {
            // It is back for others before the browser finds it.
            await xb.Context.SetOfflineAsync(true);
            await Hub.StartAgainAsync();
        }
        await using var again = Hub.Actor("xa-officer");
        foreach (var subject in subjects)
        {
            await again.SubmitAsync(Unhurried(again, subject));
        }
        await xb.Context.SetOfflineAsync(false);
        await xb.ConnectedAsync();
        await Expect(xb.Id("not-connected")).ToHaveCountAsync(0);
        await Expect(xb.Id("missed").GetByRole(AriaRole.Link, new() { Name = "New message" }))
            .ToHaveCountAsync(subjects.Length);
        foreach (var subject in subjects)
        {
            await Expect(xb.Row(subject)).ToHaveCountAsync(1);
        }
        await xb.Button("Seen").ClickAsync();
        await Expect(xb.Id("missed")).ToHaveCountAsync(0);

        // What was seen is not missed again.
        await xb.Page.ReloadAsync();
        await xb.ConnectedAsync();
        await Expect(xb.Row(subjects[0])).ToHaveCountAsync(1);
        await Expect(xb.Id("missed")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_reload_while_the_hub_is_down_still_shows_the_desk_as_it_was()
    {
        var subject = Subject("Still here");
        await using var xa = Hub.Actor("xa-officer");
        await xa.SubmitAsync(Unhurried(xa, subject));
        var xb = await SitAsync("XB");
        await xb.ChooseAsync(subject);
        await xb.KeptAsync();
        await Hub.KillAsync();
        await Expect(xb.Id("not-connected")).ToBeVisibleAsync();
        await xb.Page.ReloadAsync();
        await Expect(xb.Row(subject)).ToBeVisibleAsync();
        await Expect(xb.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = subject })).ToBeVisibleAsync();
        await Expect(xb.Id("due")).ToContainTextAsync("Acknowledge within");
        await Expect(xb.Id("not-connected")).ToBeVisibleAsync();
        await Hub.StartAgainAsync();
        await xb.ConnectedAsync();
    }

    /// <summary>
    /// A message whose windows are long: a reminder that fell into a reload would rightly be shown as missed.
    /// </summary>
    private static SignedEnvelope Unhurried(Actor actor, string subject) =>
        actor.Messages.Sign(actor.Opening("XB", subject: subject) with { Regime = "osce" }).Value;
}
