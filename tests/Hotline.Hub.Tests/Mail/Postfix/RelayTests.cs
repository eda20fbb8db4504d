using System.Text;
using Hotline.Hub.Outbound;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Testing;
using static Hotline.Hub.Tests.Mail.Postfix.Relaying;

namespace Hotline.Hub.Tests.Mail.Postfix;

public sealed class RelayTests
{
    [PostfixFact]
    public async Task A_mail_arrives_with_the_same_envelope_and_a_second_sending_is_the_same_mail()
    {
        await using var postfix = await PrivatePostfix.StartAsync();
        var pipeline = Pipeline(SettingsOf(To(postfix.Port)));
        var mail = SomeMail.Mail();
        Assert.Equal(new NoticeOutcome.Sent("first"), await Send(pipeline, mail));
        Assert.Equal(new NoticeOutcome.Sent("first"), await Send(pipeline, mail));

        var arrived = await postfix.MailsAsync("officer", 2);
        var read = MailReader.Read(await File.ReadAllBytesAsync(arrived[0])).Value;
        Assert.Equal(mail.Envelope, Assert.Single(read.Envelopes));
        Assert.Equal(mail.MessageId, read.MessageId);
        Assert.Equal(mail.Subject, read.Subject);
        Assert.Contains("Date: Sun, 01 Mar 2026 12:00:00 +0000", await File.ReadAllLinesAsync(arrived[0]));
        Assert.Contains($"Return-Path: <{mail.ReplyTo}>", await File.ReadAllLinesAsync(arrived[0]));
        Assert.Equal(WithoutTrace(arrived[0]), WithoutTrace(arrived[1]));
    }

    [PostfixFact]
    public async Task The_largest_envelope_and_other_alphabets_arrive_unchanged()
    {
        await using var postfix = await PrivatePostfix.StartAsync();
        var mail = SomeMail.Mail(
            envelope: SomeMail.Envelope(content: new string('x', 190 * 1024), subject: "Größe – 北")) with
        {
            Subject = "[EXERCISE] Größe – 北",
        };
        Assert.IsType<NoticeOutcome.Sent>(await Send(Pipeline(SettingsOf(To(postfix.Port))), mail));
        var read = MailReader.Read(await File.ReadAllBytesAsync((await postfix.MailsAsync("officer", 1))[0])).Value;
        Assert.Equal(mail.Envelope, Assert.Single(read.Envelopes));
        Assert.Equal(mail.Subject, read.Subject);
        Assert.Contains("Größe – 北", Assert.Single(read.Texts), StringComparison.Ordinal);
    }

    [PostfixFact]
    public async Task When_the_first_relay_is_down_the_second_takes_the_mail()
    {
        await using var postfix = await PrivatePostfix.StartAsync();
        var pipeline = Pipeline(SettingsOf(To(Ports.Take()), To(postfix.Port, "second")));
        Assert.Equal(new NoticeOutcome.Sent("second"), await Send(pipeline, SomeMail.Mail()));
        await postfix.MailsAsync("officer", 1);
    }

    [PostfixFact]
    public async Task A_relay_that_is_down_is_a_temporary_trouble_and_when_up_again_takes_the_mail()
    {
        await using var postfix = await PrivatePostfix.StartAsync();
        await postfix.DownAsync();
        var time = new ManualTime();
        var settings = SettingsOf(To(postfix.Port)) with { Retries = 0 };
        var pipeline = Pipeline(settings, time);
        var mail = SomeMail.Mail();
        Assert.Equal(
            new NoticeOutcome.Temporary("first: connection failed (ConnectionRefused)"), await Send(pipeline, mail));
        await Send(pipeline, mail);
        Assert.True(pipeline.Health.Single().Open);

        await postfix.UpAsync();
        Assert.Equal(
            new NoticeOutcome.NotTried("first: not tried, it failed moments ago"), await Send(pipeline, mail));
        Assert.Equal(
            new NoticeOutcome.Sent("first"),
            await Send(pipeline, mail with { MessageId = "<flash@hub.example>" }, Precedence.Flash));
        Assert.False(pipeline.Health.Single().Open);
        Assert.Equal(new NoticeOutcome.Sent("first"), await Send(pipeline, mail));
        await postfix.MailsAsync("officer", 2);
    }

    [PostfixFact]
    public async Task An_open_breaker_closes_after_its_break_when_the_relay_is_up_again()
    {
        await using var postfix = await PrivatePostfix.StartAsync();
        await postfix.DownAsync();
        var time = new ManualTime();
        var settings = SettingsOf(To(postfix.Port)) with { Retries = 0 };
        var pipeline = Pipeline(settings, time);
        await Send(pipeline, SomeMail.Mail());
        await Send(pipeline, SomeMail.Mail());
        await postfix.UpAsync();
        time.Advance(settings.Breaker.Break);
        Assert.Equal(new NoticeOutcome.Sent("first"), await Send(pipeline, SomeMail.Mail()));
        Assert.False(pipeline.Health.Single().Open);
    }

    [PostfixFact]
    public async Task A_4xx_about_the_recipient_is_temporary_and_no_fault_of_the_relay()
    {
        await using var postfix = await PrivatePostfix.StartAsync(
            "smtpd_recipient_restrictions = check_recipient_access inline:{{officer@xc.example=450 4.2.0 greylisted}}, "
                + "permit_mynetworks, reject");
        var pipeline = Pipeline(SettingsOf(To(postfix.Port)));
        for (var i = 0; i < 3; i++)
        {
            var reason = Assert.IsType<NoticeOutcome.Temporary>(await Send(pipeline, SomeMail.Mail())).Reason;
            Assert.StartsWith("first: 450 4.2.0", reason, StringComparison.Ordinal);
            Assert.DoesNotContain("@", reason, StringComparison.Ordinal);
        }
        Assert.False(pipeline.Health.Single().Open);
        await RealTime.Until(() => Count(postfix.Log, "greylisted") == 3, "Postfix to log three refusals, one a mail");
    }

    [PostfixFact]
    public async Task A_4xx_about_everything_counts_against_the_relay()
    {
        await using var postfix = await PrivatePostfix.StartAsync(
            "smtpd_sender_restrictions = check_sender_access inline:{{hotline@hub.example=451 4.3.0 out of order}}",
            "smtpd_delay_reject = no");
        var pipeline = Pipeline(SettingsOf(To(postfix.Port)));
        Assert.IsType<NoticeOutcome.Temporary>(await Send(pipeline, SomeMail.Mail()));
        Assert.True(pipeline.Health.Single().Open);
    }

    [PostfixFact]
    public async Task An_unknown_recipient_is_final()
    {
        await using var postfix = await PrivatePostfix.StartAsync();
        var reason = Assert.IsType<NoticeOutcome.Permanent>(
            await Send(Pipeline(SettingsOf(To(postfix.Port))), SomeMail.Mail("nobody@xc.example"))).Reason;
        Assert.StartsWith("first: 550 5.1.1", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody", reason, StringComparison.Ordinal);
    }

    [PostfixFact]
    public async Task A_recipient_that_one_relay_declines_by_policy_may_be_taken_by_the_next()
    {
        await using var strict = await PrivatePostfix.StartAsync(
            "smtpd_recipient_restrictions = check_recipient_access inline:{{officer@xc.example=REJECT}}, "
                + "permit_mynetworks, reject");
        await using var lax = await PrivatePostfix.StartAsync();
        Assert.StartsWith(
            "first: 554 5.7.1",
            Assert.IsType<NoticeOutcome.Permanent>(
                await Send(Pipeline(SettingsOf(To(strict.Port))), SomeMail.Mail())).Reason, StringComparison.Ordinal);
        Assert.Equal(
            new NoticeOutcome.Sent("second"),
            await Send(Pipeline(SettingsOf(To(strict.Port), To(lax.Port, "second"))), SomeMail.Mail()));
    }

    [PostfixFact]
    public async Task A_mail_that_is_too_large_for_the_relay_is_refused_at_once_unless_the_next_takes_it()
    {
        await using var small =
            await PrivatePostfix.StartAsync("message_size_limit = 2000", "virtual_mailbox_limit = 0");
        await using var large = await PrivatePostfix.StartAsync();
        var pipeline = Pipeline(SettingsOf(To(small.Port)));
        Assert.StartsWith(
            "first: 552 5.3.4", Assert.IsType<NoticeOutcome.Permanent>(await Send(pipeline, SomeMail.Mail())).Reason,
            StringComparison.Ordinal);
        Assert.False(pipeline.Health.Single().Open);
        Assert.Equal(
            new NoticeOutcome.Sent("second"),
            await Send(Pipeline(SettingsOf(To(small.Port), To(large.Port, "second"))), SomeMail.Mail()));
    }

    [PostfixFact]
    public async Task Content_that_the_relay_refuses_is_refused_at_once()
    {
        await using var postfix =
            await PrivatePostfix.StartAsync("header_checks = regexp:{{/^Hotline-Exchange:/ REJECT not wanted here}}");
        var pipeline = Pipeline(SettingsOf(To(postfix.Port)));
        var reason = Assert.IsType<NoticeOutcome.Permanent>(await Send(pipeline, SomeMail.Mail())).Reason;
        Assert.StartsWith("first: 550 5.7.1", reason, StringComparison.Ordinal);
        Assert.False(pipeline.Health.Single().Open);
    }

    [PostfixFact]
    public async Task A_report_of_delivery_comes_back_with_the_name_of_the_mail()
    {
        await using var postfix = await PrivatePostfix.StartAsync();
        var mail = SomeMail.Mail();
        Assert.IsType<NoticeOutcome.Sent>(await Send(Pipeline(SettingsOf(To(postfix.Port))), mail));
        var report = await File.ReadAllTextAsync((await postfix.MailsAsync("hub", 1))[0]);
        var named = report.Split('\n').Single(l => l.StartsWith("Original-Envelope-Id: ", StringComparison.Ordinal));
        var about = SomeMail.Labels().Read(named["Original-Envelope-Id: ".Length..]);
        Assert.Equal(mail.Key, about?.Mail);
        Assert.True(SomeMail.Labels().Holds(about!, []));
        Assert.Contains("Original-Recipient: rfc822;officer@xc.example", report, StringComparison.Ordinal);
        Assert.Contains("Action: delivered", report, StringComparison.Ordinal);
        Assert.Contains($"Message-ID: {mail.MessageId}", report, StringComparison.Ordinal);
        Assert.DoesNotContain(mail.Envelope!, report, StringComparison.Ordinal);
    }

    [PostfixFact]
    public async Task An_address_with_other_letters_is_taken_where_Postfix_offers_SMTPUTF8_and_nowhere_else()
    {
        const string Mailboxes = "virtual_mailbox_maps = inline:{офицер@xc.example=officer/ hotline@hub.example=hub/}";
        await using var without = await PrivatePostfix.StartAsync(Mailboxes, "smtputf8_enable = no");
        await using var with = await PrivatePostfix.StartAsync(Mailboxes, "smtputf8_enable = yes");
        var mail = SomeMail.Mail("офицер@xc.example");
        Assert.Contains(
            "no SMTPUTF8",
            Assert.IsType<NoticeOutcome.Permanent>(await Send(Pipeline(SettingsOf(To(without.Port))), mail)).Reason,
            StringComparison.Ordinal);
        Assert.Equal(
            new NoticeOutcome.Sent("second"),
            await Send(Pipeline(SettingsOf(To(without.Port), To(with.Port, "second"))), mail));
        var arrived = await with.MailsAsync("officer", 1);
        Assert.Contains("To: офицер@xc.example", await File.ReadAllLinesAsync(arrived[0]));
    }

    [PostfixFact]
    public async Task Hub_and_point_of_contact_with_other_letters_on_both_sides_of_the_at_sign_reach_each_other()
    {
        const string Domains = "virtual_mailbox_domains = bücher.example xn--bcher-kva.example";
        const string Mailboxes = "virtual_mailbox_maps = inline:{офицер@xn--bcher-kva.example=officer/ "
            + "офицер@bücher.example=officer/ линия@xn--bcher-kva.example=hub/ линия@bücher.example=hub/}";
        await using var postfix = await PrivatePostfix.StartAsync(Domains, Mailboxes, "smtputf8_enable = yes");
        var settings = new MailSettings { From = "Линия <линия@bücher.example>" };
        var mail = SomeMail.Mail("офицер@bücher.example", settings: settings);
        Assert.Equal(new NoticeOutcome.Sent("first"), await Send(Pipeline(SettingsOf(To(postfix.Port))), mail));
        var read = MailReader.Read(
            await File.ReadAllBytesAsync((await postfix.MailsAsync("officer", 1))[0])).Value;
        Assert.Equal(mail.Envelope, Assert.Single(read.Envelopes));
        Assert.True(MailAddress.AreSame("линия@bücher.example", read.From!));

        // Asked to report delivery, Postfix does, to the hub's address.
        var report = MailReader.Read(await File.ReadAllBytesAsync((await postfix.MailsAsync("hub", 1))[0])).Value;
        Assert.Contains(
            mail.Key, report.Bounce!.OriginalMessageIds.Select(id => SomeMail.Labels(settings).Read(id)?.Mail));
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;

    /// <summary>The mail without what the relay wrote on top: everything from the first header of ours.</summary>
    private static string WithoutTrace(string file)
    {
        var text = File.ReadAllText(file, Encoding.Latin1);
        return text[text.IndexOf("Message-ID:", StringComparison.Ordinal)..];
    }
}
