using Hotline.Hub.Outbound;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Protocol;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail;

/// <summary>A relay that talks without end, or a byte at a time, costs neither memory nor the other mails.</summary>
public sealed class RelayLimitTests
{
    private static RelaySettings To(ScriptedRelay relay) =>
        new() { Name = "one", Host = "127.0.0.1", Port = relay.Port, Tls = ServerTls.None };

    [Theory]
    [InlineData("", "220 ")]
    [InlineData("EHLO", "250 ")]
    [InlineData("MAIL", "550 ")]
    [InlineData(".", "550 ")]
    public async Task A_line_that_does_not_end_ends_the_conversation(string line, string begin)
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But(line, begin + new string('x', 300_000)));
        var answer = await new SmtpRelay(To(relay), RealTime.Clock)
            .SendAsync(SomeMail.Mail(), CancellationToken.None);
        Assert.Equal(RelayVerdict.Faulty, answer.Verdict);
        Assert.InRange(answer.Reason.Length, 1, 200);
    }

    [Fact]
    public async Task Lines_without_end_end_the_conversation()
    {
        var lines = string.Join("\r\n", Enumerable.Repeat("250-X-MORE", 30_000));
        using var relay = new ScriptedRelay(ScriptedRelay.But("EHLO", lines));
        var answer = await new SmtpRelay(To(relay), RealTime.Clock)
            .SendAsync(SomeMail.Mail(), CancellationToken.None);
        Assert.Equal((RelayVerdict.Faulty, RelayStage.Connect), (answer.Verdict, answer.Stage));
    }

    [Theory]
    [InlineData("", "what?")]
    [InlineData("", "\0\u0001")]
    [InlineData("EHLO", "250-")]
    [InlineData("MAIL", "abc")]
    [InlineData("RCPT", "25")]
    [InlineData("DATA", "250 no, say it")]
    [InlineData(".", "354 go on")]
    [InlineData(".", "000 x")]
    public async Task What_makes_no_sense_is_an_answer_too(string line, string reply)
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But(line, reply));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2), RealTime.Clock);
        try
        {
            var answer = await new SmtpRelay(To(relay), RealTime.Clock).SendAsync(SomeMail.Mail(), stop.Token);
            Assert.NotEqual(RelayVerdict.Took, answer.Verdict);
        }
        catch (OperationCanceledException)
        {
            // It waits for the rest of a line that never comes, until its time is over.
        }
    }

    [Fact]
    public async Task A_tarpit_has_the_time_of_one_attempt_and_the_next_relay_takes_the_mail()
    {
        using var tarpit = new Tarpit();
        using var quick = new ScriptedRelay(ScriptedRelay.But("nothing", ""));
        var settings = new MailSettings
        {
            Relays = [To(quick) with { Name = "tar", Port = tarpit.Port }, To(quick) with { Name = "quick" }],
            AttemptTimeout = TimeSpan.FromSeconds(1),
        };
        var pipeline = new RelayPipeline(
            [.. settings.Relays.Select(r => new SmtpRelay(r, RealTime.Clock))], settings, RealTime.Clock, () => 0.5,
            NullLogger<RelayPipeline>.Instance);
        var outcome = await pipeline.SendAsync(SomeMail.Mail(), Precedence.Priority, CancellationToken.None);
        Assert.Equal(new NoticeOutcome.Sent("quick"), outcome);
        Assert.True(tarpit.Spoke);
    }
}
