using Hotline.Console.Tests.Rig;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Screens;

/// <summary>Each language of the console, on the screens that an officer and a coordinator see.</summary>
public sealed class LanguageTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    [BrowserTheory]
    [InlineData("ar", "rtl", "ar-EG")]
    [InlineData("zh", "ltr", "zh-CN")]
    [InlineData("fr", "ltr", "fr-CH")]
    [InlineData("es", "ltr", "es-UY")]
    [InlineData("ru", "ltr", "ru-RU")]
    public async Task The_screens_speak_the_language_of_the_browser_and_leave_no_English_behind(
        string language, string direction, string locale)
    {
        var subject = Subject("2404/tcp");
        var english = Languages.ForeignEnglish(language);
        Assert.True(english.Count > 100, $"The catalogue {language} says almost everything as English does.");
        var left = new List<string>();
        async Task LookAsync(OfficerWindow window, string screen) =>
            left.AddRange((await Languages.SaidAsync(window))
                .Where(english.Contains).Distinct().Select(text => $"{screen}: {text}"));

        var options = new WindowOptions { Locale = locale };
        var xa = await WindowAsync(options);
        await Expect(xa.Id("seat-XA-officer")).ToBeVisibleAsync();
        await Expect(xa.Page.Locator("html")).ToHaveAttributeAsync("dir", direction);
        await Expect(xa.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await LookAsync(xa, "arrive");
        await xa.SitAsync("XA");
        var xb = await SitAsync("XB", options: options);
        await LookAsync(xb, "empty desk");

        await xa.GoAsync("new");
        await xa.Id("to-XB").SelectOptionAsync("to");
        await xa.Id("subject").FillAsync(subject);
        await xa.Page.Locator("textarea").First.FillAsync("194.0.2.1");
        await Expect(xa.Id("plan").Locator("p").First).ToContainTextAsync("XB");
        await LookAsync(xa, "composer");
        await xa.SendAsync();
        await xb.ChooseAsync(subject);
        await Expect(xb.Id("acknowledge")).ToBeVisibleAsync();
        await LookAsync(xb, "exchange");
        // A fingerprint that is read aloud is the same in every language.
        await Expect(xb.Id("signature").First.Locator(".code")).ToHaveCSSAsync("direction", "ltr");
        await xb.Id("acknowledge").ClickAsync();
        await xb.Id("respond").ClickAsync();
        await Expect(xb.Id("send-response")).ToBeVisibleAsync();
        await LookAsync(xb, "respond");
        await xb.GoAsync("settings");
        await Expect(xb.Id("theme")).ToBeVisibleAsync();
        await LookAsync(xb, "settings");
        await xb.GoAsync("times");
        await Expect(xb.Id("report")).ToBeVisibleAsync();
        await LookAsync(xb, "times");
        var xz = await SitAsync("XZ", "coordinator", options);
        await Expect(xz.Id("board-running").GetByRole(AriaRole.Row).First).ToBeVisibleAsync();
        await LookAsync(xz, "board");
        Assert.True(left.Count == 0, string.Join('\n', left));
    }

    [BrowserFact]
    public async Task Codes_are_read_in_the_readers_language_and_free_text_is_marked_as_it_was_written()
    {
        var subject = Subject("Two languages");
        var xa = await SitAsync("XA");
        var xb = await SitAsync("XB", options: new() { Locale = "fr-FR" });
        await xa.ComposeAsync("XB", subject, "Written in English.");
        await xa.Page.GetByLabel("We observe")
            .Or(xa.Page.GetByLabel("Please say whether you observe the same.")).First.CheckAsync();
        await xa.SendAsync();
        await xb.ChooseAsync(subject);
        var form = xb.Id("form");
        await Expect(form).ToContainTextAsync("Written in English.");
        await Expect(form.Locator(".as-written[lang=en]").First).ToHaveTextAsync("Written in English.");
        await Expect(form).Not.ToContainTextAsync("Please say whether you observe the same.");
        await Expect(form.GetByText("en)").Or(form.GetByText("en )"))).ToBeVisibleAsync();
    }
}
