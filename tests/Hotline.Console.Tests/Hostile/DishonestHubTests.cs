using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hotline.Console.Tests.Rig;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Hostile;

/// <summary>
/// A hub that lies about what was signed: between a real hub and the browser, the test changes the hub's answers. The
/// desk shows and signs the envelope, and says by name where the hub's word differs.
/// </summary>
public sealed partial class DishonestHubTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    [BrowserFact]
    public async Task A_real_flash_that_the_hub_calls_an_exercise_is_shown_rings_and_is_acknowledged_as_it_was_signed()
    {
        await using var xa = Hub.Actor("xa-officer");
        var subject = Subject("Not an exercise");
        // What the hub says of it is true of another message; what it hands over is signed, real and urgent.
        var told = await xa.SubmitAsync(xa.Notify("XB", subject: "An exercise"));
        var id = told.Envelope.Id.ToString();
        var signed = xa.Forge(p => (p["id"], p["exchange"], p["subject"], p["cc"], p["regime"], p["status"],
            p["precedence"], p["tlp"]) = (id, id, subject, new JsonArray("XC"), "osce", "actual", "flash", "red"));
        var xb = await WindowAsync();
        await xb.LieAsync("/v1/envelopes/", _ => signed);
        await xb.LieAsync("/v1/exchanges/", answer => Without(answer, "envelope"));
        await xb.SitAsync("XB");

        var row = xb.Row(subject);
        await Expect(row.GetByTestId("differs")).ToContainTextAsync("Status");
        await Expect(row).ToContainTextAsync("flash", new() { IgnoreCase = true });
        await Expect(row).ToContainTextAsync("actual", new() { IgnoreCase = true });
        await Expect(xb.Page.GetByText("1 urgent message waits")).ToBeVisibleAsync();
        await xb.ChooseAsync(subject);
        await Expect(xb.Id("status-banner")).ToHaveCountAsync(0);
        await Expect(xb.Id("head")).ToContainTextAsync("TLP:RED");
        await Expect(xb.Id("cc")).ToContainTextAsync("XC");
        var alarm = xb.Page.Locator(".pane").GetByTestId("differs");
        foreach (var named in new[]
        {
            "6024", "Status: signed is actual, the hub says exercise", "TLP: signed is red, the hub says amber",
            "Regime: signed is osce, the hub says exercise", "Precedence: signed is flash, the hub says priority",
        })
        {
            await Expect(alarm).ToContainTextAsync(named, new() { IgnoreCase = true });
        }

        await xb.Id("acknowledge").ClickAsync();
        JsonObject? ack = null;
        await RealTime.Until(
            async () => (ack = Sent(await xb.Watch.HeardAsync(), "acknowledgement")) is not null,
            "the acknowledgement");
        Assert.Equal(
            ("actual", "flash", "red", "osce", id),
            ((string?)ack!["status"], (string?)ack["precedence"], (string?)ack["tlp"], (string?)ack["regime"],
                (string?)ack["inReplyTo"]));
    }

    [BrowserFact]
    public async Task Another_message_than_was_asked_for_is_not_shown_and_nothing_can_be_signed_for_it()
    {
        await using var xa = Hub.Actor("xa-officer");
        var asked = await xa.SubmitAsync(xa.Notify("XB", subject: Subject("Asked for")));
        var given = await xa.SubmitAsync(xa.Notify("XC", subject: Subject("Given instead")));
        var xb = await WindowAsync();
        await xb.LieAsync($"/v1/envelopes/{asked.Envelope.Id}", _ => given.Compact);
        await xb.LieAsync("/v1/exchanges/", answer => Without(answer, "envelope"));
        await xb.SitAsync("XB");

        await xb.GoAsync($"x/{asked.Envelope.Id}");
        await Expect(xb.Id("signature-bad")).ToContainTextAsync("6023");
        await Expect(xb.Id("head").GetByTestId("hub-word")).ToBeVisibleAsync();
        await Expect(xb.Page.GetByText("Given instead")).ToHaveCountAsync(0);
        await Expect(xb.Id("acknowledge")).ToHaveCountAsync(0);
        await xb.Page.Keyboard.PressAsync("a");
        Assert.Null(Sent(await xb.Watch.HeardAsync(), "acknowledgement"));
    }

    [BrowserFact]
    public async Task An_addressee_sees_the_other_addressees_that_the_sender_named()
    {
        await using var xa = Hub.Actor("xa-officer");
        var subject = Subject("To several");
        var sent = await xa.SubmitAsync(
            xa.Messages.Sign(xa.Opening("XB,XZ", subject: subject) with { Cc = ["XC"] }).Value);
        foreach (var who in new[] { "XB", "XC" })
        {
            var window = await SitAsync(who);
            await window.ChooseAsync(subject);
            await Expect(window.Id("to")).ToHaveTextAsync("XB, XZ");
            await Expect(window.Id("cc")).ToContainTextAsync("XC");
            await Expect(window.Id("differs")).ToHaveCountAsync(0);
            await Expect(window.Id("hub-word")).ToHaveCountAsync(0);
        }

        // An honest hub says what was signed, of replies as well.
        (await Cli("xb-officer", "ack", sent.Envelope.Id.ToString(), "--expect-by", "2h")).Expect();
        var sender = await SitAsync("XA");
        await sender.ChooseAsync(subject);
        await Expect(sender.Id("reply").GetByTestId("signature")).ToBeVisibleAsync();
        await Expect(sender.Id("to")).ToHaveTextAsync("XB, XZ");
        await Expect(sender.Id("differs")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Another_hubs_directory_is_not_learned_and_no_token_is_made_for_it()
    {
        using var other = SigningKey.Create();
        var xb = await SitAsync("XB");
        await Expect(xb.Id("not-connected")).ToHaveCountAsync(0);
        var known = "";
        await RealTime.Until(async () => (known = await KnownAsync(xb)).Length > 0, "the directory's keys");

        await xb.LieAsync("/v1/hub", answer =>
        {
            var hub = JsonNode.Parse(answer)!.AsObject();
            (hub["id"], hub["key"]) = (other.Id, JsonSerializer.SerializeToNode(other.Public.ToJwk(), Web));
            return hub.ToJsonString();
        });
        await xb.LieAsync("/v1/directory", answer =>
        {
            var directory = JsonNode.Parse(answer)!.AsObject();
            directory["participants"]![0]!["pocs"]![0]!["keys"]!.AsArray().Add(
                JsonSerializer.SerializeToNode(other.Public.ToJwk(), Web));
            return directory.ToJsonString();
        });
        var tokens = new ConcurrentQueue<string>();
        xb.Page.Request += (_, request) => tokens.Enqueue(request.Headers.GetValueOrDefault("authorization", ""));
        xb.Page.WebSocket += (_, socket) => tokens.Enqueue(socket.Url);
        await xb.Page.ReloadAsync();
        await Expect(xb.Id("other-hub")).ToContainTextAsync("1301 THIS IS ANOTHER HUB");
        await Expect(xb.Id("not-connected")).ToBeVisibleAsync();
        Assert.Equal(known, await KnownAsync(xb));
        // The page of before the reload may have asked its own hub until it went.
        Assert.DoesNotContain(
            tokens.SelectMany(text => Payloads([text])), claims => (string?)claims["aud"] == other.Id);
    }

    [BrowserFact]
    public async Task Whoever_forgets_a_key_forgets_the_others_that_were_known_to_it_and_no_other_seats()
    {
        var xb = await SitAsync("XB");
        var tab = await xb.AnotherTabAsync();
        await tab.SitAsync("XB", "deputy");
        var both = "";
        await RealTime.Until(
            async () => Seats(both = await KnownAsync(xb)).Count() == 2, "what both seats were told");
        await xb.GoAsync("settings");
        await xb.Button("Sign out and forget the key").ClickAsync();
        await xb.Button("Forget the key for good").ClickAsync();
        await Expect(xb.Id("seat-XB-officer")).ToBeVisibleAsync();
        var left = await KnownAsync(tab);
        var seat = Assert.Single(Seats(left));
        Assert.Equal(both.Split(' ').Where(name => name.StartsWith(seat, StringComparison.Ordinal)), left.Split(' '));
    }

    private static IEnumerable<string> Seats(string known) =>
        known.Split(' ').Select(name => name.Split('/')[0]).Distinct();

    /// <summary>The names under which the browser keeps the keys that it was told of.</summary>
    private static Task<string> KnownAsync(OfficerWindow window) => window.Page.EvaluateAsync<string>(
        """
        () => new Promise((resolve, reject) => {
          const opening = indexedDB.open('hotline');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const keys = opening.result.transaction('known').objectStore('known').getAllKeys();
            keys.onsuccess = () => { opening.result.close(); resolve(keys.result.join(' ')); };
          };
        })
        """);

    private static string Without(string json, string member)
    {
        var answer = JsonNode.Parse(json)!.AsObject();
        answer.Remove(member);
        return answer.ToJsonString();
    }

    /// <summary>The payload of a message of this kind among what the window sent.</summary>
    private static JsonObject? Sent(IEnumerable<string> heard, string kind) =>
        Payloads(heard).FirstOrDefault(payload => (string?)payload["kind"] == kind);

    private static IEnumerable<JsonObject> Payloads(IEnumerable<string> heard) =>
        from text in heard
        from Match found in Compact().Matches(text)
        select JsonNode.Parse(Base64Url.DecodeFromChars(found.Groups["payload"].Value))!.AsObject();

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [GeneratedRegex("eyJ[A-Za-z0-9_-]+\\.(?<payload>eyJ[A-Za-z0-9_-]+)\\.[A-Za-z0-9_-]+")]
    private static partial Regex Compact();
}
