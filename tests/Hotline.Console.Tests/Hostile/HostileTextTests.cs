using System.Text.Json.Nodes;
using Hotline.Console.Tests.Rig;
using Hotline.Testing.Hubs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Hostile;

/// <summary>A hub whose directory has a name that wants to be markup.</summary>
public sealed class HostileHub : ConsoleHub
{
    public const string Name = "<img src=x onerror=\"globalThis.ran='name'\"> \u202Egnitluser elttil\u202C & Sons";

    protected override Action<string>? Furnish => data =>
    {
        var path = Path.Combine(data, "directory.json");
        var directory = JsonNode.Parse(File.ReadAllText(path))!;
        var participants = (directory as JsonArray ?? directory["participants"]!.AsArray()).ToList();
        participants.Single(p => p!["code"]!.GetValue<string>() == "XA")!["name"] = Name;
        File.WriteAllText(path, directory.ToJsonString());
    };
}

/// <summary>
/// Text that wants to be markup, script or layout, in every place where a stranger may put text: it is shown as it was
/// written and does nothing.
/// </summary>
public sealed class HostileTextTests(HostileHub running) : AtConsole(running), IClassFixture<HostileHub>
{
    private const string Markup = "<img src=x onerror=\"globalThis.ran=1\"><script>globalThis.ran=2</script>";
    private const string Backwards = "invoice_\u202Efdp.exe\u202C";
    private const string Link = "javascript:globalThis.ran=3";
    private static readonly string Long = string.Concat(Enumerable.Repeat("Donaudampfschiffahrt", 10));

    [BrowserFact]
    public async Task Hostile_text_in_every_field_is_shown_as_text_and_the_layout_holds_on_a_phone_too()
    {
        var xb = await SitAsync("XB");
        await using var xa = Hub.Actor("xa-officer");
        foreach (var subject in new[] { Markup[..Math.Min(190, Markup.Length)], "Backwards " + Backwards, Link,
            Long[..200] })
        {
            await SubmitAsync(xa, subject, new JsonObject
            {
                ["form"] = "incident-notification", ["version"] = 1, ["language"] = "en\" onload=\"x",
                ["timeZone"] = Markup,
                ["fields"] = new JsonObject
                {
                    ["phrases"] = new JsonArray(Markup, Backwards, "__proto__", "constructor", Long),
                    ["what"] = Markup + " " + Backwards + " " + Link + " " + Long,
                    ["class"] = Markup, ["severity"] = Long, ["observed-from"] = Markup, ["systems"] = Link,
                    [Markup] = Markup, [Long] = Long, ["__proto__"] = "x",
                },
                ["attachments"] = new JsonArray(Attachment(Markup + ".svg", "image/svg+xml"),
                    Attachment("../../" + Backwards, "text/html"), Attachment(Long + ".html", Link)),
            }, "application/vnd.hotline.form+json");
        }
        // What no form of ours is: any JSON, and plain text.
        await SubmitAsync(xa, "Any JSON " + Markup[..60], new JsonObject { [Markup] = new JsonArray(
            Markup, Link, Long, Backwards), ["html"] = Markup }, "application/json");
        await SubmitAsync(
            xa, "Plain text " + Markup[..60], JsonValue.Create(Markup + "\n" + Long + "\n" + Backwards), "text/html");

        await Expect(xb.Id("row")).ToHaveCountAsync(6);
        await LookAsync(xb, 1280);
        await LookAsync(xb, 390);
        Assert.Null(await xb.Page.EvaluateAsync<string?>("() => globalThis.ran ?? null"));
    }

    private static async Task LookAsync(OfficerWindow xb, int width)
    {
        await xb.Page.SetViewportSizeAsync(width, 800);
        await xb.GoAsync("");
        await HoldsAsync(xb, "list");
        for (var i = 0; i < 6; i++)
        {
            await xb.GoAsync("");
            await xb.Id("row").Nth(i).ClickAsync();
            await Expect(xb.Id("signature").First).ToContainTextAsync("Signed by XA/officer");
            await Expect(xb.Id("signature").First).ToContainTextAsync("gnitluser");
            await HoldsAsync(xb, "exchange " + i);
            await xb.Page.Keyboard.PressAsync("e");
            await Expect(xb.Id("raw")).ToBeVisibleAsync();
            await Expect(xb.Page.Locator(".pane")).ToContainTextAsync("⟨U+202E⟩");
            await HoldsAsync(xb, "raw " + i);
        }
        await xb.GoAsync("new");
        await Expect(xb.Id("to-XA")).ToBeVisibleAsync();
        await HoldsAsync(xb, "composer");
        Assert.Equal(
            0, await xb.Page.Locator("main img, main script, main iframe, a[href^='javascript']").CountAsync());
    }

    [BrowserFact]
    public async Task What_somebody_types_here_is_text_as_well_and_an_attachments_name_cannot_hide_what_it_is()
    {
        var (xc, xb) = (await SitAsync("XC"), await SitAsync("XB", "deputy"));
        var subject = Subject("<b>typed</b> <img src=x onerror=globalThis.ran=4>");
        await xc.ComposeAsync("XB", subject, Markup);
        await xc.Page.GetByLabel("Attach files").SetInputFilesAsync(new FilePayload
        {
            Name = "invoice_\u202Efdp.exe",
            MimeType = "text/html",
            Buffer = "<script>globalThis.ran=5</script>"u8.ToArray(),
        });
        await Expect(xc.Page.GetByText("invoice_fdp.exe")).ToBeVisibleAsync();
        await xc.SendAsync();
        await xb.ChooseAsync(subject);
        await Expect(xb.Id("form")).ToContainTextAsync(Markup);

        var download = await xb.Page.RunAndWaitForDownloadAsync(() => xb.Button("invoice_fdp.exe").ClickAsync());
        Assert.Equal("invoice_fdp.exe", download.SuggestedFilename);
        Assert.Equal("<script>globalThis.ran=5</script>", await File.ReadAllTextAsync((await download.PathAsync())!));
        foreach (var window in new[] { xc, xb })
        {
            Assert.Null(await window.Page.EvaluateAsync<string?>("() => globalThis.ran ?? null"));
        }
    }

    private static async Task HoldsAsync(OfficerWindow window, string where)
    {
        var (page, screen) = (await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"),
            await window.Page.EvaluateAsync<int>("() => innerWidth"));
        Assert.True(page <= screen, $"{where}: the page is {page} px wide on a screen of {screen} px.");
        // What cannot be seen stands there by its number.
        Assert.Null(await window.Page.EvaluateAsync<string?>(
            @"() => /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u.exec(document.body.textContent)?.[0]?.codePointAt(0)
                .toString(16) ?? null"));
    }

    private static JsonObject Attachment(string name, string type) => new() { ["name"] = name, [
        "type"] = type, ["bytes"] = 3, ["sha256"] = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0", ["data"] = "YWJj" };

    private static async Task SubmitAsync(Actor sender, string subject, JsonNode content, string type)
    {
        var compact = sender.Forge(
            payload => (payload["subject"], payload["contentType"], payload["content"]) = (subject, type, content));
        var receipt = await sender.Api.SubmitAsync(compact);
        Assert.True(receipt.Ok, receipt.Refusal?.ToString());
    }
}
