using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Hotline.Console.Tests.Rig;

/// <summary>How somebody's browser is set up.</summary>
public sealed record WindowOptions
{
    public string Locale { get; init; } = "en-GB";

    /// <summary>Where the officer sits.</summary>
    public string TimeZone { get; init; } = "UTC";

    public ColorScheme Theme { get; init; } = ColorScheme.Light;

    public (int Width, int Height) Size { get; init; } = (1280, 800);

    /// <summary>
    /// Takes a certificate of an authority that it does not know; then there is no service worker, which browsers do
    /// not take from such a server.
    /// </summary>
    public bool TakesAnyCertificate { get; init; }

    /// <summary>Lets the test itself bring a script; the page's own policy is tried elsewhere.</summary>
    public bool BypassPolicy { get; init; }

    /// <summary>How wrong the browser's clock is.</summary>
    public TimeSpan ClockError { get; init; }

    /// <summary>A script that runs before the page's.</summary>
    public string? Before { get; init; }
}

/// <summary>A browser of its own, with the desk of somebody in it.</summary>
public sealed partial class OfficerWindow : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private string? _link;

    private OfficerWindow(IBrowserContext context, IPage page, Watch watch, string origin) =>
        (_context, Page, Watch, Origin) = (context, page, watch, origin);

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    public Watch Watch { get; }

    /// <summary>Where the hub is.</summary>
    public string Origin { get; }

    /// <summary>Opens the page of a hub.</summary>
    /// <param name="origin">Where the hub is.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="link">The link that the hub printed; null to open the bare page.</param>
    public static async Task<OfficerWindow> OpenAsync(
        string origin, WindowOptions? options = null, string? link = null)
    {
        options ??= new WindowOptions();
        var browser = await Chromium.BrowserAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = origin,
            Locale = options.Locale,
            TimezoneId = options.TimeZone,
            ColorScheme = options.Theme,
            ViewportSize = new ViewportSize { Width = options.Size.Width, Height = options.Size.Height },
            BypassCSP = options.BypassPolicy,
            IgnoreHTTPSErrors = options.TakesAnyCertificate,
            ServiceWorkers = options.TakesAnyCertificate ? ServiceWorkerPolicy.Block : null,
        });
        context.SetDefaultTimeout((float)TimeSpan.FromSeconds(45).TotalMilliseconds);
        // A violation is also a console error; as an event it names the directive.
        await context.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', (e) => console.error(`Policy: ${e.effectiveDirective} "
            + "${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`));");
        if (options.ClockError != TimeSpan.Zero)
        {
            await context.AddInitScriptAsync(WrongClock(options.ClockError));
        }
        if (options.Before is { } before)
        {
            await context.AddInitScriptAsync(before);
        }
        var watch = new Watch(context, origin);
        var page = await context.NewPageAsync();
        await page.GotoAsync(link ?? "/");
        return new OfficerWindow(context, page, watch, origin) { _link = link };
    }

    /// <summary>Another tab of the same browser; it asks where to sit.</summary>
    public async Task<OfficerWindow> AnotherTabAsync()
    {
        var page = await _context.NewPageAsync();
        await page.GotoAsync(_link ?? Origin + "/");
        return new OfficerWindow(_context, page, Watch, Origin) { _link = _link };
    }

    public ILocator Id(string testId) => Page.GetByTestId(testId);

    public ILocator Button(string name, bool exact = false) =>
        Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = exact });

    /// <summary>Takes a seat of the exercise and waits for the line.</summary>
    public async Task SitAsync(string participant, string poc = "officer")
    {
        await Id($"seat-{participant}-{poc}").ClickAsync();
        await ConnectedAsync();
    }

    public Task ConnectedAsync() => Assertions.Expect(Id("line")).ToHaveClassAsync(OkText());

    /// <summary>Waits until the browser keeps the page itself, so that it opens without the hub.</summary>
    public Task KeptAsync() => Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");

    /// <summary>The line of the list with this subject.</summary>
    public ILocator Row(string subject) => Id("row").Filter(new() { HasText = subject });

    /// <summary>Opens the exchange with this subject from the list.</summary>
    public async Task ChooseAsync(string subject)
    {
        await Row(subject).First.ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = subject }))
            .ToBeVisibleAsync();
    }

    /// <summary>Writes an incident notification and leaves it unsent.</summary>
    public async Task ComposeAsync(string to, string subject, string what, string precedence = "priority")
    {
        await Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "New message" }).ClickAsync();
        await Id($"to-{to}").SelectOptionAsync("to");
        await Id("precedence").SelectOptionAsync(precedence);
        await Id("subject").FillAsync(subject);
        await Page.GetByLabel("What was observed, what is asked").FillAsync(what);
    }

    /// <summary>Signs and sends what is written.</summary>
    /// <returns>The id of the exchange.</returns>
    public async Task<string> SendAsync()
    {
        await Id("send").ClickAsync();
        return await ExchangeIdAsync();
    }

    /// <summary>The id of the exchange that the page shows.</summary>
    public async Task<string> ExchangeIdAsync()
    {
        await Assertions.Expect(Page).ToHaveURLAsync(ExchangePlace());
        return ExchangePlace().Match(Page.Url).Groups["id"].Value;
    }

    /// <summary>Presses Tab until the focus is there.</summary>
    public async Task TabToAsync(ILocator wanted)
    {
        await Assertions.Expect(wanted).ToBeVisibleAsync();
        for (var presses = 0; presses < 120; presses++)
        {
            if (await wanted.EvaluateAsync<bool>("(element) => element === document.activeElement"))
            {
                return;
            }
            await Page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"No number of tabs leads to {wanted}.");
    }

    /// <summary>Stands between the window and its hub, and changes what the hub answers below a path.</summary>
    public Task LieAsync(string path, Func<string, string> lie) => Context.RouteAsync(
        url => new Uri(url).AbsolutePath.StartsWith(path, StringComparison.Ordinal), async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new()
            {
                Response = answer, Body = answer.Ok ? lie(await answer.TextAsync()) : null,
            });
        });

    /// <summary>Goes somewhere in the page, such as <c>settings</c>.</summary>
    public Task GoAsync(string place) => Page.EvaluateAsync("(place) => { location.hash = '#/' + place; }", place);

    /// <summary>Fails when anything went wrong in this window that the page did not say itself.</summary>
    public void AssertNoFaults() => Assert.True(Watch.Faults.Count == 0, string.Join('\n', Watch.Faults));

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private static string WrongClock(TimeSpan error) => $$"""
        (() => {
          const wrong = {{error.TotalMilliseconds}};
          const Right = Date;
          globalThis.Date = class Date extends Right {
            constructor(...given) { given.length === 0 ? super(Right.now() + wrong) : super(...given); }
            static now() { return Right.now() + wrong; }
          };
        })();
        """;

    [GeneratedRegex("ok-text")]
    private static partial Regex OkText();

    [GeneratedRegex("#/x/(?<id>[^/]+)$")]
    private static partial Regex ExchangePlace();
}
