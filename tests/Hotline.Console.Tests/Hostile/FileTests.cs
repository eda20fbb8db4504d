using System.Text.Json.Nodes;
using Hotline.Console.Tests.Rig;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Hostile;

/// <summary>Files and pictures that an officer gives in whatever way: taken, all of them, or answered.</summary>
public sealed class FileTests(ConsoleHub running) : AtConsole(running), IClassFixture<ConsoleHub>
{
    [BrowserFact]
    public async Task Several_files_that_are_chosen_dropped_or_pasted_are_all_attached_and_arrive()
    {
        var (xa, xb) = (await SitAsync("XA"), await SitAsync("XB"));
        var subject = Subject("Many files");
        await xa.ComposeAsync("XB", subject, "Four files.");
        var attachments = xa.Id("attachments");
        await xa.Page.GetByLabel("Attach files").SetInputFilesAsync([File("one.txt"), File("two.txt")]);
        await Expect(attachments).ToContainTextAsync("two.txt");
        await GiveAsync(xa, "drop", "three.txt", "four.txt");
        await Expect(attachments).ToContainTextAsync("four.txt");
        await GiveAsync(xa, "paste", "image.png");
        await Expect(attachments).ToContainTextAsync("image.png");
        await xa.Page.GetByLabel("Attach files").SetInputFilesAsync([File("big.bin", 300_000), File("last.txt")]);
        await Expect(attachments).ToContainTextAsync("big.bin does not fit");
        await Expect(attachments).ToContainTextAsync("last.txt");
        await xa.SendAsync();

        await xb.ChooseAsync(subject);
        foreach (var name in new[] { "one.txt", "two.txt", "three.txt", "four.txt", "image.png", "last.txt" })
        {
            await Expect(xb.Button(name)).ToBeVisibleAsync();
        }
    }

    [BrowserFact]
    public async Task What_is_dropped_or_pasted_where_nobody_takes_it_is_opened_and_answered()
    {
        var xb = await SitAsync("XB");
        foreach (var (how, name) in new[] { ("drop", "dropped.txt"), ("paste", "image.png") })
        {
            await xb.GoAsync("");
            await Expect(xb.Id("list")).ToBeVisibleAsync();
            await GiveAsync(xb, how, name);
            await Expect(xb.Page.GetByText($"{name} holds no envelope.")).ToBeVisibleAsync();
        }
    }

    [BrowserFact]
    public async Task Nothing_real_is_sent_from_an_exercise_and_nowhere_else_is_a_message_an_exercise_unasked()
    {
        var xa = await SitAsync("XA");
        await xa.GoAsync("new");
        await Expect(xa.Id("regime")).ToHaveValueAsync("exercise");
        await xa.Id("regime").SelectOptionAsync("osce");
        await Expect(xa.Id("status")).ToHaveValueAsync("exercise");
        await Expect(xa.Id("status").Locator("option")).ToHaveTextAsync(["EXERCISE", "TEST"]);

        var real = await WindowAsync();
        // The hub, which is one of an exercise, plans nothing real.
        real.Watch.Expected.Add("/v1/plan");
        await real.LieAsync("/v1/hub", answer =>
        {
            var hub = JsonNode.Parse(answer)!.AsObject();
            hub["exercise"] = false;
            return hub.ToJsonString();
        });
        await real.SitAsync("XB");
        await real.GoAsync("new");
        await Expect(real.Id("regime")).ToHaveValueAsync("");
        await real.Id("to-XA").SelectOptionAsync("to");
        await real.Page.GetByLabel("What was observed, what is asked").FillAsync("Real or not?");
        await real.Id("send").ClickAsync();
        await Expect(real.Page.GetByText("Choose the regime and the status")).ToBeVisibleAsync();
        await real.Id("regime").SelectOptionAsync("osce");
        await Expect(real.Id("status")).ToHaveValueAsync("actual");
    }

    private static FilePayload File(string name, int bytes = 10) =>
        new() { Name = name, MimeType = "application/octet-stream", Buffer = new byte[bytes] };

    /// <summary>Drops files on the page, or pastes them into it.</summary>
    private static Task GiveAsync(OfficerWindow window, string how, params string[] names) =>
        window.Page.EvaluateAsync(
            """
            ([how, ...names]) => {
              const given = new DataTransfer();
              for (const name of names) given.items.add(new File(['bytes of ' + name], name));
              const options = { bubbles: true, cancelable: true };
              document.body.dispatchEvent(how === 'drop'
                ? new DragEvent('drop', { dataTransfer: given, ...options })
                : new ClipboardEvent('paste', { clipboardData: given, ...options }));
            }
            """, (string[])[how, .. names]);
}
