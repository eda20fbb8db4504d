using System.Text;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Hub.Startup;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

public sealed class InboundMailTests
{
    [Fact]
    public async Task A_signed_acknowledgement_by_mail_counts_as_one_by_console()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(30));
        await hub.DeliverAsync("1.reply", Reply(hub.Some.Acknowledgement(message, "XC")));
        await RealTime.Until(
            async () => (await hub.AddresseeAsync(message, "XC")).Rung == Rung.Acknowledged,
            "the acknowledgement to count");

        var addressee = await hub.AddresseeAsync(message, "XC");
        Assert.Equal(Carrier.Mail, addressee.Rungs[^1].Carrier);
        Assert.Equal(WindowState.Met, addressee.Windows.Single(w => w.Window == Window.Acknowledgement).State);
        await hub.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(await hub.FactsAsync(message), f => f is Escalated { Step: EscalationStep.Deputy });
    }

    [Fact]
    public async Task A_Maildir_that_cannot_be_made_is_told_at_the_start()
    {
        var told = await Assert.ThrowsAsync<StartupException>(
            () => HubInProcess.OpenAsync("mail.inboundMaildir=/proc/maildir"));
        Assert.StartsWith("5081 maildir-unusable: ", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whether_the_Maildir_can_be_read_shows()
    {
        await using var hub = await HubInProcess.OpenAsync("mail.pollInterval=00:00:01");
        hub.ErrorsExpected = true;
        using var http = new HttpClient();
        var ready = new Uri(hub.HttpAddress + "/readyz");
        Assert.Contains("\nmaildir: ok\n", await http.GetStringAsync(ready), StringComparison.Ordinal);
        await RealTime.Until(
            async () => (await http.GetStringAsync(ready)).Contains(
                "\nmails kept: 0 mails, 0.0 MiB\nmail intake: ok, 0 envelopes in the last minute\n",
                StringComparison.Ordinal),
            "the mails to be counted");
        Directory.Delete(hub["maildir"], recursive: true);
        await RealTime.Until(async () =>
        {
            await hub.AdvanceAsync(TimeSpan.FromSeconds(1));
            return (await http.GetStringAsync(ready)).Contains("maildir: DOWN, ", StringComparison.Ordinal);
        }, "the loss to show");
    }

    [Fact]
    public async Task The_same_mail_twice_is_one_acknowledgement()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        var reply = Reply(hub.Some.Acknowledgement(message, "XC"));
        await hub.DeliverAsync("1.reply", reply);
        await hub.DeliverAsync("2.reply", reply);
        Assert.Single((await hub.FactsAsync(message)).OfType<Acknowledged>());
    }

    [Fact]
    public async Task A_signature_speaks_even_in_a_mail_that_a_program_passed_on()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.DeliverAsync(
            "1.list",
            Reply(hub.Some.Acknowledgement(message, "XC"), "Auto-Submitted: auto-forwarded\nPrecedence: list\n"));
        Assert.Equal(Rung.Acknowledged, (await hub.AddresseeAsync(message, "XC")).Rung);
    }

    [Fact]
    public async Task A_mail_in_which_somebody_else_signed_is_put_aside_and_changes_nothing()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        var forged = Some.Sign(hub.Some.Acknowledgement(message, "XC").Envelope, "stranger");
        await hub.DeliverAsync("1.forged", Reply(forged));
        Assert.Equal(Rung.Accepted, (await hub.AddresseeAsync(message, "XC")).Rung);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(hub.Maildir, "refused")));
    }

    [Fact]
    public async Task A_bounce_tells_the_next_in_line_at_once()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(21));
        await RealTime.Until(
            async () => (await hub.AddresseeAsync(message, "XC")).Notices is [{ State: NoticeState.Sent }],
            "the mail to be sent");
        await hub.DeliverAsync("1.bounce", Bounce(hub.Mails().Single().MessageId!));

        var bounced = new NoticeKey(Means.Mail, "XC", "XC", "officer", message.Envelope.Id);
        Assert.Equal(NoticeState.Returned, (await hub.AddresseeAsync(message, "XC")).Notice(bounced)!.State);
        Assert.Contains(await hub.FactsAsync(message), f => f is Escalated { Step: EscalationStep.Deputy });
        Assert.DoesNotContain(await hub.FactsAsync(message), f => f is Lapsed { Window: Window.Acknowledgement });
    }

    private static string Reply(SignedEnvelope envelope, string headers = "") => $"""
        From: officer@xc.example
        To: hotline@hub.example
        Subject: Re: message
        Message-ID: <{envelope.Envelope.Id}@xc.example>
        {headers}MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="part"

        --part
        Content-Type: text/plain; charset=utf-8

        Received. See https://xc.example/ack?yes
        --part
        Content-Type: application/jose
        Content-Disposition: attachment; filename="message.jws"
        Content-Transfer-Encoding: base64

        {Convert.ToBase64String(Encoding.ASCII.GetBytes(envelope.Compact), Base64FormattingOptions.InsertLineBreaks)}
        --part--

        """;

    internal static string Bounce(string messageId) => $"""
        Return-Path: <>
        From: mailer-daemon@relay.example
        To: hotline@hub.example
        Subject: Undelivered
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="part"

        --part
        Content-Type: text/plain

        It could not be delivered.
        --part
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.example

        Final-Recipient: rfc822; officer@xc.example
        Action: failed
        Status: 5.1.1
        --part
        Content-Type: text/rfc822-headers

        Message-ID: {messageId}
        --part--

        """;
}
