using Hotline.Console.Tests.Rig;
using Hotline.Protocol;
using Hotline.Protocol.Facts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Line;

/// <summary>The line is cut while an officer writes, sends or acknowledges: the browser loses its network, or the hub is killed. Nothing is lost, nothing is sent twice, and the page says which is which.</summary>
public sealed class CutTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    public enum Cut { Browser, Hub }

    [BrowserTheory]
    [InlineData(Cut.Browser)]
    [InlineData(Cut.Hub)]
    public async Task What_is_signed_while_the_line_is_down_is_visibly_not_sent_and_is_sent_once_when_it_is_back(Cut cut)
    {
        var subject = Subject("Written in the dark");
        var xa = await SitAsync("XA");
        await xa.ComposeAsync("XB", subject, "The line fails while this is written.");
        await CutAsync(cut, xa);

        // The draft survives a reload, with the hub away too.
        await Expect(xa.Page.GetByText("The line is down. What you sign now is kept here")).ToBeVisibleAsync();
        await xa.Page.ReloadAsync();
        await Expect(xa.Id("subject")).ToHaveValueAsync(subject);
        await Expect(xa.Id("to-XB")).ToHaveValueAsync("to");

        var id = await xa.SendAsync();
        await Expect(xa.Id("unsent")).ToContainTextAsync("1 message is NOT SENT yet.");
        await Expect(xa.Id("unsent")).ToContainTextAsync(subject);
        await Expect(xa.Page.Locator("main")).ToContainTextAsync("NOT SENT");

        await MendAsync(cut, xa);
        await Expect(xa.Id("unsent")).ToHaveCountAsync(0);
        await Expect(xa.Id("timeline-XB")).ToBeVisibleAsync();
        await using var xb = Hub.Actor("xb-officer");
        var view = await xb.ViewAsync(MessageId.Parse(id));
        Assert.Equal("XA", view.From);
        Assert.Equal(1, await JournaledAsync(id));
    }

    [BrowserTheory]
    [InlineData(Cut.Browser)]
    [InlineData(Cut.Hub)]
    public async Task An_acknowledgement_given_while_the_line_is_down_is_not_sent_until_it_is_back_and_then_once(Cut cut)
    {
        var subject = Subject("Acknowledged in the dark");
        var xb = await SitAsync("XB");
        await using var xa = Hub.Actor("xa-officer");
        var sent = await xa.SubmitAsync(xa.Notify("XB", subject: subject));
        await xb.ChooseAsync(subject);
        await Expect(xb.Id("signature").First).ToContainTextAsync("Signed by XA/officer");
        await CutAsync(cut, xb);

        await xb.Id("acknowledge").ClickAsync();
        await Expect(xb.Id("acknowledge")).ToHaveCountAsync(0);
        await Expect(xb.Page.GetByText("Acknowledgement: NOT SENT yet.")).ToBeVisibleAsync();
        await Expect(xb.Id("due")).ToContainTextAsync("Acknowledge within");

        await MendAsync(cut, xb);
        await Expect(xb.Id("due")).ToContainTextAsync("Respond within");
        await Expect(xb.Page.GetByText("NOT SENT yet.")).ToHaveCountAsync(0);
        var view = await xa.UntilAsync(sent.Envelope.Id, v => v.Acts.Any(), "the acknowledgement");
        Assert.Equal(Kind.Acknowledgement, Assert.Single(view.Acts).Kind);
    }

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
            await again.SubmitAsync(again.Notify("XB", subject: subject));
        }
        await xb.Context.SetOfflineAsync(false);
        await xb.ConnectedAsync();
        await Expect(xb.Id("not-connected")).ToHaveCountAsync(0);
        await Expect(xb.Id("missed").GetByRole(AriaRole.Link, new() { Name = "New message" })).ToHaveCountAsync(subjects.Length);
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
        await xa.SubmitAsync(xa.Notify("XB", subject: subject));
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

    private async Task CutAsync(Cut cut, OfficerWindow window)
    {
        await window.KeptAsync();
        if (cut == Cut.Hub)
        {
            await Hub.KillAsync();
        }
        else
        {
            await window.Context.SetOfflineAsync(true);
        }
        await Expect(window.Id("not-connected")).ToBeVisibleAsync();
    }

    private async Task MendAsync(Cut cut, OfficerWindow window)
    {
        if (cut == Cut.Hub)
        {
            await Hub.StartAgainAsync();
        }
        else
        {
            await window.Context.SetOfflineAsync(false);
        }
        await window.ConnectedAsync();
    }

    /// <summary>How often the journal accepted it.</summary>
    private async Task<int> JournaledAsync(string id)
    {
        await using var xb = Hub.Actor("xb-officer");
        var feed = (await xb.Api.FeedAsync(0, 500)).Value;
        return feed.Items.Count(i => i.Entry.Fact is Accepted accepted && accepted.Opening?.Id == MessageId.Parse(id));
    }
}
