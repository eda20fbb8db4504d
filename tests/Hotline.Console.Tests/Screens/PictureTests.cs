using Hotline.Console.Tests.Rig;
using Hotline.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Screens;

/// <summary>
/// A picture of each screen. <c>HOTLINE_SCREENSHOTS=ops/docs ops/test Console</c> refreshes those of the documentation;
/// otherwise none is taken, and the tour only shows that every screen is reached and fits.
/// </summary>
public sealed class PictureTests(PictureHub running) : AtConsole(running), IClassFixture<PictureHub>
{
    private const int MostBytes = 200 * 1024;
    private const string Subject1 = "Wiper in two ministries";
    private readonly PictureHub _running = running;

    private static readonly string? Folder = Environment.GetEnvironmentVariable(
        "HOTLINE_SCREENSHOTS") is { Length: > 0 } folder ? Path.Combine(Checkout.Root, folder) : null;

    [BrowserFact]
    public async Task Every_screen_has_its_picture()
    {
        var arrive = await WindowAsync(new() { TimeZone = "Europe/Zurich" });
        await Expect(arrive.Id("seat-XA-officer")).ToBeVisibleAsync();
        await ShootAsync(arrive, "arrive");
        arrive.Watch.Expected.Add("/v1/me");
        await arrive.Page.GetByLabel("Participant").FillAsync("XA");
        await arrive.Button("Make a key and ask").ClickAsync();
        await Expect(arrive.Id("fingerprint")).ToBeVisibleAsync();
        await ShootAsync(arrive, "waiting");

        await _running.FurnishNightAsync();
        var xa = await SitAsync("XA", options: new() { TimeZone = "Asia/Kathmandu" });
        var xb = await SitAsync("XB", options: new() { TimeZone = "Europe/Zurich" });
        var xz = await SitAsync("XZ", "coordinator", new() { TimeZone = "Europe/Zurich" });

        await xa.ComposeAsync("XB", Subject1,
            "Since 02:40 UTC a wiper overwrites the disks of workstations in two ministries. Three machines called "
            + "home to the addresses below.", "immediate");
        await xa.Page.GetByLabel("Critical infrastructure is concerned.").CheckAsync();
        await xa.Page.GetByLabel("Please say whether you observe the same.").CheckAsync();
        await xa.Page.GetByLabel("Class (RSIT)").SelectOptionAsync("malicious-code");
        await xa.Page.GetByLabel("Severity, as the sender sees it").SelectOptionAsync("critical");
        await xa.Page.GetByLabel("Systems concerned (addresses, domains)")
            .FillAsync("192.0.2.18, 192.0.2.77, update.example");
        await Expect(xa.Id("plan")).ToContainTextAsync("XB has");
        await xa.Page.Locator(".composer").EvaluateAsync("(form) => { form.scrollTop = 0; }");
        await ShootAsync(xa, "compose");
        await xa.Id("send").ScrollIntoViewIfNeededAsync();
        await ShootAsync(xa, "compose-plan");
        await xa.SendAsync();
        await Expect(xa.Id("due")).ToBeVisibleAsync();

        await xb.ChooseAsync(Subject1);
        await Expect(xb.Id("form")).ToBeVisibleAsync();
        await Expect(xb.Id("acknowledge")).ToBeVisibleAsync();
        await ShootAsync(xb, "desk");
        await xb.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await ShootAsync(xb, "desk-dark");
        await xb.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await xb.Page.SetViewportSizeAsync(390, 844);
        await ShootAsync(xb, "phone-exchange");
        await xb.GoAsync("");
        await Expect(xb.Id("row").First).ToBeVisibleAsync();
        await ShootAsync(xb, "phone-list");
        await xb.Page.SetViewportSizeAsync(1280, 800);

        await Expect(xz.Id("board-lapsed").GetByRole(AriaRole.Row).Nth(1)).ToBeVisibleAsync();
        await ShootAsync(xz, "board");
        await xz.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await ShootAsync(xz, "board-dark");
        await xz.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });

        foreach (var (language, locale) in new[] { ("arabic", "ar"), ("chinese", "zh-CN") })
        {
            var other = await SitAsync("XB", "deputy", new() { Locale = locale, TimeZone = "Africa/Cairo" });
            await other.ChooseAsync(Subject1);
            await Expect(other.Id("acknowledge")).ToBeVisibleAsync();
            await ShootAsync(other, "desk-" + language);
        }

        await xb.ChooseAsync(Subject1);
        await xb.Id("acknowledge").ClickAsync();
        await Expect(xb.Id("due")).ToContainTextAsync("Respond within");
        await xb.Id("respond").ClickAsync();
        await xb.Page.GetByLabel("We observe the same.").CheckAsync();
        await xb.Page.GetByLabel("In words").FillAsync("The same file on eleven machines of the finance ministry since "
            + "03:05 UTC. The address ranges are blocked.");
        await ShootAsync(xb, "respond");
        await xb.Id("send-response").ClickAsync();
        await Expect(xa.Page.GetByText("The same file on eleven machines")).ToBeVisibleAsync();
        await ShootAsync(xa, "answered");
        await xa.Id("timeline-XB").ScrollIntoViewIfNeededAsync();
        await ShootAsync(xa, "timeline");

        await xz.GoAsync("times");
        await Expect(xz.Id("report")).ToBeVisibleAsync();
        await xz.Page.Locator(".figure").First.ClickAsync();
        await Expect(xz.Id("behind")).ToBeVisibleAsync();
        await Expect(xz.Id("report").GetByRole(AriaRole.Row).Nth(1)).ToBeInViewportAsync();
        await ShootAsync(xz, "times");

        await xb.Page.Keyboard.PressAsync("?");
        await Expect(xb.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await ShootAsync(xb, "help");
        await xb.Page.Keyboard.PressAsync("Escape");
        await xb.GoAsync("settings");
        await Expect(xb.Id("theme")).ToBeVisibleAsync();
        await ShootAsync(xb, "settings");
        await xb.GoAsync("open");
        await Expect(xb.Id("open-file")).ToBeVisibleAsync();
        await ShootAsync(xb, "open");
        await xb.Page.Keyboard.PressAsync("l");
        await Expect(xb.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await ShootAsync(xb, "lock");
        await xb.Button("Unlock").ClickAsync();

        await xb.GoAsync("");
        await xb.ChooseAsync("Scans of two embassies");
        await Expect(xb.Id("acknowledge")).ToBeVisibleAsync();
        await xb.Context.SetOfflineAsync(true);
        await Expect(xb.Id("not-connected")).ToBeVisibleAsync();
        await xb.Id("acknowledge").ClickAsync();
        await Expect(xb.Id("unsent")).ToBeVisibleAsync();
        await ShootAsync(xb, "not-connected");

        var administrator = await SitAsync("XA", "administrator");
        await administrator.GoAsync("keys");
        await Expect(administrator.Button("Approve").First).ToBeVisibleAsync();
        await ShootAsync(administrator, "keys");
    }

    private static async Task ShootAsync(OfficerWindow window, string name)
    {
        var (wide, screen) = (await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"),
            await window.Page.EvaluateAsync<int>("() => innerWidth"));
        Assert.True(wide <= screen, $"{name}: the page is {wide} px wide on a screen of {screen} px.");
        if (Folder is null)
        {
            return;
        }
        var picture =
            SmallPng.Of(await window.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled }));
        Assert.True(picture.Length <= MostBytes, $"{name} has {picture.Length} bytes.");
        Directory.CreateDirectory(Folder);
        await File.WriteAllBytesAsync(Path.Combine(Folder, $"console-{name}.png"), picture);
    }
}
