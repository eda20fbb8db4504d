using System.Text;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail;

/// <summary>What the hub says by itself goes out as RFC 3834 wants it.</summary>
public sealed class AnswerMailTests
{
    private static readonly AnswerMail Answer = new(
        "officer@xc.example", "hotline@hub.example", "Not taken: refusal 5012", "Words.\n", "<answer.1@hub.example>",
        SomeMail.Noon) { InReplyTo = "<one@xc.example>" };

    private static RelayPipeline Pipeline(ScriptedRelay relay)
    {
        var settings = new RelaySettings { Name = "one", Host = "127.0.0.1", Port = relay.Port, Tls = ServerTls.None };
        return new RelayPipeline(
            [new SmtpRelay(settings, RealTime.Clock)], new MailSettings(), RealTime.Clock, () => 0.5,
            NullLogger<RelayPipeline>.Instance);
    }

    [Fact]
    public async Task It_leaves_with_an_empty_return_path_and_asks_for_no_report()
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But("nothing", "", "DSN"));
        Assert.Null(await Pipeline(relay).AnswerAsync(Answer, CancellationToken.None));
        Assert.StartsWith(
            "MAIL FROM:<>", Assert.Single(relay.Lines, l => l.StartsWith("MAIL", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Contains("NOTIFY=NEVER", Assert.Single(relay.Lines, l => l.StartsWith("RCPT", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        var mail = Encoding.ASCII.GetString(Assert.Single(relay.Mails));
        Assert.Contains("\r\nAuto-Submitted: auto-replied\r\n", mail, StringComparison.Ordinal);
        Assert.Contains("\r\nReferences: <one@xc.example>\r\n", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("Hotline-Exchange", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_that_refuses_it_is_the_end_of_it_and_says_why()
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But("RCPT", "550 5.1.1 no such user"));
        Assert.Contains("5.1.1", await Pipeline(relay).AnswerAsync(Answer, CancellationToken.None),
            StringComparison.Ordinal);
        Assert.Single(relay.Lines, l => l.StartsWith("RCPT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Until_there_are_relays_it_lies_in_the_outbox()
    {
        using var outbox = new TemporaryDirectory();
        var sender = new PickupDirectory(outbox.Path, NullLogger<PickupDirectory>.Instance);
        Assert.Null(await sender.AnswerAsync(Answer, CancellationToken.None));
        Assert.Equal(MimeMail.Write(Answer), await File.ReadAllBytesAsync(outbox["answer.1.eml"]));
    }
}
