using Hotline.Console.Tests.Rig;
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
