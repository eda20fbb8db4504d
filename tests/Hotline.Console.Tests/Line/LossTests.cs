using Hotline.Console.Tests.Rig;
using Hotline.Testing;
using Hotline.Testing.Hubs;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Line;

/// <summary>A hub whose journal was rolled back under an open desk.</summary>
public sealed class LossTests(ConsoleHub running) : AtCutLine(running), IClassFixture<ConsoleHub>
{
    [BrowserTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_desk_says_so_and_hears_what_comes(bool recovered)
    {
        using var place = new TemporaryDirectory();
        var xb = await SitAsync("XB");
        await using var xa = Hub.Actor("xa-officer");
        var backup = await CommandLine.RunAsync(null, "backup", "--data", Hub.Data, place["backup"]);
        Assert.True(backup.ExitCode == 0, backup.Errors);
        var gone = "";
        for (var i = 0; i < 6; i++)
        {
            gone = Subject("Gone");
            await xa.SubmitAsync(xa.Notify("XB", subject: gone));
            await Expect(xb.Row(gone)).ToBeVisibleAsync();
        }
        await xb.ChooseAsync(gone);
        await Expect(xb.Id("acknowledge")).ToBeVisibleAsync();
        await CutAsync(Cut.Hub, xb);
        foreach (var file in Directory.EnumerateFiles(Hub.Data, "journal.*"))
        {
            File.Delete(file);
        }
        File.Copy(Path.Combine(place["backup"], "journal.db"), Path.Combine(Hub.Data, "journal.db"));
        if (recovered)
        {
            var decided = await CommandLine.RunAsync(
                null, "hub", "recover", "--data", Hub.Data, "--by", "Ada Roe", "--reason", "the disk is lost");
            Assert.True(decided.ExitCode == 0, decided.Errors);
        }
        // What is lost stays on the desk, and is asked for in vain.
        xb.Watch.Expected.Add("404 (Not Found)");
        await MendAsync(Cut.Hub, xb);

        await Expect(xb.Id("rolled-back")).ToContainTextAsync("6035 THE HUB’S JOURNAL WAS ROLLED BACK");
        await Expect(xb.Row(gone)).ToContainTextAsync("LOST at the hub");
        await Expect(xb.Id("gone")).ToContainTextAsync("THE HUB DOES NOT HAVE THIS EXCHANGE ANY MORE.");
        await Expect(xb.Id("acknowledge")).ToHaveCountAsync(0);
        await Expect(xb.Id("due")).ToHaveCountAsync(0);
        await Expect(xb.Page.GetByText("Signed by XA/officer").First).ToBeVisibleAsync();
        var fresh = Subject("Fresh");
        await xa.SubmitAsync(xa.Notify("XB", subject: fresh));
        await Expect(xb.Row(fresh)).ToBeVisibleAsync();
        await Expect(xb.Row(fresh)).Not.ToContainTextAsync("LOST");

        // The next life of the page knows no more than this one.
        await xb.Page.ReloadAsync();
        await xb.ConnectedAsync();
        await Expect(xb.Row(gone)).ToContainTextAsync("LOST at the hub");
        await Expect(xb.Id("gone")).ToBeVisibleAsync();
    }
}
