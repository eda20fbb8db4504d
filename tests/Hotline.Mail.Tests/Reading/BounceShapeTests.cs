namespace Hotline.Mail.Tests;

/// <summary>
/// Reports as the relays of the world write them: each leads back to the mail of ours that it is about.
/// </summary>
public sealed class BounceShapeTests
{
    private const string Ours = Mails.Returned;

    private static readonly string Copy = $"Message-ID: {Ours}\nFrom: hotline@hub.example\n"
        + $"Content-Type: multipart/mixed; boundary=o\n\n--o\n\nWords\n--o\nContent-Type: application/jose\n\n"
        + $"{SomeEnvelope.Opening}\n--o--\n";

    public static TheoryData<string, string, BounceAction, string> Texts => new()
    {
        {
            "qmail", "Hi. This is the qmail-send program at mx.example.org.\n"
                + "I'm afraid I wasn't able to deliver your message "
            + "to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
            + "<officer@xc.example>:\n192.0.2.9 does not like recipient.\nRemote host said: 550 5.1.1 no mailbox\n\n"
            + "--- Below this line is a copy of the message.\n\nReturn-Path: <hotline@hub.example>\n" + Copy,
            BounceAction.Failed, "5.1.1"
        },
        {
            "Exim", "This message was created automatically by mail delivery software.\n\n"
                + "A message that you sent could not be "
            + "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) "
            + "failed:\n\n"
            + "  officer@xc.example\n    SMTP error from remote mail server after RCPT TO:<officer@xc.example>:\n"
            + "    550 5.7.1 No\n\n------ This is a copy of the message, including all the headers. ------\n\n" + Copy,
            BounceAction.Failed, "5.7.1"
        },
        {
            "Exim's warning", "This message was created automatically by mail delivery software.\n"
                + "A message that you sent has "
            + "not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue.\n\n"
            + $"The message identifier is:     1abc\nMessage-ID: {Ours}\nNo action is required on your part.\n",
            BounceAction.Delayed, "4.0.0"
        },
        {
            "Exchange", "Delivery has failed to these recipients or groups:\n\nofficer@xc.example\n"
                + "The e-mail address could not "
            + "be found.\n\nDiagnostic information for administrators:\n"
            + "#550 5.1.10 RESOLVER.ADR.RecipientNotFound ##\n\n"
            + $"Original message headers:\n\nReceived: from hub.example\nMessage-ID:\n {Ours}\n",
            BounceAction.Failed, "5.1.10"
        },
        {
            "old Exchange", "Your message did not reach some or all of the intended recipients.\n\n      Subject: x\n"
            + $"The following recipient(s) could not be reached:\n  officer@xc.example\n MSEXCH:IMS:XC:5.2.2\n{Ours}\n",
            BounceAction.Failed, "5.2.2"
        },
        {
            "sendmail", "   ----- The following addresses had permanent fatal errors -----\n<officer@xc.example>\n"
            + "   ----- Transcript of session follows -----\n550 5.1.1 <officer@xc.example>... User unknown\n"
            + "   ----- Original message follows -----\n\n" + Copy,
            BounceAction.Failed, "5.1.1"
        },
        {
            "sendmail's warning", "    **********************************************\n"
            + "    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n"
            + $"    **********************************************\n\nThe original message was received\n"
            + $"4.4.1 timeout\n{Ours}\n",
            BounceAction.Delayed, "4.4.1"
        },
        {
            "Postfix without MIME", "I'm sorry to have to inform you that your message could not\n"
                + "be delivered to one or more "
            + $"recipients. It's attached below.\n\n<officer@xc.example>: 550 5.1.1 unknown\n\n> Message-Id: {Ours}\n",
            BounceAction.Failed, "5.1.1"
        },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_relays_own_words_are_a_bounce(string relay, string text, BounceAction action, string code)
    {
        var mail = Mails.Good(
            $"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nTo: hotline@hub.example\nSubject: failure\n\n"
                + $"{text}");

        Assert.True(mail.Bounce is not null, relay);
        Assert.Equal((action, code), (mail.Bounce.Action, mail.Bounce.Code));
        Assert.Equal(Ours, mail.Bounce.OriginalMessageIds[0]);
        Assert.Empty(mail.Envelopes);
        Assert.True(mail.IsAutomatic);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_person_who_quotes_them_reports_nothing_and_is_heard(
        string relay, string text, BounceAction action, string code)
    {
        var quoted = text.Replace(SomeEnvelope.Opening, "", StringComparison.Ordinal);
        var mail = Mails.Good(
            $"From: officer@xc.example\nTo: hotline@hub.example\nSubject: Re: failure\n\n{SomeEnvelope.Ack}\n\n"
                + $"{quoted}");

        Assert.True(mail.Bounce is null, $"{relay} {action} {code}");
        Assert.Equal<string>([SomeEnvelope.Ack], mail.Envelopes);
    }

    [Fact]
    public void A_notice_of_absence_is_no_bounce_though_it_has_no_return_path_and_names_our_mail()
    {
        var mail = Mails.Good($"Return-Path: <>\nFrom: officer@xc.example\nAuto-Submitted: auto-replied\n"
            + $"In-Reply-To: {Ours}\n"
            + "Subject: Out of office\n\nI am away until Monday and cannot read mail.\n");

        Assert.Null(mail.Bounce);
        Assert.Equal<string>([Ours], mail.RepliesTo);
    }

    [Fact]
    public void Failed_recipients_in_the_headers_are_enough()
    {
        var bounce = Mails.Good($"From: x@mx.example.org\nX-Failed-Recipients: officer@xc.example\n"
            + $"References: {Ours}\n\nNo.\n")
            .Bounce!;

        Assert.Equal((BounceAction.Failed, "5.0.0"), (bounce.Action, bounce.Code));
        Assert.Equal("officer@xc.example", bounce.Recipient);
        Assert.Equal<string>([Ours], bounce.OriginalMessageIds);
    }

    public static TheoryData<string, string> Dresses => new()
    {
        { "as it is", "{report}" },
        {
            "b017 wrapped by a gateway",
            "Content-Type: multipart/mixed; boundary=gw\n\n--gw\n{report}\n--gw\nContent-Type: text/plain\n\nScanned\n"
                + "--gw--\n"
        },
        {
            "wrapped twice", "Content-Type: multipart/mixed; boundary=g1\n\n--g1\n"
                + "Content-Type: multipart/mixed; boundary=g2\n\n"
                + "--g2\n{report}\n--g2--\n--g1--\n"
        },
        {
            "signed by a gateway", "Content-Type: multipart/signed; boundary=sg\n\n--sg\n{report}\n--sg\n"
                + "Content-Type: application/pkcs7-signature\n\nx\n--sg--\n"
        },
    };

    [Theory]
    [MemberData(nameof(Dresses))]
    public void A_report_is_one_whatever_a_gateway_puts_around_it(string dress, string around)
    {
        foreach (var (shape, report) in Reports())
        {
            var read = Mails.Read("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nTo: hotline@hub.example\n"
                + around.Replace("{report}", report, StringComparison.Ordinal));

            Assert.True(read.Ok, $"{shape}, {dress}: {read.Refusal}");
            var bounce = read.Value.Bounce;
            Assert.True(bounce is { Action: BounceAction.Failed, Code: "5.1.1", OriginalMessageIds: [Ours, ..] },
                $"{shape}, {dress}: {bounce} {string.Join(' ', bounce?.OriginalMessageIds ?? [])}");
            Assert.True(read.Value.Envelopes.IsEmpty, $"{shape}, {dress}");
        }
    }

    [Fact]
    public void An_acknowledgement_beside_a_report_counts()
    {
        var mail = Mails.Good("From: officer@xc.example\nContent-Type: multipart/mixed; boundary=m\n\n--m\n"
            + $"{Report(Status("message/delivery-status"), Original("message/rfc822"))}\n--m\n"
            + $"Content-Type: application/jose\n\n{SomeEnvelope.Ack}\n--m--\n");

        Assert.NotNull(mail.Bounce);
        Assert.Equal<string>([SomeEnvelope.Ack], mail.Envelopes);
    }

    private static IEnumerable<(string Shape, string Report)> Reports()
    {
        yield return ("RFC 3464", Report(Status("message/delivery-status"), Original("message/rfc822")));
        yield return ("headers only", Report(Status("message/delivery-status"), Original("text/rfc822-headers")));
        yield return ("global", Report(Status("message/global-delivery-status"), Original("message/global")));
        yield return ("global headers", Report(
            Status("message/global-delivery-status"), Original("message/global-headers")));
        yield return ("no report-type", Report(Status("message/delivery-status"), Original("message/rfc822"))
            .Replace("; report-type=delivery-status", "", StringComparison.Ordinal));
        yield return ("mixed", Report(Status("message/delivery-status"), Original("message/rfc822"))
            .Replace("multipart/report", "multipart/mixed", StringComparison.Ordinal));
        yield return ("base64", Report(
            Shapes.Base64("Content-Type: message/delivery-status", StatusText).ToString(),
            Shapes.Base64("Content-Type: message/rfc822", Copy).ToString()));
        yield return ("original as a file", Report(Status("message/delivery-status"),
            Shapes.Base64("Content-Type: application/octet-stream; name=original.eml", Copy).ToString()));
        yield return ("b014 X-Original-Message-ID", Report(
            $"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\nX-Original-Message-ID: {Ours}\n\n"
            + "Final-Recipient: rfc822; officer@xc.example\nAction: failed\nStatus: 5.1.1\n", ""));
        yield return ("X-Original-Message-ID without brackets", Report(
            $"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\nX-Original-Message-ID: {Ours[1..^1]}\n\n"
            + "Action: failed\nStatus: 5.1.1\n", ""));
        yield return ("empty lines first", Report(
            $"Content-Type: message/delivery-status\n\n\n\n{StatusText}", Original("message/rfc822")));
        yield return ("b020 broken quoted-printable", Report(
            Status("message/delivery-status"), Original("message/rfc822"), "Content-Type: text/html; charset=utf-8\n"
            + "Content-Transfer-Encoding: quoted-printable\n\n<a href=\"https://s.example/?p=NoSuchUser\">x</a>\n"));
        yield return ("b021 unknown encoding", Report(
            Status("message/delivery-status"), Original("message/rfc822"),
            "Content-Type: text/plain\nContent-Transfer-Encoding: 8-bit\n\nI'm sorry.\n"));
        yield return ("unknown charset", Report(
            Status("message/delivery-status"), Original("message/rfc822"),
            "Content-Type: text/plain; charset=x-nobody-knows\n\nI'm sorry.\n"));
        yield return ("original as a text", Report(Status("message/delivery-status"),
            $"Content-Type: text/plain; name=original.txt\nContent-Disposition: attachment\n\n{Copy}"));
        yield return ("no report around it", Status("message/delivery-status").Replace(
            "Arrival-Date:", $"X-Original-Message-ID: {Ours}\nArrival-Date:", StringComparison.Ordinal));
        yield return ("no text", Report(Status("message/delivery-status"), Original("message/rfc822"), "\n"));
    }

    private const string StatusText = "Reporting-MTA: dns; mx.example.org\n"
        + "Arrival-Date: Thu, 26 Nov 2026 18:00:00 +0000\n\n"
        + "Final-Recipient: rfc822; officer@xc.example\nAction: failed\nStatus: 5.1.1\n"
        + "Diagnostic-Code: smtp; 550 5.1.1 <officer@xc.example>: Recipient\n    rejected\n";

    private static string Status(string type) => $"Content-Type: {type}\n\n{StatusText}";

    private static string Original(string type) => $"Content-Type: {type}\n\n{Copy}";

    private static string Report(string status, string original, string human = "Content-Type: text/plain\n\n"
        + "I'm sorry.\n") =>
        $"Content-Type: multipart/report; report-type=delivery-status; boundary=\"REP/hub\"\n\n--REP/hub\n{human}\n"
            + $"--REP/hub\n"
        + $"{status}\n" + (original.Length > 0 ? $"--REP/hub\n{original}\n" : "") + "--REP/hub--\n";
}
