using Hotline.Hub.Access;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Tests.Mail;

/// <summary>What was for us and was not taken: kept with its reason, and its sender told.</summary>
public sealed class RefusedMailTests : MaildirCase
{
    private string Encrypted(string id, string from = "officer@xc.example", string headers = "") =>
        $"From: {from}\nTo: hotline@hub.example\nSubject: Re\nMessage-ID: <{id}@xc.example>\n{headers}"
        + "MIME-Version: 1.0\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n"
        + "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n"
        + "--b\nContent-Type: application/octet-stream\n\n"
        + "-----BEGIN PGP MESSAGE-----\nhQEMA\n-----END PGP MESSAGE-----\n--b--\n";

    private string Reason(string name) => File.ReadAllText(Path.Combine(Root, "refused", name + ".reason"));

    [Fact]
    public async Task What_is_encrypted_to_nobody_here_is_kept_with_its_reason_and_its_sender_told_once()
    {
        Arrives("1.a.host", Encrypted("one"));
        await Scan();
        Assert.Empty(In("cur"));
        Assert.StartsWith("5012 ", Reason("1.a.host"), StringComparison.Ordinal);
        var answer = Assert.Single(Answered);
        Assert.Equal("officer@xc.example", answer.To);
        Assert.Equal("", answer.EnvelopeSender);
        Assert.Equal("<one@xc.example>", answer.InReplyTo);
        Assert.Contains("5012 mail-encrypted", answer.Text, StringComparison.Ordinal);
        Assert.Null(answer.Check());
        Assert.All(answer.Text.Split('\n'), line => Assert.True(line.Length <= 78, line));

        // The same mail again, as after a restore: not told again, however much later.
        Time.Advance(TimeSpan.FromHours(2));
        Arrives("2.a.host", Encrypted("one"));
        await Scan();
        Assert.Single(Answered);
        Assert.StartsWith("5012 ", Reason("2.a.host"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_told_once_an_hour_and_another_one_by_itself()
    {
        Arrives("1.a.host", Encrypted("one"));
        Arrives("2.a.host", Encrypted("two"));
        Arrives("3.a.host", Encrypted("three", "Deputy@XC.example"));
        await Scan();
        Assert.Equal(["officer@xc.example", "deputy@xc.example"], Answered.Select(a => a.To));
        Time.Advance(TimeSpan.FromHours(1));
        Arrives("4.a.host", Encrypted("four"));
        await Scan();
        Assert.Equal(3, Answered.Count);
    }

    [Theory]
    [InlineData("someone@elsewhere.example", "")]
    [InlineData("officer@xc.example", "Auto-Submitted: auto-replied\n")]
    [InlineData("officer@xc.example", "Precedence: list\n")]
    [InlineData("officer@xc.example", "List-Id: <desk.xc.example>\n")]
    [InlineData("officer@xc.example", "Return-Path: <>\n")]
    [InlineData("hotline@hub.example", "")]
    public async Task Strangers_programs_lists_and_empty_return_paths_are_told_nothing(string from, string headers)
    {
        Arrives("1.a.host", headers.StartsWith("Return-Path", StringComparison.Ordinal)
            ? headers + Encrypted("one", from) : Encrypted("one", from, headers));
        await Scan();
        Assert.Empty(Answered);
        Assert.StartsWith("5012 ", Reason("1.a.host"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_says_by_itself_that_a_program_wrote_it()
    {
        Arrives("1.a.host", Encrypted("one"));
        await Scan();
        var read = MailReader.Read(MimeMail.Write(Answered.Single())).Value;
        Assert.True(read.IsAutomatic);
        Assert.Equal("<one@xc.example>", Assert.Single(read.RepliesTo));
        Assert.Empty(read.Envelopes);
    }

    [Fact]
    public async Task A_second_mail_of_the_same_name_overwrites_neither_mail_nor_reason()
    {
        Intake.Answer = EnvelopeErrors.BadSignature();
        Arrives("1.a.host", Mail(Compact + "\n"));
        await Scan();
        Arrives("1.a.host:2,S", Encrypted("one"));
        await Scan();
        Assert.Equal(["1.a.host", "1.a.host.2", "1.a.host.2.reason", "1.a.host.reason"], In("refused"));
        Assert.StartsWith("1021 ", Reason("1.a.host"), StringComparison.Ordinal);
        Assert.StartsWith("5012 ", Reason("1.a.host.2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_whose_name_is_nothing_but_flags_is_put_away_like_any_other()
    {
        Arrives(":2,S", Encrypted("one"));
        await Scan();
        Assert.Empty(In("new"));
        Assert.Equal([".mail", ".mail.reason"], In("refused"));
        Arrives(":2,", Mail("words\n"));
        await Scan();
        Assert.Equal([".mail:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_second_read_mail_of_the_same_name_overwrites_nothing()
    {
        Arrives("1.a.host", Mail("first\n"));
        await Scan();
        Arrives("1.a.host", Mail("second\n"));
        await Scan();
        Assert.Equal(["1.a.host.2:2,S", "1.a.host:2,S"], In("cur").Order(StringComparer.Ordinal));
        Assert.Contains("first", await File.ReadAllTextAsync(Path.Combine(Root, "cur", "1.a.host:2,S")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_at_which_the_hub_fails_is_tried_a_few_times_and_then_refused_with_its_reason()
    {
        Intake.Crashes = true;
        Arrives("1.a.host", Mail(Compact + "\n"));
        for (var look = 0; look < 100 && In("new").Length > 0; look++)
        {
            await Look();
            Time.Advance(TroubledMails.Pause);
        }
        Assert.Equal(TroubledMails.Tries, Intake.Submitted.Count);
        Assert.StartsWith("5080 ", Reason("1.a.host"), StringComparison.Ordinal);
        Assert.Single(Answered);
    }

    [Fact]
    public async Task What_cannot_be_read_whole_is_set_aside_in_time_behind_those_that_can()
    {
        for (var poison = 0; poison < 500; poison++)
        {
            Arrives($"{poison:000}.poison", poison % 2 == 0 ? "garbage without header" : Encrypted($"p{poison}"));
        }
        Arrives("999.good", Mail(Compact + "\n"));
        await Look();
        Assert.Equal([Compact], Intake.Submitted);
        Assert.Equal(["999.good:2,S"], In("cur"));
        Time.Advance(MaildirReader.Settling);
        await Look();
        Assert.Equal(1000, In("refused").Length);
        Assert.Empty(In("new"));
    }

    [Fact]
    public async Task Whatever_comes_to_the_labelled_address_with_an_empty_return_path_is_a_mail_that_came_back()
    {
        var settings = new MailSettings { Bounces = "bounces@hub.example" };
        var labels = SomeMail.Labels(settings);
        var key = new MailKey(SomeMail.Id(), "XC", "XC", "officer");
        var to = labels.ReturnAddress(key, SomeMail.Noon);
        var reader = NewReader(labels);
        Arrives("1.a.host", $"Return-Path: <>\nDelivered-To: {to}\n{Mail("Your mail could not be delivered.\n")}");
        await reader.ScanAsync(CancellationToken.None);
        Assert.Empty(Intake.Bounces);
        Time.Advance(MaildirReader.Settling);
        await reader.ScanAsync(CancellationToken.None);
        Assert.Equal([(key, SomeMail.Noon, "5.0.0")], Intake.Bounces);
    }

    [Fact]
    public void A_labelled_address_leads_back_to_its_mail_after_a_restart_and_to_none_for_another_hub()
    {
        var settings = new MailSettings { Bounces = "bounces@hub.example" };
        var (file, secret) = (Path.Combine(Root, "returns"), Enumerable.Repeat((byte)7, 32).ToArray());
        var key = new MailKey(SomeMail.Id(), "XC", "XC", "officer");
        var to = new BounceLabels(secret, settings, file).ReturnAddress(key, SomeMail.Noon);
        File.AppendAllText(file, "damaged\n");
        var again = new BounceLabels(secret, settings, file);
        Assert.Equal(to, again.ReturnAddress(key, SomeMail.Noon));
        Assert.Equal((key, SomeMail.Noon), again.Find([to]) is { } found ? (found.Mail, found.Ordered) : default);
        Assert.Null(new BounceLabels([.. Enumerable.Repeat((byte)8, 32)], settings, file).Find([to]));
        Assert.Equal(2, File.ReadAllLines(file).Length);
    }

    [Theory]
    [InlineData("Return-Path: <mailer@xc.example>\n", true)]
    [InlineData("Return-Path: <>\n", false)]
    public async Task Without_empty_return_path_or_label_it_is_a_mail_like_any_other(string path, bool labelled)
    {
        var settings = new MailSettings { Bounces = "bounces@hub.example" };
        var labels = SomeMail.Labels(settings);
        var to = labels.ReturnAddress(new MailKey(SomeMail.Id(), "XC", "XC", "officer"), SomeMail.Noon);
        var reader = NewReader(labels);
        Arrives("1.a.host", $"{path}Delivered-To: {(labelled ? to : "bounces@hub.example")}\n{Mail("words\n")}");
        await reader.ScanAsync(CancellationToken.None);
        Time.Advance(MaildirReader.Settling);
        await reader.ScanAsync(CancellationToken.None);
        Assert.Empty(Intake.Bounces);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }
}
