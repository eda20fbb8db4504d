using System.Globalization;
using System.Text.Json;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.MailStory;

/// <summary>Nobody listens at XC: what happens by mail, through a real Postfix, out and back.</summary>
public sealed class MailLoopTests : AtHub, IClassFixture<HubWithPostfix>
{
    private readonly HubWithPostfix _running;

    public MailLoopTests(HubWithPostfix running) : base(running) => _running = running;

    private PrivatePostfix Postfix => _running.Postfix;

    [PostfixFact]
    public async Task A_mail_carries_the_same_envelope_and_a_signed_acknowledgement_by_mail_closes_the_window()
    {
        var id = (await Cli(
            "xa-officer", "send", "--to", "XC", "--kind", "incident-notification", "--precedence", "priority",
            "--subject", "Phishing wave", "--content", Checkout.Sample("incident.iodef.json"))).Expect().Trim();
        var file = await MailOfAsync("officer", id);
        var mail = MailReader.Read(await File.ReadAllBytesAsync(file)).Value;
        var xa = Actor("xa-officer");
        Assert.Equal((await xa.ViewAsync(MessageId.Parse(id))).Envelope, Assert.Single(mail.Envelopes));

        var opened = (await Cli("xc-officer", "open", file)).Expect();
        Assert.Contains("Phishing wave", opened, StringComparison.Ordinal);
        Assert.Contains(id, opened, StringComparison.Ordinal);

        // As the README says it: the mail says to whom the reply goes, and from whom.
        var reply = Path.Combine(Hub.Data, "reply.eml");
        (await Cli("xc-officer", "ack", file, "--expect-by", "6h", "-o", reply)).Expect();
        await SendAsync(reply);

        var view = await xa.UntilAsync(
            MessageId.Parse(id), v => v.Addressees.Single().Rung == Rung.Acknowledged, "the acknowledgement counts");
        var xc = view.Addressees.Single();
        Assert.Equal(WindowState.Met, xc.Windows.Single(w => w.Window == Window.Acknowledgement).State);
        Assert.Equal(WindowState.Lapsed, xc.Windows.Single(w => w.Window == Window.Delivery).State);
        Assert.Equal(Carrier.Mail, xc.Rungs.Single(r => r.Rung == Rung.Acknowledged).Carrier);
        Assert.NotNull(xc.ExpectBy);
        Assert.Equal(("XC/officer", NoticeState.Sent), (Assert.Single(xc.Notices).To, xc.Notices[0].State));
        Assert.DoesNotContain(xc.Steps, s => s.Step == EscalationStep.Deputy && s.At is not null);
    }

    [PostfixFact]
    public async Task A_reply_that_somebody_only_typed_acknowledges_nothing()
    {
        var (xa, xc) = (Actor("xa-officer"), Actor("xc-officer"));
        var sent = await xa.SubmitAsync(xa.Notify("XC"));
        await MailOfAsync("officer", sent.Envelope.Id.ToString());
        var typed = Path.Combine(Hub.Data, "typed.eml");
        await File.WriteAllTextAsync(typed,
            "From: officer@xc.example\r\nTo: hotline@hub.example\r\nSubject: Re: Phishing wave\r\nHotline-Exchange: "
            + $"{sent.Envelope.Id}\r\n\r\nReceived, thank you!\r\n");
        await SendAsync(typed);
        await RealTime.Until(() => Directory.EnumerateFiles(Path.Combine(Postfix.Maildir("hub"), "cur")).Any(f =>
            File.ReadAllText(f).Contains("Received, thank you!", StringComparison.Ordinal)), "the hub has read it");
        Assert.Equal(Rung.Carried, (await xa.ViewAsync(sent.Envelope.Id)).Addressees.Single().Rung);

        // The same person's signature does.
        var reply = Path.Combine(Hub.Data, "signed.eml");
        await File.WriteAllTextAsync(reply,
            "From: officer@xc.example\r\nTo: hotline@hub.example\r\nSubject: Re\r\nContent-Type: "
            + $"application/jose\r\n\r\n{xc.Messages.Acknowledge(sent.Envelope).Value.Compact}\r\n");
        await SendAsync(reply);
        await xa.UntilAsync(
            sent.Envelope.Id, v => v.Addressees.Single().Rung == Rung.Acknowledged, "the acknowledgement counts");
    }

    [PostfixFact]
    public async Task Who_has_only_mail_opens_an_exchange_by_mail_and_gets_the_acknowledgement_by_mail()
    {
        var (xb, xc) = (Actor("xb-officer"), Actor("xc-officer"));
        var opening = xc.Notify("XB");
        var id = opening.Envelope.Id.ToString();
        var file = Path.Combine(Hub.Data, "opening.eml");
        await File.WriteAllTextAsync(file,
            "From: officer@xc.example\r\nTo: hotline@hub.example\r\nSubject: Hotline\r\nContent-Type: "
            + $"application/jose\r\n\r\n{opening.Compact}\r\n");
        await SendAsync(file);
        await RealTime.Until(
            async () => (await xb.Api.ExchangeAsync(opening.Envelope.Id)).Ok, "the exchange to be open");
        var acknowledgement = await xb.SubmitAsync(xb.Messages.Acknowledge(opening.Envelope).Value);

        var mail = await MailOfAsync("officer", id);
        Assert.Equal(acknowledgement.Compact,
            Assert.Single(MailReader.Read(await File.ReadAllBytesAsync(mail)).Value.Envelopes));
        Assert.Contains(
            "acknowledgement", (await Cli("xc-officer", "open", mail)).Expect(), StringComparison.OrdinalIgnoreCase);
        await xb.UntilAsync(
            opening.Envelope.Id, v => v.Addressees.Single().Notices is [{ State: NoticeState.Sent, To: "XC/officer" }],
            "the mail is on record as sent");
    }

    [PostfixFact]
    public async Task Without_an_acknowledgement_the_ladder_goes_to_the_coordinator_who_sees_times_only()
    {
        var xa = Actor("xa-officer");
        var sent = await xa.SubmitAsync(xa.Notify(
            "XC", precedence: Precedence.Flash, subject: "Quite secret", content: """{"what":"Quite secret too"}"""));
        var id = sent.Envelope.Id;
        var view = await xa.UntilAsync(id, v => v.Addressees.Single() is { Notices.Length: 4 } a && a.Notices.All(
            m => m.State == NoticeState.Sent) && a.Windows.All(w => w.State == WindowState.Lapsed), "the whole ladder");

        var steps = view.Addressees.Single().Steps.Where(s => s.At is not null && s.Step != EscalationStep.Remind)
            .OrderBy(s => s.Position).Select(s => (s.Step, s.Window)).ToList();
        Assert.Equal(
        [
            (EscalationStep.Mail, Window.Delivery), (EscalationStep.Deputy, Window.Acknowledgement),
            (EscalationStep.Diplomatic, Window.Acknowledgement),
            (EscalationStep.Coordinator, Window.Acknowledgement), (EscalationStep.Coordinator, Window.Response),
        ], steps);
        foreach (var mailbox in new[] { "officer", "deputy", "diplomatic" })
        {
            Assert.Equal(sent.Compact, Assert.Single(MailReader.Read(
                await File.ReadAllBytesAsync(await MailOfAsync(mailbox, id.ToString()))).Value.Envelopes));
        }

        var told = MailReader.Read(await File.ReadAllBytesAsync(await MailOfAsync("coordinator", id.ToString()))).Value;
        Assert.Empty(told.Envelopes);
        Assert.DoesNotContain("secret", told.Subject + string.Concat(told.Texts), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("XC", string.Concat(told.Texts), StringComparison.Ordinal);

        var seen = JsonSerializer.Deserialize(
            (await Cli("xz-coordinator", "--json", "show", id.ToString())).Expect(), WireJson.Default.ExchangeView)!;
        Assert.Null(seen.Envelope);
        Assert.Equal(view.Addressees.Single().Windows.Select(w => (w.Window, w.State, w.Due)),
            seen.Addressees.Single().Windows.Select(w => (w.Window, w.State, w.Due)));
        var coordinator = Actor("xz-coordinator");
        Assert.Equal(404,
            (await coordinator.CallAsync(HttpMethod.Get, $"{HttpPaths.Envelopes}/{id}", coordinator.Token())).Status);
        var feed = (await coordinator.Api.FeedAsync(view.Position - 1)).Value.Items
            .Where(i => i.Entry.Fact.Stream.AsExchange == id).ToList();
        Assert.All(feed, i => Assert.Null(i.Envelope));
        Assert.Equal(3, feed.Count(i => i.Entry.Fact is Lapsed));

        // What comes too late is on record as such.
        var xc = Actor("xc-officer");
        await xc.SubmitAsync(xc.Messages.Acknowledge(sent.Envelope).Value);
        Assert.True((await xa.ViewAsync(id)).Addressees.Single().Rungs.Single(r => r.Rung == Rung.Acknowledged).Late);
    }

    [PostfixFact]
    public async Task While_the_relay_is_down_the_mail_is_owed_and_it_goes_out_when_the_relay_is_up_again()
    {
        var xa = Actor("xa-officer");
        await Postfix.DownAsync();
        var sent = await xa.SubmitAsync(xa.Notify("XC"));
        var owed = await xa.UntilAsync(
            sent.Envelope.Id, v => v.Addressees.Single().Notices is [{ Attempts: > 0 }], "the mail is owed");
        Assert.Equal(NoticeState.Owed, owed.Addressees.Single().Notices[0].State);
        Assert.NotNull(owed.Addressees.Single().Notices[0].Reason);
        await Postfix.UpAsync();
        await MailOfAsync("officer", sent.Envelope.Id.ToString());
        await xa.UntilAsync(
            sent.Envelope.Id, v => v.Addressees.Single().Notices[0].State == NoticeState.Sent, "the mail is sent");
    }

    private async Task<string> MailOfAsync(string mailbox, string exchange)
    {
        string? found = null;
        await RealTime.Until(() => (found = Postfix.Mails(mailbox).FirstOrDefault(f => File.ReadAllText(f)
            .Contains($"Hotline-Exchange: {exchange}", StringComparison.OrdinalIgnoreCase))) is not null,
            () => $"a mail for {mailbox}; Postfix says: {Postfix.Log}");
        return found!;
    }

    private async Task SendAsync(string file)
    {
        await using var python = Tool.Python(
            Path.Combine(Path.Combine(Checkout.Root, "tests", "Hotline.EndToEnd"), "python", "send_mail.py"),
            Postfix.Port.ToString(CultureInfo.InvariantCulture), file);
        (await python.EndAsync()).Expect();
    }
}
