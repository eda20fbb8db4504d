namespace Hotline.Mail.Tests;

/// <summary>
/// A mail to us that came back to its sender and then to us, or that somebody sends on with the words of a relay: what
/// is signed in it is found, apart from what the mail itself says.
/// </summary>
public sealed class ReturnedMailTests
{
    private const string Daemon = "Return-Path: <>\nFrom: MAILER-DAEMON@xc.example\nTo: postmaster@hub.example\n"
        + "Subject: Undelivered Mail Returned to Sender\n";

    private const string Words = "Your message could not be delivered to one or more recipients.\n";

    private const string Report = "--m\n\n" + Words + "--m\nContent-Type: message/delivery-status\n\n"
        + "Reporting-MTA: dns; mx.xc.example\n\nFinal-Recipient: rfc822; hotline@hub.example\nAction: failed\n"
        + "Status: 5.2.2\n\n";

    private static readonly string Ours = Shapes.Forwarded(SomeEnvelope.Ack);

    public static TheoryData<string, string> Shaped => new()
    {
        { "words and a mail", Mixed($"--m\n\n{Words}--m\nContent-Type: message/rfc822\n\n{Ours}\n--m--\n") },
        {
            "words and a mail in base64",
            Mixed($"--m\n\n{Words}--m\n{Shapes.Base64("Content-Type: message/rfc822", "\n" + Ours)}--m--\n")
        },
        {
            "words and a part with a mail's headers",
            Mixed($"--m\n\n{Words}--m\nMessage-ID: <a@xc.example>\n{Ours}\n--m--\n")
        },
        { "a report", Reported($"{Report}--m\nContent-Type: message/rfc822\n\n{Ours}\n--m--\n") },
        {
            "a report that gives it back as a file",
            Reported($"{Report}--m\n{Shapes.Base64("Content-Type: application/octet-stream; name=a.eml", Ours)}--m--\n")
        },
        {
            "a report with it beside",
            Reported($"{Report}--m\nContent-Type: application/jose\n\n{SomeEnvelope.Ack}\n--m--\n")
        },
        { "a report with it among its words", Reported(Report.Replace(
            Words, SomeEnvelope.Ack + "\n", StringComparison.Ordinal) + "--m--\n") },
        {
            "a report of a report", Reported($"{Report}--m\nContent-Type: message/rfc822\n\n{Daemon}"
                + "Content-Type: multipart/report; boundary=n\n\n"
                + Report.Replace("--m", "--n", StringComparison.Ordinal)
                + $"--n\nContent-Type: message/rfc822\n\n{Ours}\n--n--\n--m--\n")
        },
        { "a copy in the text", $"{Daemon}\n{Words}\n--- Below this line is a copy of the message.\n\n{Ours}" },
        {
            "a copy of a pasted one",
            $"{Daemon}\n{Words}\n--- Original message follows ---\n\nFrom: a@xc.example\n\n{SomeEnvelope.Ack}\n"
        },
    };

    [Theory]
    [MemberData(nameof(Shaped))]
    public void What_is_signed_in_it_is_found(string shape, string mail)
    {
        var read = Mails.Good(mail);

        Assert.True(read.Returned is [var found] && found == SomeEnvelope.Ack, $"{shape}: {read.Returned.Length}");
        Assert.Empty(read.Envelopes);
        Assert.Equal(BounceAction.Failed, read.Bounce?.Action);
    }

    [Fact]
    public void What_is_wrong_with_it_or_over_a_limit_in_it_costs_only_that()
    {
        var zip = Shapes.File("application/zip", "a.zip", Shapes.Zip(("a.txt", new byte[50_000_000])));
        var bomb = Shapes.Base64("Content-Type: message/rfc822", $"From: a@xc.example\n{zip}");
        var read = Mails.Good(Reported($"{Report}--m\n{bomb}--m--\n"));

        Assert.Empty(read.Returned);
        Assert.Empty(read.Unopened);
        Assert.Equal((BounceAction.Failed, "5.2.2"), (read.Bounce!.Action, read.Bounce.Code));
    }

    private static string Mixed(string parts) => $"{Daemon}Content-Type: multipart/mixed; boundary=m\n\n{parts}";

    private static string Reported(string parts) =>
        $"{Daemon}Content-Type: multipart/report; report-type=delivery-status; boundary=m\n\n{parts}";
}
