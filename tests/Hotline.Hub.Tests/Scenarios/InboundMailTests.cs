using System.Text;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

public sealed class InboundMailTests
{
    [Fact]
    public async Task A_signed_acknowledgement_by_mail_counts_as_one_by_console()
    {
        await using var stage = await Stage.OpenAsync();
        var message = await stage.SendAsync(stage.Some.Message(to: "XC"));
        await stage.AdvanceAsync(TimeSpan.FromSeconds(30));
        await stage.DeliverAsync("1.reply", Reply(stage.Some.Acknowledgement(message, "XC")));
        await RealTime.Until(async () => (await stage.AddresseeAsync(message, "XC")).Rung == Rung.Acknowledged, "the acknowledgement to count");

        var addressee = await stage.AddresseeAsync(message, "XC");
        Assert.Equal(Carrier.Mail, addressee.Rungs[^1].Carrier);
        Assert.Equal(WindowState.Met, addressee.Windows.Single(w => w.Window == Window.Acknowledgement).State);
        await stage.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(await stage.FactsAsync(message), f => f is Escalated { Step: EscalationStep.Deputy });
    }

    [Fact]
    public async Task The_same_mail_twice_is_one_acknowledgement()
    {
        await using var stage = await Stage.OpenAsync();
        var message = await stage.SendAsync(stage.Some.Message(to: "XC"));
        var reply = Reply(stage.Some.Acknowledgement(message, "XC"));
        await stage.DeliverAsync("1.reply", reply);
        await stage.DeliverAsync("2.reply", reply);
        Assert.Single((await stage.FactsAsync(message)).OfType<Acknowledged>());
    }

    [Fact]
    public async Task An_automatic_reply_acknowledges_nothing_even_with_an_envelope_in_it()
    {
        await using var stage = await Stage.OpenAsync();
        var message = await stage.SendAsync(stage.Some.Message(to: "XC"));
        await stage.DeliverAsync("1.vacation", Reply(stage.Some.Acknowledgement(message, "XC"), "Auto-Submitted: auto-replied\n"));
        Assert.Equal(Rung.Accepted, (await stage.AddresseeAsync(message, "XC")).Rung);
    }

    [Fact]
    public async Task A_mail_in_which_somebody_else_signed_is_put_aside_and_changes_nothing()
    {
        await using var stage = await Stage.OpenAsync();
        var message = await stage.SendAsync(stage.Some.Message(to: "XC"));
        var forged = Some.Sign(stage.Some.Acknowledgement(message, "XC").Envelope, "stranger");
        await stage.DeliverAsync("1.forged", Reply(forged));
        Assert.Equal(Rung.Accepted, (await stage.AddresseeAsync(message, "XC")).Rung);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(stage.Maildir, "refused")));
    }

    [Fact]
    public async Task A_bounce_tells_the_next_in_line_at_once()
    {
        await using var stage = await Stage.OpenAsync();
        var message = await stage.SendAsync(stage.Some.Message(to: "XC"));
        await stage.AdvanceAsync(TimeSpan.FromSeconds(21));
        await RealTime.Until(async () => (await stage.AddresseeAsync(message, "XC")).Mail is [{ State: MailState.Sent }], "the mail to be sent");
        await stage.DeliverAsync("1.bounce", Bounce(stage.Mails().Single().MessageId!));

        Assert.Equal(MailState.Bounced, (await stage.AddresseeAsync(message, "XC")).MailTo("XC", "officer")!.State);
        Assert.Contains(await stage.FactsAsync(message), f => f is Escalated { Step: EscalationStep.Deputy });
        Assert.DoesNotContain(await stage.FactsAsync(message), f => f is Lapsed { Window: Window.Acknowledgement });
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
