using Hotline.Protocol.Envelopes;

namespace Hotline.Mail.Tests;

public sealed class ReplyMailTests
{
    private static SignedEnvelope Acknowledgement => Written.Acknowledgement;

    private static ReplyMail Compose(SignedEnvelope reply, string? inReplyTo = null) =>
        ReplyMail.Compose(reply, "officer@xc.example", "hotline@hub.example", inReplyTo).Value;

    [Fact]
    public void A_signed_reply_reads_back_as_what_a_person_sent()
    {
        var read = Written.ReadBack(Compose(Acknowledgement, "<m1@hub.example>"));
        Assert.Equal(Acknowledgement.Compact, Assert.Single(read.Envelopes));
        Assert.Equal(("officer@xc.example", "hotline@hub.example"), (read.From, read.To.Single()));
        Assert.Equal($"<{Acknowledgement.Envelope.Id}@xc.example>", read.MessageId);
        Assert.Equal("<m1@hub.example>", Assert.Single(read.RepliesTo));
        Assert.Null(read.ReplyTo);
        Assert.False(read.IsAutomatic);
    }

    [Fact]
    public void It_says_what_it_is_and_what_it_does_not_mean()
    {
        var mail = Compose(Acknowledgement);
        Assert.Equal($"[EXERCISE] acknowledgement from XC, exchange {Acknowledgement.Envelope.Exchange}", mail.Subject);
        var text = Written.ReadBack(mail).Texts.Single();
        Assert.Contains("does not mean agreement", text, StringComparison.Ordinal);
        Assert.Contains("An answer can be expected by 2026-03-01T12:00:00", text, StringComparison.Ordinal);
        Assert.Contains("Only the signature in the attachment counts", text, StringComparison.Ordinal);
        var response = Written.ReadBack(Compose(Written.Response)).Texts.Single();
        Assert.DoesNotContain("agreement", response, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_headers_say_when_it_was_signed_and_in_which_exchange()
    {
        var mail = Compose(Acknowledgement);
        Assert.Equal(Acknowledgement.Envelope.Created, mail.Date);
        Assert.Equal(mail.Date.ToString("ddd, dd MMM yyyy HH':'mm':'ss '+0000'", null), Written.Header(mail, "Date"));
        Assert.Equal(Acknowledgement.Envelope.Exchange.ToString(), Written.Header(mail, "Hotline-Exchange"));
        Assert.Null(Written.Header(mail, "Auto-Submitted"));
        Assert.Null(Written.Header(mail, "X-Auto-Response-Suppress"));
    }

    [Theory]
    [InlineData("officer@xc.example\r\nBcc: all@xc.example", "hotline@hub.example", 5051)]
    [InlineData("officer@xc.example", "nobody", 5052)]
    public void A_reply_that_may_not_be_a_mail_is_refused(string from, string to, int number) =>
        Assert.Equal(number, ReplyMail.Compose(Acknowledgement, from, to, null).Refusal?.Number);
}
