using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Tests.Mail;

public class OpeningMailTextTests
{
    private static OutgoingMail Compose(SilenceMail notice) => notice.Compose();

    [Theory]
    [InlineData(Status.Exercise, "EXERCISE")]
    [InlineData(Status.Test, "TEST")]
    public void What_is_not_actual_says_so_first_and_last(Status status, string word)
    {
        var mail = Compose(SomeMail.Silence(SomeMail.Envelope(status: status)));
        Assert.StartsWith($"[{word}] ", mail.Subject, StringComparison.Ordinal);
        var lines = mail.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"*** {word} *** {word} *** {word} ***", lines[0]);
        Assert.Equal(lines[0], lines[^1]);
    }

    [Fact]
    public void What_is_actual_carries_no_word_of_exercise()
    {
        var mail = Compose(SomeMail.Silence(SomeMail.Envelope(status: Status.Actual) with { Regime = "osce" }));
        Assert.DoesNotContain("exercise", mail.Subject + mail.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Says_who_to_whom_what_for_and_by_when_with_the_basis()
    {
        var mail = Compose(SomeMail.Silence(SomeMail.Envelope(precedence: Precedence.Flash)));
        Assert.Equal(
            "[EXERCISE] [TLP:AMBER] FLASH request for mitigation from XA to XC, acknowledge by 2026-03-01 12:30:00 UTC",
            mail.Subject);
        var text = Unwrapped(mail.Text);
        Assert.Contains(
            "acknowledge by 2026-03-01 12:30:00 UTC (operator default, modelled on ACP 121-style handling times)",
            text, StringComparison.Ordinal);
        Assert.Contains(
            "respond by 2026-03-03 12:00:00 UTC (set by the regime: Vienna Document 2011, chapter III)",
            text, StringComparison.Ordinal);
        Assert.Contains("no program of XC had confirmed it by 2026-03-01 11:59:00 UTC", text, StringComparison.Ordinal);
        Assert.Contains(
            "An acknowledgement says that the message was received; it does not mean agreement with its content.",
            text, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_the_delivery_window_ends_it_does_not_say_that_it_lapsed()
    {
        var early = Ordered(SomeMail.Silence(SomeMail.Envelope()), SomeMail.Noon.AddMinutes(-20));
        Assert.Contains(
            "without waiting for a program of XC", Unwrapped(Compose(early).Text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Tlp.Red, false)]
    [InlineData(Tlp.AmberStrict, false)]
    [InlineData(Tlp.Amber, true)]
    [InlineData(Tlp.Green, true)]
    [InlineData(Tlp.Clear, true)]
    public void The_subject_is_quoted_only_where_TLP_lets_it(Tlp tlp, bool quoted)
    {
        var mail = Compose(SomeMail.Silence(SomeMail.Envelope(tlp)));
        Assert.Equal(quoted, mail.Text.Contains("Pumps in the north", StringComparison.Ordinal));
        Assert.DoesNotContain("Pumps", mail.Subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EscalationStep.Mail)]
    [InlineData(EscalationStep.Deputy)]
    [InlineData(EscalationStep.Diplomatic)]
    [InlineData(EscalationStep.Coordinator)]
    public void The_content_is_never_in_the_text(EscalationStep step)
    {
        var mail = Compose(SomeMail.Silence(SomeMail.Envelope(Tlp.Clear, content: SomeMail.Secret), step));
        Assert.DoesNotContain("valve", mail.Subject + mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_coordinator_is_told_times_and_gets_neither_envelope_nor_subject()
    {
        var mail =
            Compose(SomeMail.Silence(SomeMail.Envelope(Tlp.Clear), EscalationStep.Coordinator, "XZ", "coordinator"));
        Assert.Null(mail.Envelope);
        Assert.DoesNotContain("Pumps", mail.Text, StringComparison.Ordinal);
        Assert.Contains("XC is silent", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("acknowledge by 2026-03-01 12:30:00 UTC", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("look at https://xa.example/now")]
    [InlineData("www.xa.example")]
    [InlineData("write to mailto:a")]
    [InlineData("write to a@xa.example")]
    public void A_subject_that_could_become_a_link_is_left_to_the_attachment(string subject)
    {
        var mail = Compose(SomeMail.Silence(SomeMail.Envelope(Tlp.Clear, subject: subject)));
        Assert.DoesNotContain("xa.example", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("://", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Subject:", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subject_cannot_turn_the_direction_of_its_line()
    {
        var mail = Compose(SomeMail.Silence(SomeMail.Envelope(Tlp.Clear, subject: "a\u202Eb")));
        Assert.Contains("ab", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', mail.Text);
    }

    [Fact]
    public void For_information_nothing_is_due()
    {
        var mail = Compose(SomeMail.Silence(SomeMail.Envelope()) with { Windows = [SomeMail.Windows[0]] });
        Assert.Contains("sent for information", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(" ack ", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_line_is_too_wide_for_a_terminal()
    {
        var mail =
            Compose(SomeMail.Silence(SomeMail.Envelope(subject: string.Join(' ', Enumerable.Repeat("word", 40)))));
        Assert.All(mail.Text.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void The_same_notice_gives_the_same_mail()
    {
        var notice = SomeMail.Silence(SomeMail.Envelope());
        Assert.Equal(Compose(notice), Compose(notice));
        Assert.StartsWith(
            $"<{notice.Mailed.Message.Exchange}.xc.xc.officer.1772366400000.",
            Compose(notice).MessageId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_step_to_the_same_point_of_contact_is_another_mail()
    {
        var first = SomeMail.Silence(SomeMail.Envelope(), EscalationStep.Coordinator, "XZ", "coordinator");
        var second = Compose(Ordered(first, first.Mailed.Ordered.AddMinutes(30)));
        Assert.NotEqual(Compose(first).MessageId, second.MessageId);
    }

    [Theory]
    [InlineData(Precedence.Flash, Status.Exercise)]
    [InlineData(Precedence.Routine, Status.Test)]
    public void Speed_and_status_are_the_messages_and_the_date_is_that_of_the_escalation(
        Precedence precedence, Status status)
    {
        var notice = SomeMail.Silence(SomeMail.Envelope(precedence: precedence, status: status));
        var mail = Compose(notice);
        Assert.Equal((precedence, status, notice.Mailed.Ordered), (mail.Precedence, mail.Status, mail.Date));
    }

    private static SilenceMail Ordered(SilenceMail notice, DateTimeOffset at) =>
        notice with { Mailed = notice.Mailed with { Ordered = at } };

    private static string Unwrapped(string text) => text.Replace('\n', ' ');
}
