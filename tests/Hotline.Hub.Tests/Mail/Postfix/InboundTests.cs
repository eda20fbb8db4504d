using System.Collections.Concurrent;
using System.Net.Mail;
using System.Text;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Outbound;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail.Postfix;

public sealed class InboundTests
{
    [PostfixFact]
    public async Task A_mail_that_the_relay_took_and_cannot_deliver_comes_back_as_a_bounce_of_that_mail()
    {
        await using var postfix = await PrivatePostfix.StartAsync("smtpd_reject_unlisted_recipient = no");
        var mail = SomeMail.Mail("gone@xc.example");
        Assert.IsType<NoticeOutcome.Sent>(await Send(postfix, mail));
        await postfix.MailsAsync("hub", 1);

        var intake = new Recorder();
        await Read(postfix, intake);
        Assert.Equal([(mail.Key, "5.1.1")], intake.Bounces);
        Assert.Empty(intake.Submitted);
        Assert.Empty(postfix.Mails("hub"));
    }

    [PostfixFact]
    public async Task With_a_mailbox_for_bounces_the_label_goes_out_and_comes_back_in_the_return_address_alone()
    {
        await using var postfix = await PrivatePostfix.StartAsync(
            "smtpd_reject_unlisted_recipient = no", "recipient_delimiter = +",
            "virtual_mailbox_maps = inline:{officer@xc.example=officer/ bounces@hub.example=hub/}");
        var settings = new MailSettings { Bounces = "bounces@hub.example" };
        Assert.IsType<NoticeOutcome.Sent>(await Send(postfix, SomeMail.Mail(settings: settings)));
        var lines = await File.ReadAllLinesAsync((await postfix.MailsAsync("officer", 1))[0]);
        var (returned, shown) = (
            lines.Single(l => l.Contains("bounces", StringComparison.Ordinal)),
            lines.Where(l => l.StartsWith("Sender:", StringComparison.OrdinalIgnoreCase)));
        Assert.Matches(@"^Return-Path: <bounces\+[0-9a-f]{32}@hub\.example>$", returned);
        Assert.Empty(shown);

        var mail = SomeMail.Mail("gone@xc.example", settings: settings);
        Assert.IsType<NoticeOutcome.Sent>(await Send(postfix, mail));
        await postfix.MailsAsync("hub", 1);
        var intake = new Recorder();
        await Read(postfix, intake, settings);
        Assert.Equal([(mail.Key, "5.1.1")], intake.Bounces);
    }

    [PostfixFact]
    public async Task A_bounce_that_gives_back_headers_only_is_understood_as_well()
    {
        await using var postfix = await PrivatePostfix.StartAsync(
            "smtpd_reject_unlisted_recipient = no",
            "transport_maps = inline:{{gone@xc.example=error:5.2.1 mailbox closed}}", "bounce_size_limit = 500");
        var mail = SomeMail.Mail("gone@xc.example", SomeMail.Envelope(content: new string('x', 60 * 1024)));
        Assert.IsType<NoticeOutcome.Sent>(await Send(postfix, mail));
        await postfix.MailsAsync("hub", 1);
        var intake = new Recorder();
        await Read(postfix, intake);
        Assert.Equal([(mail.Key, "5.2.1")], intake.Bounces);
    }

    [PostfixFact]
    public async Task A_signed_acknowledgement_in_a_reply_comes_in_byte_for_byte()
    {
        await using var postfix = await PrivatePostfix.StartAsync();
        var acknowledgement = Acknowledgement();
        await Reply(postfix, message => message.Attachments.Add(Jws(acknowledgement, "ack.jws")));
        var intake = new Recorder();
        await Read(postfix, intake);
        Assert.Equal([acknowledgement], intake.Submitted);
    }

    [PostfixFact]
    public async Task A_vacation_notice_acknowledges_nothing_and_a_signature_speaks_whatever_carries_it()
    {
        await using var postfix = await PrivatePostfix.StartAsync();
        var intake = new Recorder();
        await Reply(postfix, message => message.Headers["Auto-Submitted"] = "auto-replied (vacation)");
        await Read(postfix, intake);
        Assert.Empty(intake.Submitted);
        var acknowledgement = Acknowledgement();
        await Reply(postfix, message =>
        {
            message.Headers["Auto-Submitted"] = "auto-forwarded";
            message.Attachments.Add(Jws(acknowledgement, "message.jws"));
        });
        await Read(postfix, intake);
        Assert.Equal([acknowledgement], intake.Submitted);
        Assert.Empty(intake.Bounces);
        Assert.Empty(postfix.Mails("hub"));
    }

    [PostfixFact]
    public async Task A_running_reader_has_a_mail_soon_after_Postfix_delivers_it()
    {
        await using var postfix = await PrivatePostfix.StartAsync();
        var intake = new Recorder();
        using var stop = new CancellationTokenSource();
        // Long enough that only the file event can be what wakes it.
        var settings = new MailSettings { PollInterval = TimeSpan.FromMinutes(10) };
        var maildir = new Maildir(postfix.Maildir("hub"));
        var reader = SomeDoor.Reader(maildir, intake, SomeMail.Labels(), RealTime.Clock);
        using var watch = new MaildirWatch(
            maildir, reader, settings, RealTime.Clock, NullLogger<MaildirWatch>.Instance);
        var running = watch.RunAsync(stop.Token);
        await postfix.OwnAsync("hub");
        var acknowledgement = Acknowledgement();
        await Reply(postfix, message => message.Attachments.Add(Jws(acknowledgement, "ack.jws")));
        await RealTime.Until(
            () => intake.Submitted.Contains(acknowledgement), $"the acknowledgement; the log says: {postfix.Log}");
        await stop.CancelAsync();
        await running;
    }

    private static Attachment Jws(string envelope, string name) =>
        new(new MemoryStream(Encoding.ASCII.GetBytes(envelope)), name, "application/jose");

    private static string Acknowledgement()
    {
        var opening = SomeMail.Envelope();
        return SignedEnvelope.Sign(
            opening with
            {
                Id = SomeMail.Id(1), From = "XC", To = ["XA"], Kind = Kind.Acknowledgement, InReplyTo = opening.Id,
                Content = null,
            },
            SomeMail.Key).Value.Compact;
    }

    private static Task<NoticeOutcome> Send(PrivatePostfix postfix, OutgoingMail mail)
    {
        var relay = new RelaySettings
        {
            // Reports of delivery would come to the mailbox that these tests count.
            Name = "first", Host = "127.0.0.1", Port = postfix.Port, Tls = ServerTls.None, Reports = false,
        };
        return new RelayPipeline(
            [new SmtpRelay(relay, RealTime.Clock)],
            new MailSettings { Relays = [relay], AttemptTimeout = TimeSpan.FromSeconds(20) },
            RealTime.Clock, () => 0.5, NullLogger<RelayPipeline>.Instance)
            .SendAsync(mail, Precedence.Priority, CancellationToken.None);
    }

    /// <summary>A mail as an officer's mail program would send it.</summary>
    private static async Task Reply(PrivatePostfix postfix, Action<MailMessage> shape)
    {
        using var message = new MailMessage("officer@xc.example", "hotline@hub.example", "Re: hotline", "We have it.");
        shape(message);
        using var client = new SmtpClient("127.0.0.1", postfix.Port);
        await client.SendMailAsync(message);
    }

    private static async Task Read(PrivatePostfix postfix, IMailIntake intake, MailSettings? settings = null)
    {
        await postfix.MailsAsync("hub", 1);
        var maildir = new Maildir(postfix.Maildir("hub"));
        maildir.Prepare();
        var reader = SomeDoor.Reader(maildir, intake, SomeMail.Labels(settings), RealTime.Clock);
        await RealTime.Until(async () =>
        {
            await reader.ScanAsync(CancellationToken.None);
            return postfix.Mails("hub").Count == 0;
        }, "the mail to be handled");
    }

    private sealed class Recorder : IMailIntake
    {
        public ConcurrentQueue<string> Submitted { get; } = [];

        public ConcurrentQueue<(MailKey, string)> Bounces { get; } = [];

        public Task<Outcome<Receipt>> SubmitAsync(string compactEnvelope, CancellationToken stop)
        {
            Submitted.Enqueue(compactEnvelope);
            return Task.FromResult<Outcome<Receipt>>(
                new Receipt(SomeMail.Id(), Submitted.Count, SomeMail.Noon, default, [], ""));
        }

        public Task<Refusal?> BouncedAsync(
            MailKey mail, DateTimeOffset ordered, string enhancedCode, CancellationToken stop)
        {
            Bounces.Enqueue((mail, enhancedCode));
            return Task.FromResult<Refusal?>(null);
        }
    }
}
