using Hotline.Console.Tests.Rig;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Stories;

/// <summary>
/// The whole story by mouse: XA reports, XB acknowledges and answers, XA closes; the coordinator sees times only.
/// </summary>
public sealed class MouseStoryTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    [BrowserFact]
    public async Task An_incident_is_sent_seen_acknowledged_answered_and_closed_while_the_coordinator_sees_times_only()
    {
        var (subject, what, answer) = (Subject("Phishing wave against a hospital"),
            "Mails that imitate a laboratory carry a macro.", "We see the same since Tuesday noon.");
        var xz = await SitAsync("XZ", "coordinator");
        var xa = await SitAsync("XA");
        var xb = await SitAsync("XB");

        await xa.ComposeAsync("XB", subject, what);
        await Expect(xa.Id("plan")).ToContainTextAsync("XB has 20 min");
        await Expect(xa.Id("plan")).ToContainTextAsync("operator default: modelled on nothing outside");
        await Expect(xa.Id("plan")).ToContainTextAsync("its deputy is told");
        var id = await xa.SendAsync();
        await Expect(xa.Id("due")).ToContainTextAsync("XB has to acknowledge within");

        // XB: what must I do, and by when?
        await xb.ChooseAsync(subject);
        await Expect(xb.Id("status-banner")).ToContainTextAsync("EXERCISE");
        await Expect(xb.Id("due")).ToContainTextAsync("Acknowledge within");
        await Expect(xb.Id("due").GetByRole(AriaRole.Timer))
            .ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^\s*1\d:\d\d\s*$"));
        await Expect(xb.Id("signature").First).ToContainTextAsync("Signed by XA/officer");
        await Expect(xb.Id("signature").First).ToContainTextAsync("The signature was checked here, in this browser.");
        await Expect(xb.Id("form").First).ToContainTextAsync(what);
        await Expect(xb.Page.GetByText("It does not mean agreement with its content.")).ToBeVisibleAsync();
        await xb.Button("Where this number comes from").ClickAsync();
        await Expect(xb.Id("basis")).ToContainTextAsync("operator default: modelled on nothing outside");
        await Expect(xa.Id("timeline-XB")).ToContainTextAsync("Shown on a screen");

        var owed = xz.Id("board-running").GetByRole(AriaRole.Row).Filter(new() { HasText = "XB" });
        await Expect(owed.First).ToContainTextAsync("Incident notification");
        await Expect(xz.Id("desks")).ToContainTextAsync("connected: officer");

        await xb.Id("acknowledge").ClickAsync();
        await Expect(xb.Id("acknowledge")).ToBeHiddenAsync();
        await Expect(xb.Id("due")).ToContainTextAsync("Respond within");
        await Expect(xa.Id("timeline-XB")).ToContainTextAsync("Acknowledged in time");
        await Expect(xa.Id("due")).ToContainTextAsync("XB has to respond within");

        await xb.Id("respond").ClickAsync();
        await xb.Page.GetByLabel("We observe the same.").CheckAsync();
        await xb.Page.GetByLabel("In words").FillAsync(answer);
        await xb.Id("send-response").ClickAsync();
        await Expect(xa.Page.GetByText(answer)).ToBeVisibleAsync();
        await Expect(xa.Page.GetByText("We observe the same.")).ToBeVisibleAsync();
        await Expect(xa.Id("signature").Filter(new() { HasText = "Signed by XB/officer" })).ToHaveCountAsync(2);
        await Expect(xa.Id("timeline-XB")).ToContainTextAsync("Answered in time");

        await xa.Id("close").ClickAsync();
        await xa.Id("sure").ClickAsync();
        await Expect(xa.Page.Locator(".head").GetByText("Closed")).ToBeVisibleAsync();
        await Expect(xb.Page.Locator(".head").GetByText("Closed")).ToBeVisibleAsync();
        await Expect(owed).ToHaveCountAsync(0);

        // The coordinator opens the exchange itself: still times only.
        await xz.GoAsync("x/" + id);
        await Expect(xz.Id("timeline-XB")).ToContainTextAsync("Answered in time");
        await Expect(xz.Id("signature")).ToHaveCountAsync(0);
        var heard = await xz.Watch.HeardAsync();
        Assert.Contains(heard, h => h.Contains(id, StringComparison.Ordinal));
        Assert.All(heard, h => Assert.DoesNotContain(subject, h, StringComparison.Ordinal));
        Assert.All(heard, h => Assert.DoesNotContain("macro", h, StringComparison.Ordinal));
        Assert.DoesNotContain(subject, await xz.Page.ContentAsync(), StringComparison.Ordinal);
        // An envelope would hide its subject in base64url: no envelope came at all.
        Assert.All(heard, h => Assert.DoesNotContain("\"envelope\"", h, StringComparison.Ordinal));
    }
}
