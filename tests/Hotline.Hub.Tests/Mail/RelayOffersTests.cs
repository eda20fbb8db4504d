using System.Text;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail;

/// <summary>What a relay offers changes how it is spoken to, and no byte of the mail.</summary>
public sealed class RelayOffersTests
{
    private static Task<RelayAnswer> Send(ScriptedRelay relay, OutgoingMail mail, bool reports = true) =>
        new SmtpRelay(
            new RelaySettings
            {
                Name = "one", Host = "127.0.0.1", Port = relay.Port, Tls = ServerTls.None, Reports = reports,
            }, RealTime.Clock).SendAsync(mail, CancellationToken.None);

    private static string Line(ScriptedRelay relay, string begin) =>
        Assert.Single(relay.Lines, l => l.StartsWith(begin, StringComparison.Ordinal));

    public static TheoryData<string[]> Offers =>
    [
        [], ["8BITMIME"], ["SMTPUTF8", "8BITMIME"], ["PIPELINING"], ["SIZE 10240000"], ["CHUNKING", "BINARYMIME"],
        ["DSN"], ["PIPELINING", "SIZE 10240000", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN", "SMTPUTF8", "CHUNKING"],
    ];

    [Theory]
    [MemberData(nameof(Offers))]
    public async Task The_mail_is_the_same_bytes_whatever_is_offered(string[] offers)
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But("nothing", "", offers));
        var mail = SomeMail.Mail() with
        {
            Text = "Grüße aus 北\n.\n..dots\nFrom here\n" + new string('x', 2000) + " \n", FromName = "Größe – 北",
        };
        Assert.Equal(RelayVerdict.Took, (await Send(relay, mail)).Verdict);
        Assert.Equal(Encoding.UTF8.GetString(MimeMail.Write(mail)), Encoding.UTF8.GetString(relay.Mails.Single()));
    }

    [Fact]
    public async Task A_mail_whose_fate_is_unknown_is_sent_again_byte_for_byte()
    {
        var cut = true;
        var usual = ScriptedRelay.But("nothing", "");
        using var relay = new ScriptedRelay(line => line == "." && cut ? "" : usual(line));
        var mail = SomeMail.Mail();
        var first = await Send(relay, mail);
        Assert.Equal((RelayVerdict.Faulty, RelayStage.Content), (first.Verdict, first.Stage));
        cut = false;
        Assert.Equal(RelayVerdict.Took, (await Send(relay, mail with { })).Verdict);
        Assert.Equal(2, relay.Mails.Count);
        Assert.Equal(relay.Mails[0], relay.Mails[1]);
    }

    [Fact]
    public async Task Where_reports_are_offered_they_are_asked_for_under_the_name_of_the_mail()
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But("nothing", "", "DSN"));
        var mail = SomeMail.Mail(settings: new MailSettings { Bounces = "bounces@hub.example" });
        await Send(relay, mail);
        Assert.Equal(
            $"MAIL FROM:<{mail.ReturnPath}> RET=HDRS ENVID={mail.MessageId[1..].Split('@')[0]}",
            Ordered(Line(relay, "MAIL"), "RET=HDRS", "ENVID="));
        var recipient = Line(relay, "RCPT");
        Assert.StartsWith("RCPT TO:<officer@xc.example> ", recipient, StringComparison.Ordinal);
        Assert.Contains(" ORCPT=rfc822;officer@xc.example", recipient, StringComparison.Ordinal);
        Assert.Equal(["DELAY", "FAILURE", "SUCCESS"], Notify(recipient));
    }

    [Fact]
    public async Task Reports_about_delivery_can_be_left_out_and_a_name_that_is_too_long_is()
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But("nothing", "", "DSN"));
        var mail = SomeMail.Mail() with { MessageId = $"<{new string('m', 101)}@hub.example>" };
        await Send(relay, mail, reports: false);
        Assert.DoesNotContain("ENVID", Line(relay, "MAIL"), StringComparison.Ordinal);
        Assert.Equal(["DELAY", "FAILURE"], Notify(Line(relay, "RCPT")));
    }

    [Fact]
    public async Task Where_no_reports_are_offered_none_are_asked_for()
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But("nothing", ""));
        await Send(relay, SomeMail.Mail());
        Assert.Equal("MAIL FROM:<hotline@hub.example>", Line(relay, "MAIL"));
        Assert.Equal("RCPT TO:<officer@xc.example>", Line(relay, "RCPT"));
    }

    [Fact]
    public async Task An_address_with_other_letters_goes_where_SMTPUTF8_is_offered()
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But("nothing", "", "8BITMIME", "SMTPUTF8"));
        var mail = SomeMail.Mail("офицер@xc.example");
        Assert.Equal(RelayVerdict.Took, (await Send(relay, mail)).Verdict);
        Assert.Contains("SMTPUTF8", Line(relay, "MAIL"), StringComparison.Ordinal);
        Assert.Equal("RCPT TO:<офицер@xc.example>", Line(relay, "RCPT"));
        Assert.Equal(MimeMail.Write(mail), relay.Mails.Single());
    }

    [Fact]
    public async Task An_address_with_other_letters_is_refused_for_good_where_it_is_not_and_the_relay_hears_nothing()
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But("nothing", "", "8BITMIME"));
        var answer = await Send(relay, SomeMail.Mail("офицер@xc.example"));
        Assert.Equal(
            (RelayVerdict.Declined, RelayStage.Recipient, "5.6.7"),
            (answer.Verdict, answer.Stage, answer.Status?.ToString()));
        Assert.Contains("5056 mail-needs-smtputf8", answer.Reason, StringComparison.Ordinal);
        Assert.Contains("no SMTPUTF8", answer.Reason, StringComparison.Ordinal);
        Assert.Contains("in the directory, or a relay that offers it", answer.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(relay.Lines, l => l.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Линия <линия@bücher.example>", null, null)]
    [InlineData("hotline@hub.example", "линия@hub.example", null)]
    [InlineData("hotline@hub.example", "hotline@hub.example", "назад@hub.example")]
    public async Task The_hubs_own_addresses_may_have_other_letters_where_SMTPUTF8_is_offered_and_nowhere_else(
        string from, string? replyTo, string? bounces)
    {
        var settings = new MailSettings { From = from, ReplyTo = replyTo, Bounces = bounces };
        var mail = SomeMail.Mail(settings: settings);
        using var with = new ScriptedRelay(ScriptedRelay.But("nothing", "", "8BITMIME", "SMTPUTF8"));
        Assert.Equal(RelayVerdict.Took, (await Send(with, mail)).Verdict);
        Assert.Contains(" SMTPUTF8", Line(with, "MAIL"), StringComparison.Ordinal);
        Assert.StartsWith($"MAIL FROM:<{mail.ReturnPath}>", Line(with, "MAIL"), StringComparison.Ordinal);
        Assert.Equal(MimeMail.Write(mail), with.Mails.Single());

        using var without = new ScriptedRelay(ScriptedRelay.But("nothing", "", "8BITMIME"));
        var answer = await Send(without, mail);
        Assert.Equal(RelayVerdict.Declined, answer.Verdict);
        Assert.Contains("5056 mail-needs-smtputf8", answer.Reason, StringComparison.Ordinal);
        Assert.Contains("in mail.from, replyTo and bounces", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_with_other_letters_goes_in_ASCII_to_every_relay()
    {
        var settings = new MailSettings { From = "Linie <linie@bücher.example>" };
        var mail = SomeMail.Mail("officer@bücher.example", settings: settings);
        using var relay = new ScriptedRelay(ScriptedRelay.But("nothing", ""));
        Assert.Equal(RelayVerdict.Took, (await Send(relay, mail)).Verdict);
        Assert.Equal("MAIL FROM:<linie@xn--bcher-kva.example>", Line(relay, "MAIL"));
        Assert.Equal("RCPT TO:<officer@xn--bcher-kva.example>", Line(relay, "RCPT"));
        Assert.True(Ascii.IsValid(relay.Mails.Single()));
        Assert.EndsWith("@xn--bcher-kva.example>", mail.MessageId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("8BITMIME", "SMTPUTF8")]
    public async Task A_domain_with_other_letters_goes_everywhere(params string[] offers)
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But("nothing", "", offers));
        Assert.Equal(RelayVerdict.Took, (await Send(relay, SomeMail.Mail("officer@bücher.example"))).Verdict);
        Assert.DoesNotContain("SMTPUTF8", Line(relay, "MAIL"), StringComparison.Ordinal);
        Assert.Equal("RCPT TO:<officer@xn--bcher-kva.example>", Line(relay, "RCPT"));
    }

    [Fact]
    public async Task One_mail_has_one_recipient_and_its_text_cannot_add_another()
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But("nothing", "", "PIPELINING"));
        await Send(relay, SomeMail.Mail() with { Text = "Bcc: all@xd.example\n.\nRCPT TO:<all@xd.example>\n" });
        Line(relay, "RCPT");
        Assert.Single(relay.Mails);
    }

    [Theory]
    [InlineData("MAIL", "550 5.7.1 sender refused", RelayStage.Sender, RelayVerdict.Declined)]
    [InlineData("RCPT", "550 5.1.1 no such user", RelayStage.Recipient, RelayVerdict.Undeliverable)]
    [InlineData("RCPT", "450 4.2.0 greylisted", RelayStage.Recipient, RelayVerdict.Later)]
    [InlineData("DATA", "451 4.3.0 no space", RelayStage.Data, RelayVerdict.Faulty)]
    [InlineData("RCPT", "", RelayStage.Recipient, RelayVerdict.Faulty)]
    public async Task What_is_said_to_several_commands_at_once_is_told_apart(
        string line, string reply, RelayStage stage, RelayVerdict verdict)
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But(line, reply, "PIPELINING"));
        var answer = await Send(relay, SomeMail.Mail());
        Assert.Equal((stage, verdict), (answer.Stage, answer.Verdict));
        Assert.Empty(relay.Mails);
    }

    private static string[] Notify(string recipient) =>
        [.. recipient.Split(' ').Single(p => p.StartsWith("NOTIFY=", StringComparison.Ordinal))["NOTIFY=".Length..]
            .Split(',').Order(StringComparer.Ordinal)];

    /// <summary>The parameters of a command in a given order, since theirs means nothing.</summary>
    private static string Ordered(string command, params string[] order)
    {
        var parts = command.Split(' ');
        return string.Join(' ', parts[..2].Concat(parts[2..].OrderBy(
            p => Array.FindIndex(order, o => p.StartsWith(o, StringComparison.Ordinal)))));
    }
}
