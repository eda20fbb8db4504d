namespace Hotline.Mail.Tests;

/// <summary>
/// Mails that came back in words that we do not know: the subject, or who wrote them, says what they are.
/// </summary>
public sealed class BounceSubjectTests
{
    private const string Ours = Mails.Returned;

    private static readonly string Copy = $"Received: from hub.example\nMessage-ID: {Ours}\nFrom: hotline@hub.example\n"
        + $"Subject: x\n\n{SomeEnvelope.Opening}\n";

    [Theory]
    [InlineData("Undeliverable Mail", BounceAction.Failed)]
    [InlineData("Undeliverable: Phishing wave", BounceAction.Failed)]
    [InlineData("Undelivered Mail Returned to Sender", BounceAction.Failed)]
    [InlineData("failure notice", BounceAction.Failed)]
    [InlineData("FAILURE NOTICE : Phishing wave", BounceAction.Failed)]
    [InlineData("Returned mail: User unknown", BounceAction.Failed)]
    [InlineData("Mail delivery failed: returning message to sender", BounceAction.Failed)]
    [InlineData("DELIVERY FAILURE: no such user", BounceAction.Failed)]
    [InlineData("Delivery Status Notification (Failure)", BounceAction.Failed)]
    [InlineData("Delivery Status Notification (Delay)", BounceAction.Delayed)]
    [InlineData("Delayed Mail (still being retried)", BounceAction.Delayed)]
    [InlineData("Warning: message 1abc-0002 delayed 24 hours", BounceAction.Delayed)]
    public void The_subject_of_a_relay_says_what_became_of_the_mail(string subject, BounceAction action)
    {
        var mail = Mails.Good($"From: Postmaster <postmaster@mx.example.org>\nSubject: {subject}\n\n"
            + $"officer@xc.example: ei onnistu\n\nOriginal message follows.\n\n{Copy}");

        Assert.Equal(action, mail.Bounce?.Action);
        Assert.Equal<string>([Ours], mail.Bounce!.OriginalMessageIds);
        Assert.Empty(mail.Envelopes);
        Assert.True(mail.IsAutomatic);
    }

    [Theory]
    [InlineData("From: officer@xc.example", "Undeliverable Mail")]
    [InlineData("From: postmaster@mx.example.org", "Re: Undeliverable Mail")]
    [InlineData("Return-Path: <>\nFrom: officer@xc.example", "Automatic reply: Undeliverable Mail")]
    [InlineData("Return-Path: <>\nFrom: officer@xc.example", "Out of office")]
    public void A_person_or_another_subject_says_nothing(string from, string subject) =>
        Assert.Null(Mails.Good($"{from}\nIn-Reply-To: {Ours}\nSubject: {subject}\n\nI am away.\n").Bounce);

    [Theory]
    [InlineData("Delivery has been postponed due to a full mailbox.")]
    [InlineData("Your message could not be delivered to officer@xc.example. Delivery attempts will continue.")]
    public void Words_of_delay_say_it_better_than_the_subject(string words) => Assert.Equal(
        BounceAction.Delayed, Mails.Good("From: postmaster@mx.example.org\nSubject: Undeliverable Mail\n\n"
            + $"{words}\nMessage-ID: {Ours}\n").Bounce!.Action);

    [Theory]
    [InlineData("MAILER-DAEMON <>")]
    [InlineData("<>")]
    [InlineData("MDaemon@mx.example.org")]
    public void A_mail_from_nobody_or_from_a_daemon_is_a_relays(string from)
    {
        var mail = Mails.Good($"From: {from}\nSubject: no\n\nThere was an error delivering your mail to "
            + $"officer@xc.example.\n\n{Copy}");

        Assert.Equal(BounceAction.Failed, mail.Bounce?.Action);
        Assert.Equal<string>([Ours], mail.Bounce!.OriginalMessageIds);
    }

    [Theory]
    [InlineData("Content-Type: message/rfc822\n\n")]
    [InlineData("Content-Type: message/rfc822\n\n\n")]
    [InlineData("")]
    [InlineData("Content-Type: multipart/mixed; boundary=o\n")]
    public void What_came_back_is_an_attached_mail_or_a_part_with_its_headers(string type)
    {
        var mail = Mails.Good("From: MAILER-DAEMON@mx.example.org\nSubject: Returned Mail: User unknown\n"
            + "Content-Type: multipart/mixed; boundary=m\n\n--m\n\nofficer@xc.example: ei\n--m\n"
            + $"{type}{Copy}\n--m--\n");

        Assert.Equal<string>([Ours], mail.Bounce!.OriginalMessageIds);
        Assert.Empty(mail.Envelopes);
    }

    [Fact]
    public void The_report_of_another_relay_is_read_where_a_relay_passes_it_on()
    {
        var mail = Mails.Good("From: MAILER-DAEMON@outer.example\nSubject: Returned mail: User unknown\n"
            + "Content-Type: multipart/mixed; boundary=m\n\n--m\n\nYour message could not be delivered.\n--m\n"
            + $"Content-Type: message/rfc822\n\n{Mails.Bounce(status: "5.7.1")}\n--m--\n");

        Assert.Equal((BounceAction.Failed, "5.7.1"), (mail.Bounce!.Action, mail.Bounce.Code));
        Assert.Equal(Ours, mail.Bounce.OriginalMessageIds[0]);
    }

    [Fact]
    public void A_rejection_by_a_mailbox_in_the_form_of_a_read_receipt_is_a_failure()
    {
        var mail = Mails.Good("Return-Path: <>\nFrom: Mail Delivery Subsystem <no@xc.example>\nSubject: Rejected\n"
            + "Content-Type: multipart/report; report-type=disposition-notification; boundary=m\n\n--m\n\n"
            + "Your message to officer@xc.example was automatically rejected:\nfull\n--m\n"
            + "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; officer@xc.example\n"
            + $"Original-Message-ID: {Ours}\n"
            + "Disposition: automatic-action/MDN-sent-automatically; deleted\n--m--\n");

        Assert.Equal(BounceAction.Failed, mail.Bounce?.Action);
        Assert.Equal<string>([Ours], mail.Bounce!.OriginalMessageIds);
    }

    [Theory]
    [InlineData("displayed")]
    [InlineData("processed/warning")]
    public void A_read_receipt_is_no_failure_whatever_the_words_around_it(string type)
    {
        var mail = Mails.Good("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\n"
            + "Subject: Undelivered Mail Returned to Sender\n"
            + "Content-Type: multipart/report; report-type=disposition-notification; boundary=m\n\n--m\n\n"
            + "Your message could not be delivered.\n--m\n"
            + "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; officer@xc.example\n"
            + $"Original-Message-ID: {Ours}\nDisposition: manual-action/MDN-sent-manually; {type}\n--m--\n");

        Assert.Null(mail.Bounce);
    }

    [Theory]
    [InlineData("Your message was not able to be sent. We were not able to deliver your message to him.")]
    [InlineData("Your mail cannot be delivered to the following address.")]
    [InlineData("Delevery to the following recipients was aborted.")]
    [InlineData("There is no user by that name at this server.")]
    [InlineData("This is a delivery failure notification message.")]
    [InlineData("Ваше письмо не может быть доставлено.")]
    public void Sentences_that_relays_write_are_known(string sentence)
    {
        var mail = Mails.Good($"Return-Path: <>\nFrom: no@mx.example.org\nSubject: no\n"
            + $"Content-Type: text/plain; charset=utf-8\n\n{sentence}\n\n{Copy}");

        Assert.Equal(BounceAction.Failed, mail.Bounce?.Action);
        Assert.Equal<string>([Ours], mail.Bounce!.OriginalMessageIds);
    }
}
