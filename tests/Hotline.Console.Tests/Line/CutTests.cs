using Hotline.Console.Tests.Rig;
using Hotline.Contract.Facts;
using Hotline.Protocol;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Line;

/// <summary>
/// The line is cut while an officer writes, sends or acknowledges: the browser loses its network, or the hub is killed.
/// Nothing is lost, nothing is sent twice, and the page says which is which.
/// </summary>
public sealed class CutTests(ConsoleHub running) : AtCutLine(running), IClassFixture<ConsoleHub>
{
    [BrowserTheory]
    [InlineData(Cut.Browser)]
    [InlineData(Cut.Hub)]
    public async Task What_is_signed_while_the_line_is_down_is_visibly_not_sent_and_is_sent_once_when_it_is_back(
        Cut cut)
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
    public async Task An_acknowledgement_given_while_the_line_is_down_is_not_sent_until_it_is_back_and_then_once(
        Cut cut)
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

    /// <summary>How often the journal accepted it.</summary>
    private async Task<int> JournaledAsync(string id)
    {
        await using var xb = Hub.Actor("xb-officer");
        var feed = (await xb.Api.FeedAsync(0, 500)).Value;
        return feed.Items.Count(i => i.Entry.Fact is Accepted accepted && accepted.Opening?.Id == MessageId.Parse(id));
    }
}
