using Hotline.Console.Tests.Rig;
using Hotline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Line;

/// <summary>Several tabs of one seat, and leaving it.</summary>
public sealed class TabTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    [BrowserFact]
    public async Task One_tab_owns_the_line_the_other_sees_what_comes_and_takes_over_when_it_closes()
    {
        var (first, second, third) =
            (Subject("For two tabs"), Subject("For the tab that stays"), Subject("Sent by the tab that stays"));
        var xb = await SitAsync("XB");
        var other = await xb.AnotherTabAsync();
        await other.Button("Open the desk").ClickAsync();
        await other.ConnectedAsync();
        Assert.Equal(1, xb.Watch.OpenSockets);

        await using var xa = Hub.Actor("xa-officer");
        await xa.SubmitAsync(xa.Notify("XB", subject: first));
        await Expect(xb.Row(first)).ToBeVisibleAsync();
        await Expect(other.Row(first)).ToBeVisibleAsync();
        // The tab without the line acts as well as the other.
        await other.ChooseAsync(first);
        await other.Id("acknowledge").ClickAsync();
        await Expect(other.Id("due")).ToContainTextAsync("Respond within");
        await Expect(xb.Row(first)).ToContainTextAsync("Respond");
        Assert.Equal(1, xb.Watch.OpenSockets);

        await xb.Page.CloseAsync();
        await xa.SubmitAsync(xa.Notify("XB", subject: second));
        await Expect(other.Row(second)).ToBeVisibleAsync();
        await other.ConnectedAsync();
        await RealTime.Until(() => other.Watch.OpenSockets == 1, "that one tab has the line");
        await other.ComposeAsync("XA", third, "The line is mine now.");
        await other.SendAsync();
        await Expect(other.Id("timeline-XA")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Signing_out_with_forgetting_leaves_no_key_behind_and_every_tab_leaves()
    {
        var xc = await SitAsync("XC");
        await xc.ComposeAsync("XA", "A draft that must not stay", "Nor this.");
        var other = await xc.AnotherTabAsync();
        await other.Button("Open the desk").ClickAsync();
        await other.ConnectedAsync();
        Assert.Equal(1, await KeysAsync(xc));

        await xc.GoAsync("settings");
        await xc.Button("Sign out and forget the key").ClickAsync();
        await xc.Button("Forget the key for good").ClickAsync();
        await Expect(xc.Id("seat-XC-officer")).ToBeVisibleAsync();
        Assert.Equal(0, await KeysAsync(xc));
        Assert.DoesNotContain("must not stay", await EverythingAsync(xc), StringComparison.Ordinal);
        await Expect(xc.Button("Open the desk")).ToHaveCountAsync(0);

        await Expect(other.Id("line")).ToHaveCountAsync(0);
        await RealTime.Until(() => xc.Watch.OpenSockets == 0, "that no tab holds a line");
    }

    private static Task<int> KeysAsync(OfficerWindow window) =>
        window.Page.EvaluateAsync<int>(Read("keys", "r.result.length"));

    private static Task<string> EverythingAsync(OfficerWindow window) => window.Page.EvaluateAsync<string>(
        """
        async () => {
          const db = await new Promise((found) => { const r = indexedDB.open('hotline'); r.onsuccess = () => found(r.result); });
          const all = [];
          for (const store of db.objectStoreNames) all.push(await new Promise((found) => { const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => found(JSON.stringify(r.result)); }));
          db.close();
          return all.join() + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage });
        }
        """);

    private static string Read(string store, string result) =>
        $$"""
        () => new Promise((found) => {
          const opening = indexedDB.open('hotline');
          opening.onsuccess = () => {
            const r = opening.result.transaction('{{store}}').objectStore('{{store}}').getAll();
            r.onsuccess = () => { opening.result.close(); found({{result}}); };
          };
        })
        """;
}
