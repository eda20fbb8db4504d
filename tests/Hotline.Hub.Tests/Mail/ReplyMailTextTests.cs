using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Tests.Mail;

public class ReplyMailTextTests
{
    private static OutgoingMail Compose(MailedMessage mailed) =>
        mailed.Compose(ReplyMailText.Write(mailed), new MailSettings(), SomeMail.Labels()).Value;

    private static MailedMessage Notice(Kind kind, Status status = Status.Exercise, DateTimeOffset? expectBy = null)
    {
        var opening = SomeMail.Envelope(status: status);
        var reply = opening with
        {
            Id = SomeMail.Id(1), From = "XC", To = ["XA"], Kind = kind, InReplyTo = opening.Id, ExpectBy = expectBy,
            Subject = kind == Kind.Response ? "Pumps again" : null,
            Content = kind == Kind.Response ? opening.Content : null,
        };
        var key = new MailKey(opening.Exchange, "XC", "XA", "officer", reply.Id);
        var compact = SignedEnvelope.Sign(reply, SomeMail.Key).Value.Compact;
        return new MailedMessage(key, SomeMail.Noon, reply, compact, "officer@xa.example");
    }

    [Fact]
    public void Says_what_it_is_from_whom_and_what_it_does_not_mean()
    {
        var mail = Compose(Notice(Kind.Acknowledgement, expectBy: SomeMail.Noon.AddHours(6)));
        Assert.Equal(
            $"[EXERCISE] [TLP:AMBER] PRIORITY acknowledgement from XC in exchange {mail.Key.Exchange}", mail.Subject);
        var text = mail.Text.Replace('\n', ' ');
        Assert.Contains("a signed acknowledgement from XC for XA", text, StringComparison.Ordinal);
        Assert.Contains("does not mean agreement with its content", text, StringComparison.Ordinal);
        Assert.Contains("2026-03-01 18:00:00 UTC, as its sender promises", text, StringComparison.Ordinal);
        Assert.StartsWith("*** EXERCISE ***", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "exercise",
            Compose(Notice(Kind.Acknowledgement, Status.Actual)).Subject, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(Kind.Acknowledgement)]
    [InlineData(Kind.Response)]
    [InlineData(Kind.Withdrawal)]
    [InlineData(Kind.Closure)]
    public void Holds_the_signed_reply_and_says_neither_its_subject_nor_its_content(Kind kind)
    {
        var notice = Notice(kind);
        var mail = Compose(notice);
        Assert.Equal(notice.Compact, mail.Envelope);
        Assert.DoesNotContain("valve", mail.Subject + mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Pumps", mail.Subject + mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("://", mail.Text, StringComparison.Ordinal);
        Assert.All(mail.Text.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Contains($".{notice.Message.Id}.", mail.MessageId, StringComparison.Ordinal);
        Assert.Equal(mail, Compose(notice));
    }
}
