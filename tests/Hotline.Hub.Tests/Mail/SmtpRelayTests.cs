using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail;

public class SmtpRelayTests
{
    private static ScriptedRelay Relay(string line, string? reply) => new(ScriptedRelay.But(line, reply));

    private static async Task<RelayAnswer> Send(ScriptedRelay relay, TimeSpan? limit = null)
    {
        using var stop = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(30), RealTime.Clock);
        var settings = new RelaySettings { Name = "one", Host = "127.0.0.1", Port = relay.Port, Tls = ServerTls.None };
        return await new SmtpRelay(settings, RealTime.Clock).SendAsync(SomeMail.Mail(), stop.Token);
    }

    [Fact]
    public async Task A_relay_that_takes_everything_took_the_mail()
    {
        using var relay = Relay("nothing", "");
        Assert.Equal(new RelayAnswer(RelayVerdict.Took, "one"), await Send(relay));
    }

    [Theory]
    [InlineData("", "421 4.3.2 shutting down", RelayVerdict.Faulty)]
    [InlineData("", "554 5.7.1 we do not know you", RelayVerdict.Faulty)]
    [InlineData("", "", RelayVerdict.Faulty)]
    [InlineData("MAIL", "451 4.3.0 out of order", RelayVerdict.Faulty)]
    [InlineData("MAIL", "550 5.7.1 sender refused", RelayVerdict.Declined)]
    [InlineData("MAIL", "550 5.1.0 sender rejected", RelayVerdict.Declined)]
    [InlineData("MAIL", "553 5.1.7 not an address", RelayVerdict.Declined)]
    [InlineData("MAIL", "552 5.3.4 too large", RelayVerdict.Declined)]
    [InlineData("MAIL", "530 5.7.0 authentication required", RelayVerdict.Faulty)]
    [InlineData("MAIL", "503 5.5.1 out of order", RelayVerdict.Faulty)]
    [InlineData("RCPT", "", RelayVerdict.Faulty)]
    [InlineData("RCPT", "450 4.2.0 <officer@xc.example>: greylisted", RelayVerdict.Later)]
    [InlineData("RCPT", "452 4.2.2 mailbox full", RelayVerdict.Later)]
    [InlineData("RCPT", "454 4.7.1 <officer@xc.example>: relay access denied", RelayVerdict.Later)]
    [InlineData("RCPT", "550 5.1.1 <officer@xc.example>: no such user", RelayVerdict.Undeliverable)]
    [InlineData("RCPT", "550 no such user", RelayVerdict.Undeliverable)]
    [InlineData("RCPT", "550 5.7.1 not for us", RelayVerdict.Declined)]
    [InlineData("RCPT", "550 5.1.8 sender's domain is none", RelayVerdict.Declined)]
    [InlineData("RCPT", "556 that domain takes no mail", RelayVerdict.Undeliverable)]
    [InlineData("RCPT", "554 5.7.1 <officer@xc.example>: relay access denied", RelayVerdict.Declined)]
    [InlineData("DATA", "451 4.3.0 no space", RelayVerdict.Faulty)]
    [InlineData("DATA", "550 5.7.1 not now", RelayVerdict.Declined)]
    [InlineData("DATA", "554 5.5.1 no valid recipients", RelayVerdict.Faulty)]
    [InlineData(".", "", RelayVerdict.Faulty)]
    [InlineData(".", "452 4.3.1 no space", RelayVerdict.Faulty)]
    [InlineData(".", "554 5.6.0 not liked", RelayVerdict.Declined)]
    [InlineData(".", "554 looks like spam", RelayVerdict.Declined)]
    [InlineData(".", "550 5.7.1 looks like spam", RelayVerdict.Declined)]
    [InlineData(".", "552 5.3.4 too large", RelayVerdict.Declined)]
    [InlineData(".", "550 5.1.1 no such user after all", RelayVerdict.Undeliverable)]
    public async Task What_a_relay_says_and_when_decides_what_follows(string line, string reply, RelayVerdict verdict)
    {
        using var relay = Relay(line, reply);
        var answer = await Send(relay);
        Assert.Equal(verdict, answer.Verdict);
        Assert.StartsWith("one: ", answer.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("@", answer.Reason, StringComparison.Ordinal);
        if (reply.Length > 0)
        {
            Assert.Contains(reply[..3], answer.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "554 5.7.1 we do not know you", RelayStage.Connect, "5.7.1")]
    [InlineData("MAIL", "530 5.7.0 authentication required", RelayStage.Sender, "5.7.0")]
    [InlineData("MAIL", "550 5.7.1 sender refused", RelayStage.Sender, "5.7.1")]
    [InlineData("RCPT", "550 5.1.1 no such user", RelayStage.Recipient, "5.1.1")]
    [InlineData("RCPT", "550-5.1.1 no such user\r\n550 5.1.1 ask somebody", RelayStage.Recipient, "5.1.1")]
    [InlineData("RCPT", "550 no such user as 5.1.1", RelayStage.Recipient, null)]
    [InlineData("RCPT", "450 5.1.1 of another class", RelayStage.Recipient, null)]
    [InlineData("DATA", "451 4.3.0 no space", RelayStage.Data, "4.3.0")]
    [InlineData(".", "554 5.6.0 not liked", RelayStage.Content, "5.6.0")]
    public async Task A_refusal_says_at_which_stage_it_came_and_which_status_it_gave(
        string line, string reply, RelayStage stage, string? status)
    {
        using var relay = Relay(line, reply);
        var answer = await Send(relay);
        Assert.Equal((stage, status), (answer.Stage, answer.Status?.ToString()));
        Assert.False(answer.LoggedOut);
    }

    [Theory]
    [InlineData("RCPT", "451 4.7.1 greylisted", RelayVerdict.Later)]
    [InlineData("RCPT", "451 4.3.0 lookup failed", RelayVerdict.Faulty)]
    [InlineData("RCPT", "421 4.2.1 too many of you", RelayVerdict.Faulty)]
    [InlineData("RCPT", "554 5.7.1 not for strangers", RelayVerdict.Declined)]
    [InlineData("RCPT", "503 5.5.1 out of turn", RelayVerdict.Faulty)]
    [InlineData(".", "451 4.7.1 greylisted", RelayVerdict.Later)]
    [InlineData(".", "451 greylisted", RelayVerdict.Faulty)]
    [InlineData("", "550 5.7.1 blocked", RelayVerdict.Faulty)]
    public async Task What_a_refusal_is_about_is_known_by_its_stage_and_not_by_its_words(
        string line, string reply, RelayVerdict verdict)
    {
        using var relay = Relay(line, reply);
        Assert.Equal(verdict, (await Send(relay)).Verdict);
    }

    [Theory]
    [InlineData("", RelayStage.Connect)]
    [InlineData("EHLO", RelayStage.Connect)]
    [InlineData("MAIL", RelayStage.Sender)]
    [InlineData("RCPT", RelayStage.Recipient)]
    [InlineData("DATA", RelayStage.Data)]
    [InlineData(".", RelayStage.Content)]
    public async Task Wherever_the_connection_is_lost_the_mail_is_owed_and_the_stage_is_told(
        string line, RelayStage stage)
    {
        using var relay = Relay(line, "");
        var answer = await Send(relay);
        Assert.Equal((RelayVerdict.Faulty, stage), (answer.Verdict, answer.Stage));
        Assert.Contains("connection broke", answer.Reason, StringComparison.Ordinal);
        Assert.Equal(
            line == ".", answer.Reason.Contains("whether it took it is unknown", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_at_the_port_is_a_failed_connection()
    {
        var settings = new RelaySettings
        {
            Name = "one", Host = "127.0.0.1", Port = Ports.Take(), Tls = ServerTls.None,
        };
        var answer = await new SmtpRelay(settings, RealTime.Clock).SendAsync(SomeMail.Mail(), CancellationToken.None);
        Assert.Equal(
            new RelayAnswer(
                RelayVerdict.Faulty, "one", "one: connection failed (ConnectionRefused)", RelayStage.Connect), answer);
    }

    [Fact]
    public async Task A_relay_that_never_answers_the_farewell_took_the_mail_all_the_same()
    {
        using var relay = Relay("QUIT", null);
        Assert.Equal(RelayVerdict.Took, (await Send(relay)).Verdict);
    }

    [Theory]
    [InlineData("")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData(".")]
    public async Task Wherever_a_relay_falls_silent_the_caller_can_stop(string line)
    {
        using var relay = Relay(line, null);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Send(relay, TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public async Task A_wordy_refusal_is_cut_to_one_line_of_two_hundred_characters_without_addresses()
    {
        using var relay = Relay(
            "RCPT", "550 5.1.1 <officer@xc.example> is no user, ask\tpostmaster@xc.example " + new string('x', 300));
        var reason = (await Send(relay)).Reason;
        Assert.Equal(200, reason.Length);
        Assert.DoesNotContain("@", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("\t", reason, StringComparison.Ordinal);
    }
}
