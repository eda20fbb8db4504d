using System.Text.Json.Nodes;
using Hotline.Console.Tests.Rig;
using Hotline.Contract.Errors;
using Hotline.Protocol.Envelopes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Line;

/// <summary>A hub of whose journal an entry is damaged, as officers see it.</summary>
public sealed class DamageTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    [BrowserFact]
    public async Task A_desk_that_had_the_exchange_shows_its_own_copy_as_that_and_nothing_else_is_hurt()
    {
        var xa = Actor("xa-officer");
        var (hurt, whole) = (Subject("Hurt"), Subject("Whole"));
        var message = await xa.SubmitAsync(xa.Notify("XB", subject: hurt));
        await xa.SubmitAsync(xa.Notify("XB", subject: whole));
        var position = (await xa.ViewAsync(message.Envelope.Id)).Position;
        var xb = await SitAsync("XB");
        await xb.ChooseAsync(hurt);
        await Expect(xb.Id("acknowledge")).ToBeVisibleAsync();
        await DamageAsync(xb, message, position);

        await xb.Page.ReloadAsync();
        await xb.ConnectedAsync();

        await Expect(xb.Id("damaged")).ToContainTextAsync(
            $"3031 THE HUB’S JOURNAL IS DAMAGED at position {position}.");
        await Expect(xb.Row(hurt)).ToContainTextAsync("DAMAGED at the hub");
        await Expect(xb.Id("gone")).ToContainTextAsync(
            $"THE HUB’S RECORD OF THIS EXCHANGE IS DAMAGED (position {position}).");
        await Expect(xb.Page.GetByText("Signed by XA/officer").First).ToBeVisibleAsync();
        await Expect(xb.Id("acknowledge")).ToHaveCountAsync(0);
        await Expect(xb.Id("timeline-XB").Locator("li.future")).ToHaveCountAsync(0);
        await xb.ChooseAsync(whole);
        await Expect(xb.Id("acknowledge")).ToBeVisibleAsync();
        await Expect(xb.Id("gone")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_browser_that_never_had_it_shows_that_it_is_damaged_and_not_that_there_is_none()
    {
        var xa = Actor("xa-officer");
        var message = await xa.SubmitAsync(xa.Notify("XC", subject: Subject("Hurt")));
        var position = (await xa.ViewAsync(message.Envelope.Id)).Position;
        var xc = await WindowAsync();
        await DamageAsync(xc, message, position);
        await xc.SitAsync("XC");

        await Expect(xc.Id("damaged")).ToContainTextAsync($"at position {position}.");
        await Expect(xc.Id("list")).ToContainTextAsync("Nothing that the hub can show: its journal is damaged.");
        await xc.GoAsync($"x/{message.Envelope.Id}");
        await Expect(xc.Id("gone")).ToContainTextAsync($"(position {position})");
    }

    [BrowserFact]
    public async Task Figures_say_how_many_exchanges_they_leave_out_and_which()
    {
        var xa = Actor("xa-officer");
        var message = await xa.SubmitAsync(xa.Notify("XB", subject: Subject("Hurt")));
        var xb = await SitAsync("XB");
        await xb.LieAsync("/v1/report", lines =>
        {
            var all = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var last = JsonNode.Parse(all[^1])!;
            last["report"]!["leftOut"] = JsonNode.Parse(
                $$"""
                { "exchanges": 3, "known": [
                  { "position": 17, "exchange": "{{message.Envelope.Id}}" }, { "position": 23 } ] }
                """);
            return string.Join('\n', [.. all[..^1], last.ToJsonString(), ""]);
        });

        await xb.GoAsync("times");

        await Expect(xb.Id("left-out")).ToContainTextAsync(
            "NOT COUNTED: 3 of the exchanges. The hub’s journal is damaged there (position 17, 23).");
        await Expect(xb.Id("left-out").GetByRole(AriaRole.Link)).ToHaveTextAsync(message.Envelope.Id.ToString());
        await Expect(xb.Id("report-basis")).ToBeVisibleAsync();
    }

    /// <summary>From now on the hub answers this window as it does when the entry that opened it is damaged.</summary>
    private static async Task DamageAsync(OfficerWindow window, SignedEnvelope message, long position)
    {
        var id = message.Envelope.Id.ToString();
        var refusal = JournalErrors.DamagedEntry(position);
        var problem = new JsonObject
        {
            ["type"] = "urn:hotline:error:3031", ["title"] = refusal.Name, ["status"] = 503,
            ["detail"] = refusal.Detail, ["number"] = refusal.Number,
        };
        window.Watch.Expected.Add("503 (Service Unavailable)");
        await window.Context.RouteAsync(
            url => new Uri(url).AbsolutePath is var path
                && (path == $"/v1/exchanges/{id}" || path == $"/v1/envelopes/{id}"),
            route => route.FulfillAsync(new()
            {
                Status = 503, ContentType = "application/problem+json", Body = problem.ToJsonString(),
            }));
        await window.Context.RouteAsync(url => new Uri(url).AbsolutePath == "/v1/exchanges", async route =>
        {
            var answer = await route.FetchAsync();
            var list = JsonNode.Parse(await answer.TextAsync())!;
            var left = list["exchanges"]!.AsArray().Where(x => x!["id"]!.GetValue<string>() != id)
                .Select(x => x!.DeepClone());
            (list["exchanges"], list["damaged"]) = (new JsonArray([.. left]), new JsonArray(position));
            await route.FulfillAsync(new() { Response = answer, Body = list.ToJsonString() });
        });
    }
}
