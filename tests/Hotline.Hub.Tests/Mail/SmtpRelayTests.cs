using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail;

public class SmtpRelayTests
{
    /// <summary>A relay that takes everything, but for the lines that begin as given.</summary>
    private static ScriptedRelay Relay(string line, string? reply) => new(said =>
        (line.Length == 0 ? said.Length == 0 : said.StartsWith(line, StringComparison.OrdinalIgnoreCase)) ? reply
        : said.Length == 0 ? "220 relay.xc.example ESMTP"
        : said == "DATA" ? "354 go on"
        : said.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye"
        : "250 ok");

    private static async Task<RelayAnswer> Send(ScriptedRelay relay, TimeSpan? limit = null, string? password = null)
    {
        using var stop = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(30), RealTime.Clock);
        var settings = new RelaySettings
        {
            Name = "one", Host = "127.0.0.1", Port = relay.Port, Tls = RelayTls.None,
            User = password is null ? null : "hub", Password = password,
        };
        return await new SmtpRelay(settings).SendAsync(SomeMail.Mail(), stop.Token);
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
    [InlineData("MAIL", "530 5.7.0 Authentication required", true)]
    [InlineData("RCPT", "554 5.7.1 <officer@xc.example>: Relay access denied", true)]
    [InlineData("RCPT", "550 relay not permitted", true)]
    [InlineData("RCPT", "550 5.1.1 <officer@xc.example>: no such user", false)]
    [InlineData("RCPT", "550 no such user", false)]
    [InlineData("RCPT", "451 4.7.0 try later", false)]
    [InlineData(".", "554 5.7.1 looks like spam", false)]
    public async Task A_relay_that_has_our_password_and_refuses_us_like_a_stranger_is_tried_again(
        string line, string reply, bool loggedOut)
    {
        using var relay = Relay(line, reply);
        var answer = await Send(relay, password: "hunter2");
        Assert.Equal(loggedOut, answer.LoggedOut);
        Assert.True(!loggedOut || answer.Verdict == RelayVerdict.Faulty);
        Assert.DoesNotContain("hunter2", answer.Reason, StringComparison.Ordinal);
        Assert.False((await Send(relay)).LoggedOut);
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
