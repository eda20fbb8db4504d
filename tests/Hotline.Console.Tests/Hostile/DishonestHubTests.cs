using System.Text.Json.Nodes;
using Hotline.Console.Tests.Rig;
using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing.Hubs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Hostile;

/// <summary>
/// A hub that lies about what was signed: between a real hub and the browser, the test changes the hub's answers. The
/// desk shows and signs the envelope, and says by name where the hub's word differs.
/// </summary>
public sealed class DishonestHubTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    [BrowserFact]
    public async Task A_real_flash_that_the_hub_calls_an_exercise_is_shown_rings_and_is_acknowledged_as_it_was_signed()
    {
        var subject = Subject("Not an exercise");
        var xb = await WindowAsync();
        await LieAsync(xb, subject, view => (view["status"], view["precedence"], view["tlp"], view["sender"]) =
            ("exercise", "routine", "clear", "deputy"));
        await xb.SitAsync("XB");
        var id = await SubmitAsync(subject, Status.Actual, Precedence.Flash, Tlp.Red);

        await Expect(xb.Row(subject).GetByTestId("differs")).ToContainTextAsync("Status");
        await Expect(xb.Row(subject)).ToContainTextAsync("Flash");
        await Expect(xb.Row(subject)).ToContainTextAsync("Actual");
        await Expect(xb.Page.GetByText("1 urgent message waits")).ToBeVisibleAsync();
        await xb.ChooseAsync(subject);
        await Expect(xb.Id("status-banner")).ToHaveCountAsync(0);
        await Expect(xb.Id("head")).ToContainTextAsync("TLP:RED");
        await Expect(xb.Id("head")).ToContainTextAsync("XA/officer");
        var alarm = xb.Page.Locator(".pane").GetByTestId("differs");
        foreach (var named in new[]
        {
            "6004", "Status: signed is ACTUAL, the hub says EXERCISE", "TLP: signed is red, the hub says clear",
            "Point of contact: signed is officer, the hub says deputy", "Precedence: signed is Flash",
        })
        {
            await Expect(alarm).ToContainTextAsync(named, new() { IgnoreCase = true });
        }
        await Screenshots.TakeAsync(xb, "dishonest-hub");

        await xb.Id("acknowledge").ClickAsync();
        await using var reader = Hub.Actor("xa-officer");
        await reader.UntilAsync(id, v => v.Acts.Any(), "the acknowledgement");
        var ack = SignedEnvelope.Open((await reader.Api.EnvelopeAsync((await reader.ViewAsync(id)).Acts[0].Message)).Value!);
        Assert.Equal((Status.Actual, Precedence.Flash, Tlp.Red), (ack.Status, ack.Precedence, ack.Tlp));
    }
}
