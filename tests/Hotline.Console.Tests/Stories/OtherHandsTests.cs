using System.Globalization;
using Hotline.Console.Tests.Rig;
using Hotline.Testing;
using Hotline.Testing.Hubs;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Stories;

/// <summary>A hub where nobody waits long for a mail.</summary>
public sealed class QuickMailHub : ConsoleHub
{
    protected override ConfigFolder Configure(ConfigFolder shipped) =>
        shipped.WithExercise(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(40));

    protected override bool Mqtt => true;
}

/// <summary>
/// The other side has no browser: it plays by command line, by mosquitto_pub, by mail. The desk shows it all the same.
/// </summary>
public sealed class OtherHandsTests(QuickMailHub running) : AtConsole(running), IClassFixture<QuickMailHub>
{
    [BrowserFact]
    public async Task The_command_line_acknowledges_and_answers_what_the_console_sent()
    {
        var subject = Subject("To the command line");
        var xa = await SitAsync("XA");
        await xa.ComposeAsync("XB", subject, "Answer from a terminal, please.");
        var id = await xa.SendAsync();
        await Expect(xa.Id("timeline-XB")).ToBeVisibleAsync();

        Assert.Contains(subject, (await Cli("xb-officer", "show", id)).Expect(), StringComparison.Ordinal);
        (await Cli("xb-officer", "ack", id, "--expect-by", "2h")).Expect();
        await Expect(xa.Id("timeline-XB")).ToContainTextAsync("XB/officer");
        await Expect(xa.Page.GetByText("An answer can be expected by")).ToBeVisibleAsync();
        (await Cli("xb-officer", "respond", id, "--content", Checkout.Sample("answer.json"))).Expect();
        await Expect(xa.Id("timeline-XB")).ToContainTextAsync("Answered in time");
        await Expect(xa.Id("json")).ToBeVisibleAsync();
        await Expect(xa.Id("signature")).ToHaveCountAsync(3);
    }

    [BrowserFact]
    public async Task What_a_notifier_signs_down_a_pipe_into_mosquitto_pub_is_on_the_desk_and_acknowledged_there()
    {
        var subject = Subject("From a sensor");
        var xb = await SitAsync("XB");
        Assert.True(File.Exists("/usr/bin/mosquitto_pub"),
            "/usr/bin/mosquitto_pub is missing: apt-get install mosquitto-clients (ops/test does).");
        var draft = Path.Combine(Hub.Data, "draft.json");
        await File.WriteAllTextAsync(draft, $$"""{"to":["XB"],"regime":"exercise","kind":"incident-notification","precedence":"priority","tlp":"amber","subject":"{{subject}}","content":{"what":"Beacons"} }""");
        (await Tool.ShellAsync($$"""
            hotline() { dotnet '{{Checkout.Cli}}' "$@"; }
            hotline --profile exercise/xa-notifier.json sign < '{{draft}}' |
              mosquitto_pub -p {{Hub.MqttPort.ToString(CultureInfo.InvariantCulture)}} -V 5 -q 1 -t hotline/v1/XA/submit -u xa-notifier -P "$(hotline --profile exercise/xa-notifier.json token)" -s
            """, Hub.Data)).Expect();

        await xb.ChooseAsync(subject);
        await Expect(xb.Id("signature").First).ToContainTextAsync("Signed by XA/notifier");
        await xb.Id("acknowledge").ClickAsync();
        var id = Protocol.MessageId.Parse(await xb.ExchangeIdAsync());
        await using var notifier = Hub.Actor("xa-notifier");
        await notifier.UntilAsync(
            id, v => v.Addressees.Single().Rung == Contract.Rung.Acknowledged, "the acknowledgement");
    }

    [BrowserFact]
    public async Task A_mail_to_the_desk_where_nobody_sits_is_acknowledged_by_mail_and_the_same_mail_opens_verified_without_a_line()
    {
        var subject = Subject("To an empty desk");
        var xa = await SitAsync("XA");
        await xa.ComposeAsync("XC", subject, "Nobody is there: by mail.");
        var id = await xa.SendAsync();
        await Expect(xa.Id("timeline-XC")).ToContainTextAsync("Not delivered in time");
        await Expect(xa.Id("timeline-XC")).ToContainTextAsync("Mail to XC/officer");
        var outbox = Path.Combine(Hub.Data, "outbox");
        string? mail = null;
        await RealTime.Until(
            () => (mail = Directory.Exists(outbox) ? Directory.EnumerateFiles(outbox, "*.eml").FirstOrDefault(
                f => File.ReadAllText(f).Contains(id, StringComparison.Ordinal)) : null) is not null, "the mail");

        var reply = Path.Combine(Hub.Data, "reply.eml");
        (await Cli("xc-officer", "ack", mail!, "-o", reply)).Expect();
        var maildir = Path.Combine(Hub.Data, "maildir");
        Directory.CreateDirectory(Path.Combine(maildir, "new"));
        File.Move(reply, Path.Combine(maildir, "new", "reply.eml"));
        await Expect(xa.Id("timeline-XC")).ToContainTextAsync("Acknowledged, by mail");

        // XC's officer comes back from the ministry, where there is no line, with the mail in hand.
        var xc = await SitAsync("XC");
        await Expect(xc.Row(subject)).ToBeVisibleAsync();
        await xc.KeptAsync();
        await xc.Context.SetOfflineAsync(true);
        await Expect(xc.Id("not-connected")).ToBeVisibleAsync();
        await xc.GoAsync("open");
        await DropAsync(xc, "message.eml", await File.ReadAllTextAsync(mail!));
        await Expect(xc.Id("opened")).ToContainTextAsync("Signed by XA/officer");
        await Expect(xc.Id("opened")).ToContainTextAsync(subject);

        // One changed byte, and it says so.
        var bytes = await File.ReadAllTextAsync(mail!);
        var at = bytes.LastIndexOf("eyJ", StringComparison.Ordinal) + 600;
        await DropAsync(xc, "changed.eml", bytes[..at] + (bytes[at] == 'A' ? 'B' : 'A') + bytes[(at + 1)..]);
        await Expect(xc.Id("signature-bad").Or(xc.Page.GetByText("holds no envelope"))).ToBeVisibleAsync();
        await Expect(xc.Id("opened").GetByText("Signed by")).ToHaveCountAsync(0);
    }

    /// <summary>Drops a file on the page, as a mail program does.</summary>
    private static Task DropAsync(OfficerWindow window, string name, string text) => window.Page.EvaluateAsync(
        """
        ([name, text]) => {
          const given = new DataTransfer();
          given.items.add(new File([text], name, { type: 'message/rfc822' }));
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: given, bubbles: true, cancelable: true }));
        }
        """, new[] { name, text });
}
