using Hotline.Console.Tests.Rig;
using Hotline.Testing;
using Hotline.Testing.Hubs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Stories;

/// <summary>
/// A new key gets its seat: the browser shows a fingerprint, an administrator approves it, the desk opens by itself.
/// </summary>
public sealed class SeatTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    [BrowserFact]
    public async Task The_desk_opens_by_itself_once_the_administrator_approved_at_the_command_line()
    {
        var asking = await WindowAsync();
        var fingerprint = await AskAsync(asking, "XA", "officer");
        Assert.Contains(
            fingerprint, (await Cli("xa-administrator", "directory", "requests")).Expect(), StringComparison.Ordinal);
        (await Cli("xa-administrator", "directory", "approve", fingerprint)).Expect();
        await asking.ConnectedAsync();
        await Expect(asking.Id("seat")).ToHaveTextAsync("XA/officer");

        // And it stays: the key is in the directory, and this browser has it.
        await asking.Page.ReloadAsync();
        await asking.ConnectedAsync();
    }

    [BrowserFact]
    public async Task An_administrator_approves_at_the_console_and_only_for_the_own_participant()
    {
        var (asking, own, other) =
            (await WindowAsync(), await SitAsync("XB", "administrator"), await SitAsync("XC", "administrator"));
        var fingerprint = await AskAsync(asking, "XB", "deputy");
        await own.Page.GetByRole(AriaRole.Link, new() { Name = "Key requests" }).ClickAsync();
        await other.Page.GetByRole(AriaRole.Link, new() { Name = "Key requests" }).ClickAsync();
        await Expect(own.Page.GetByText(fingerprint)).ToBeVisibleAsync();
        await Expect(other.Page.GetByText("Nobody asks.")).ToBeVisibleAsync();

        await using var stranger = Hub.Actor("xc-administrator");
        var refused = await stranger.Api.ApproveKeyAsync(fingerprint);
        Assert.False(refused.Ok);

        await own.Button("Approve").ClickAsync();
        await Expect(own.Page.GetByText("XB/deputy has the key now.")).ToBeVisibleAsync();
        await asking.ConnectedAsync();
        await Expect(asking.Id("seat")).ToHaveTextAsync("XB/deputy");
    }

    [BrowserFact]
    public async Task An_administrator_rejects_at_the_console()
    {
        var (asking, administrator) = (await WindowAsync(), await SitAsync("XB", "administrator"));
        var fingerprint = await AskAsync(asking, "XB", "officer");
        await administrator.Page.GetByRole(AriaRole.Link, new() { Name = "Key requests" }).ClickAsync();
        await Expect(administrator.Page.GetByText(fingerprint)).ToBeVisibleAsync();
        await administrator.Button("Reject").ClickAsync();
        await Expect(administrator.Page.GetByText($"{fingerprint} is rejected.")).ToBeVisibleAsync();
        await Expect(administrator.Page.GetByText("Nobody asks.")).ToBeVisibleAsync();
        Assert.NotEqual(0, (await Cli("xb-administrator", "directory", "approve", fingerprint)).ExitCode);
    }

    [BrowserFact]
    public async Task Seats_of_the_exercise_are_there_for_whoever_opened_the_link_and_nobody_else()
    {
        var bare = await WindowAsync(linked: false);
        await Expect(bare.Id("by-link")).ToBeVisibleAsync();
        await Expect(bare.Id("seat-XB-officer")).ToHaveCountAsync(0);

        // The link may be opened where the page is open already; what it says leaves the address line.
        await bare.Page.GotoAsync(Hub.SeatLink);
        await Expect(bare.Id("seat-XB-officer")).ToBeVisibleAsync();
        Assert.Equal(Hub.Http + "/", bare.Page.Url);
        await bare.Page.ReloadAsync();
        await bare.SitAsync("XB");
    }

    [BrowserFact]
    public async Task Behind_a_proxy_that_ends_TLS_a_desk_asks_for_its_seat_and_opens()
    {
        Assert.Null(PrivateNginx.Missing);
        await using var nginx = new PrivateNginx();
        var origin = $"https://127.0.0.1:{nginx.Port}";
        await using var hub = await HubProcess.StartAsync(new HubOptions
        {
            Arguments = ["--set", "listen.trustedProxies=127.0.0.1", "--set", $"listen.publicOrigin={origin}"],
        });
        await nginx.StartAsync(hub.Http);
        await using var asking = await OfficerWindow.OpenAsync(
            origin, new WindowOptions { TakesAnyCertificate = true });
        var fingerprint = await AskAsync(asking, "XA", "officer");
        await Expect(asking.Id("by-link")).ToHaveCountAsync(0);
        (await CommandLine.RunAsync(
            hub.Profile("xa-administrator"), "directory", "approve", fingerprint)).Expect();
        await asking.ConnectedAsync();
        await Expect(asking.Id("seat")).ToHaveTextAsync("XA/officer");
    }

    private static async Task<string> AskAsync(OfficerWindow window, string participant, string poc)
    {
        // Until it is approved, the hub does not know the key.
        window.Watch.Expected.Add("/v1/me");
        await window.Page.GetByLabel("Participant").FillAsync(participant);
        await window.Page.GetByLabel("Point of contact").FillAsync(poc);
        await window.Button("Make a key and ask").ClickAsync();
        var fingerprint = await window.Id("fingerprint").InnerTextAsync();
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$", fingerprint);
        return fingerprint;
    }
}
