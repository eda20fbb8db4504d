using System.Text;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail;

/// <summary>What arrives by mail and is no report.</summary>
public sealed class MaildirReaderTests : MaildirCase
{
    private string Reply(string headers = "") => Mail($"""
        --b
        Content-Type: text/plain

        Attached.
        --b
        Content-Type: application/jose; name=ack.jws
        Content-Transfer-Encoding: base64

        {Convert.ToBase64String(Encoding.ASCII.GetBytes(Compact), Base64FormattingOptions.InsertLineBreaks)}
        --b--

        """, $"{headers}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n");

    [Fact]
    public async Task A_signedCompact_is_submitted_and_its_mail_put_to_the_read_ones()
    {
        Arrives("1.a.host", Reply());
        await Look();
        Assert.Equal([Compact], Intake.Submitted);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
        Assert.Empty(In("new"));
    }

    [Fact]
    public async Task What_the_hub_refuses_is_kept_with_the_reason_beside_it()
    {
        Intake.Answer = EnvelopeErrors.BadSignature();
        Arrives("1.a.host", Reply());
        await Scan();
        Assert.Equal(["1.a.host", "1.a.host.reason"], In("refused"));
        Assert.StartsWith(
            "1021 bad-signature", await File.ReadAllTextAsync(Path.Combine(Root, "refused", "1.a.host.reason")),
            StringComparison.Ordinal);
        Assert.Empty(In("new"));
    }

    [Fact]
    public async Task What_the_hub_cannot_take_now_stays_until_it_can()
    {
        Intake.Answer = new Refusal(3001, "store-unavailable", RefusalClass.Unavailable, "Later.");
        Arrives("1.a.host", Reply());
        await Scan();
        Assert.Equal(["1.a.host"], In("new"));
        Intake.Answer = null;
        await Scan();
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_crash_before_the_moving_only_submits_the_same_bytes_again()
    {
        Arrives("1.a.host", Reply());
        Intake.Crashes = true;
        await Look();
        Assert.Equal(["1.a.host"], In("new"));
        Intake.Crashes = false;
        await Look();
        Assert.Equal([Compact, Compact], Intake.Submitted);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task One_mail_that_cannot_be_handled_does_not_stop_those_behind_it()
    {
        Arrives("1.a.host", "garbage without any header");
        Arrives("2.a.host", Reply());
        await Scan();
        Assert.Equal([Compact], Intake.Submitted);
        Assert.Contains("1.a.host.reason", In("refused"));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied\n")]
    [InlineData("Auto-Submitted: auto-generated\n")]
    [InlineData("Precedence: bulk\n")]
    [InlineData("X-Autoreply: yes\n")]
    public async Task The_signature_speaks_whatever_a_program_says_of_the_mail(string header)
    {
        Arrives("1.a.host", Reply(header));
        await Scan();
        Assert.Equal([Compact], Intake.Submitted);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_reply_in_words_acknowledges_nothing()
    {
        Arrives("1.a.host", Mail("We have received your message and acknowledge it.\n"));
        await Scan();
        Assert.Empty(Intake.Submitted);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.97)]
    public async Task A_mail_that_is_still_being_copied_is_left_until_it_is_whole(double share)
    {
        var whole = Reply();
        Arrives("1.a.host", whole[..(int)(whole.Length * share)]);
        await Look();
        Time.Advance(MaildirReader.Settling - TimeSpan.FromMilliseconds(1));
        await Look();
        Assert.Equal(["1.a.host"], In("new"));
        Arrives("1.a.host", whole);
        await Look();
        Assert.Equal([Compact], Intake.Submitted);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_mail_that_changes_at_every_look_is_never_refused()
    {
        for (var length = 10; length < 200; length += 10)
        {
            Arrives("1.a.host", Reply()[..length]);
            await Look();
            Assert.Equal(["1.a.host"], In("new"));
            Time.Advance(MaildirReader.Settling);
        }
    }

    [Fact]
    public async Task A_mail_over_the_limit_is_refused_unread()
    {
        Arrives("1.a.host", Mail(new string('x', MailLimits.Bytes)));
        await Scan();
        Assert.StartsWith(
            "5001", await File.ReadAllTextAsync(Path.Combine(Root, "refused", "1.a.host.reason")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hidden_files_and_a_Maildir_that_is_gone_are_no_error()
    {
        Arrives(".hidden", Reply());
        await Scan();
        Assert.Empty(Intake.Submitted);
        Directory.Delete(Path.Combine(Root, "new"), recursive: true);
        await Scan();
    }

    [Fact]
    public async Task A_pipe_among_the_mails_holds_nobody_up_and_is_refused()
    {
        var pipe = Path.Combine(Root, "new", "1.a.host");
        (await ChildProcess.RunAsync("mkfifo", [pipe])).Expect();
        Arrives("2.b.host", Reply());

        await Task.Run(Scan).WaitAsync(TimeSpan.FromSeconds(30)); // else it would wait for ever

        Assert.Equal([Compact], Intake.Submitted);
        Assert.StartsWith(
            "5002", await File.ReadAllTextAsync(Path.Combine(Root, "refused", "1.a.host.reason")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_somebody_takes_away_meanwhile_is_no_error()
    {
        Arrives("1.a.host", Reply());
        Intake.Meanwhile = () => File.Delete(Path.Combine(Root, "new", "1.a.host"));
        await Scan();
        Assert.Equal([Compact], Intake.Submitted);
        Assert.Empty(In("cur"));
    }

    [Fact]
    public void A_Maildir_in_which_the_hub_cannot_work_is_told_with_its_path_and_a_good_one_stays_as_it_was()
    {
        Assert.Null(new Maildir(Root).Unusable());
        Assert.Empty(Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories));
        var file = Path.Combine(Root, "file");
        File.WriteAllText(file, "");
        foreach (var path in new[] { file, Path.Combine(file, "below"), "/proc/maildir" })
        {
            var unusable = new Maildir(path).Unusable();
            Assert.Equal(5081, unusable?.Number);
            Assert.Contains($"'{path}'", unusable!.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_keeps_the_reader_from_looking_is_told_until_it_can_look_again()
    {
        Directory.Move(Root, Root + ".away");
        await Scan();
        Assert.Contains("cannot be read", Reader.Fault, StringComparison.Ordinal);
        Directory.Move(Root + ".away", Root);
        await Scan();
        Assert.Null(Reader.Fault);
    }

    [Fact]
    public async Task A_runningReader_takes_what_was_there_and_what_comes()
    {
        Arrives("1.a.host", Reply());
        using var stop = new CancellationTokenSource();
        using var watch = new MaildirWatch(
            new Maildir(Root), Reader, new MailSettings(), Time, NullLogger<MaildirWatch>.Instance);
        var running = watch.RunAsync(stop.Token);
        await RealTime.Until(() => In("cur").Length == 1, "the mail that waited");
        Arrives("2.a.host", Reply());
        await RealTime.Until(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            return In("cur").Length == 2;
        }, "the mail that came");
        await stop.CancelAsync();
        await running;
    }
}
