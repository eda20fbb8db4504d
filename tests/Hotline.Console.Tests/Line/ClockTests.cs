using System.Globalization;
using Hotline.Console.Tests.Rig;
using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Line;

/// <summary>The browser's clock is an hour wrong; the desk follows the hub's.</summary>
public sealed class ClockTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    // The digits round up and change once a second, and the page is read a moment after the hub was asked.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    [BrowserTheory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task The_countdown_is_the_hubs_and_tokens_and_messages_are_accepted(int hours)
    {
        var subject = Subject("From another hour");
        var wrong = new WindowOptions { ClockError = TimeSpan.FromHours(hours) };
        var (xa, xb) = (await SitAsync("XA", options: wrong), await SitAsync("XB", options: wrong));
        Assert.InRange(await xa.Page.EvaluateAsync<double>("() => Date.now()") - RealTime.Clock.GetUtcNow()
            .ToUnixTimeMilliseconds(), (hours * 3_600_000) - 60_000, (hours * 3_600_000) + 60_000);

        foreach (var desk in new[] { xa, xb })
        {
            await Expect(desk.Id("clock-off")).ToContainTextAsync(
                hours > 0 ? "ahead of the hub’s" : "behind the hub’s");
        }

        await xa.ComposeAsync("XB", subject, "Written by a clock that is wrong.");
        var id = MessageId.Parse(await xa.SendAsync());
        await xb.ChooseAsync(subject);
        await using var reader = Hub.Actor("xb-officer");
        var view = await reader.ViewAsync(id);
        var window = view.Addressees.Single().Windows.Single(w => w.Window == Window.Acknowledgement);
        foreach (var desk in new[] { xa, xb })
        {
            var timer = desk.Id("due").GetByRole(AriaRole.Timer);
            await Expect(timer).ToBeVisibleAsync();
            var before = RealTime.Clock.GetUtcNow();
            var shown = TimeSpan.ParseExact(
                (await timer.InnerTextAsync()).Trim(), @"mm\:ss", CultureInfo.InvariantCulture);
            var after = RealTime.Clock.GetUtcNow();
            Assert.InRange(shown, window.Due - after - Slack, window.Due - before + Slack);
            await Expect(desk.Id("due")).ToContainTextAsync(window.Due.ToString("HH:mm", CultureInfo.InvariantCulture));
        }

        Assert.InRange(view.Created, view.AcceptedAt - TimeSpan.FromMinutes(2), view.AcceptedAt + Slack);
        await xb.Id("acknowledge").ClickAsync();
        await Expect(xa.Id("timeline-XB")).ToContainTextAsync("Acknowledged in time");
    }

    [BrowserFact]
    public async Task The_due_time_is_shown_in_UTC_in_the_officers_time_and_in_the_senders()
    {
        var subject = Subject("Three clocks");
        var xa = await SitAsync("XA", options: new() { TimeZone = "Asia/Kathmandu" });
        var xb = await SitAsync("XB", options: new() { TimeZone = "America/St_Johns" });
        await xa.ComposeAsync("XB", subject, "Due in three zones.");
        var id = MessageId.Parse(await xa.SendAsync());
        await xb.ChooseAsync(subject);
        await using var reader = Hub.Actor("xb-officer");
        var due = (await reader.ViewAsync(id)).Addressees
            .Single().Windows.Single(w => w.Window == Window.Acknowledgement).Due;
        foreach (var zone in new[] { "UTC", "Asia/Kathmandu", "America/St_Johns" })
        {
            var there = TimeZoneInfo.ConvertTime(due, TimeZoneInfo.FindSystemTimeZoneById(zone));
            await Expect(xb.Id("due")).ToContainTextAsync(there.ToString("HH:mm", CultureInfo.InvariantCulture));
        }
    }
}
