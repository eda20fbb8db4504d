using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace Hotline.Mail.Tests;

public sealed class MailReaderTests
{
    [Fact]
    public void A_reply_with_an_attached_envelope_is_read_whole()
    {
        var mail = Mails.Good(Mails.Reply());

        Assert.Equal("Re: Phishing gegen München again", mail.Subject);
        Assert.Equal("officer@xc.example", mail.From);
        Assert.Equal<string>(["hotline@hub.example", "second@hub.example"], mail.To);
        Assert.Equal("<abc.1@xc.example>", mail.MessageId);
        Assert.Equal<string>([Mails.Returned, "<first@hub.example>"], mail.RepliesTo);
        Assert.Equal<string>(["Grüße, a line that is continued\nand ends."], mail.Texts);
        Assert.Equal<string>([Mails.Compact], mail.Envelopes);
        Assert.False(mail.IsAutomatic);
        Assert.False(mail.NullReturnPath);
        Assert.Null(mail.Bounce);
    }

    [Fact]
    public void Line_ends_do_not_change_what_is_read()
    {
        var unix = Mails.Good(Mails.Reply());
        var wire = Mails.Good(Mails.Reply().ReplaceLineEndings("\r\n"));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Mails.Reply()));
        var streamed = MailReader.Read(stream).Value;

        foreach (var other in new[] { wire, streamed })
        {
            Assert.Equal(unix.Subject, other.Subject);
            Assert.Equal<string>(unix.Texts, other.Texts);
            Assert.Equal<string>(unix.Envelopes, other.Envelopes);
        }
    }

    [Theory]
    [InlineData("Content-Type: application/jose\n\n{0}\n")]
    [InlineData("Content-Type: APPLICATION/JOSE; x=y\nContent-Transfer-Encoding: BASE64\n\n{1}\n")]
    [InlineData(
        "Content-Type: application/octet-stream; name=\"Message (2).JWS\"\nContent-Transfer-Encoding: base64\n\n{1}\n")]
    [InlineData("Content-Type: text/plain\nContent-Disposition: attachment; filename=message.jws\n\n{0}\n")]
    [InlineData("\n{0}\n")]
    [InlineData("Content-Type: text/plain; format=flowed\n\n{2}\n\n")]
    [InlineData(
        "Content-Type: text/plain\nContent-Transfer-Encoding: "
        + "quoted-printable\n\neyJhbGciOiJFUzI1NiJ9.eyJ2=\nZXJzaW9uIjoxfQ.c2lnbmF0dXJl=\n")]
    [InlineData("Content-Type: message/rfc822\n\nSubject: forwarded\nContent-Type: application/jose\n\n{0}\n")]
    public void An_envelope_is_found_however_it_is_packed(string rest)
    {
        var wrapped = Mails.Compact.Insert(30, " \n").Insert(12, "\n");
        var mail = Mails.Good(
            "From: officer@xc.example\n" + rest.Replace("{0}", Mails.Compact, StringComparison.Ordinal)
            .Replace("{1}", Mails.Base64(Mails.Compact, 10), StringComparison.Ordinal)
            .Replace("{2}", wrapped, StringComparison.Ordinal));

        Assert.Equal<string>([Mails.Compact], mail.Envelopes);
        Assert.Empty(mail.Texts);
    }

    [Fact]
    public void A_text_with_more_than_an_envelope_is_both()
    {
        var mail = Mails.Good($"Subject: x\n\n{Mails.Compact}\nRegards, the desk\n");

        Assert.Equal<string>([Mails.Compact], mail.Envelopes);
        Assert.Single(mail.Texts);
    }

    [Fact]
    public void The_same_envelope_twice_is_one()
    {
        var part = $"--b\nContent-Type: application/jose\n\n{Mails.Compact}\n";

        Assert.Equal<string>(
            [Mails.Compact], Mails.Good($"Content-Type: multipart/mixed; boundary=b\n\n{part}{part}--b--\n").Envelopes);
    }

    [Theory]
    [InlineData("text/plain; charset=iso-8859-1", new byte[] { 0x47, 0x72, 0xFC, 0xDF, 0x65 }, "Grüße")]
    [InlineData("text/plain; charset=\"UTF-8\"", new byte[] { 0x47, 0x72, 0xC3, 0xBC }, "Grü")]
    [InlineData("text/plain", new byte[] { 0x61, 0xFC }, "a?")]
    [InlineData("text/plain; charset=koi8-r", new byte[] { 0x61, 0xC1, 0x62 }, "a\u0430b")]
    [InlineData("text/plain; charset=x-nobody-knows", new byte[] { 0x61, 0xC1, 0x62 }, "a?b")]
    [InlineData("text/plain; charset=utf-8", new byte[] { 0x61, 0xFF, 0x62 }, "a\uFFFDb")]
    public void Texts_are_decoded_and_unknown_characters_replaced(string type, byte[] body, string expected) =>
        Assert.Equal<string>([expected],
            MailReader.Read([.. Encoding.ASCII.GetBytes($"Content-Type: {type}\n\n"), .. body]).Value.Texts);

    [Fact]
    public void Nothing_that_is_shown_can_move_a_terminal()
    {
        var mail = Mails.Good(
            "Subject: =?utf-8?B?" + Mails.Base64("a\r\nBcc: x\u001b[2J")
            + "?=\nContent-Type: text/plain; charset=utf-8\n\nred \u001b[31m alert\u0007\u009b2J\ttab\n");

        Assert.Equal("a\uFFFD\uFFFDBcc: x\uFFFD[2J", mail.Subject);
        Assert.Equal<string>(["red \uFFFD[31m alert\uFFFD\uFFFD2J\ttab\n"], mail.Texts);
    }

    [Theory]
    [InlineData("=?utf-8?Q?a_b=3F?=", "a b?")]
    [InlineData("=?UTF-8*en?q?a?= =?iso-8859-1?B?/A==?=", "aü")]
    [InlineData("plain =?utf-8?Q?a?= plain", "plain a plain")]
    [InlineData("a =?utf-8?B?%%%?=", "a")]
    [InlineData("=?shift_jis?B?YQ==?=", "a")]
    [InlineData("=?utf-8?X?a?= =??=", "=?utf-8?X?a?= =??=")]
    public void Encoded_words_are_decoded_or_left_alone(string header, string expected) =>
        Assert.Equal(expected, Mails.Good($"Subject: {header}\n\n").Subject);

    [Theory]
    [InlineData("Auto-Submitted: auto-replied", true)]
    [InlineData("Auto-Submitted: Auto-Generated; owner-email=x", true)]
    [InlineData("Auto-Submitted: No", false)]
    [InlineData("auto-submitted: no (a person)", false)]
    [InlineData("Precedence: bulk", true)]
    [InlineData("Precedence: AUTO_REPLY", true)]
    [InlineData("Precedence: list", true)]
    [InlineData("Precedence: first-class", false)]
    [InlineData("X-Autoreply: yes", true)]
    [InlineData("X-Auto-Response-Suppress: All", true)]
    [InlineData("X-Auto-Response-Suppress: None", false)]
    [InlineData("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", true)]
    [InlineData("X-Mailer: a person's", false)]
    public void What_a_program_sent_is_told_from_what_a_person_sent(string header, bool automatic) =>
        Assert.Equal(automatic, Mails.Good($"Subject: x\n{header}\n\n--b\n\ntext\n--b--\n").IsAutomatic);

    [Fact]
    public void A_read_receipt_gives_back_no_envelope()
    {
        var mail = Mails.Good($"""
            Subject: Read
            Content-Type: multipart/report; report-type=disposition-notification; boundary=b

            --b
            Content-Type: text/plain

            Your message was displayed.
            --b
            Content-Type: message/disposition-notification

            Disposition: manual-action/MDN-sent-manually; displayed
            --b
            Content-Type: message/rfc822

            Content-Type: application/jose

            {Mails.Compact}
            --b--
            """);

        Assert.True(mail.IsAutomatic);
        Assert.Empty(mail.Envelopes);
        Assert.Null(mail.Bounce);
    }

    [Fact]
    public void Unreadable_addresses_are_left_out_and_no_reason_to_refuse()
    {
        var mail = Mails.Good("From: , <<>> nobody\nTo: undisclosed-recipients:;\nDate: whenever\n\nx\n");

        Assert.Null(mail.From);
        Assert.Empty(mail.To);
        Assert.Null(mail.MessageId);
    }

    [Fact]
    public void A_mail_that_the_framework_composes_is_read_back()
    {
        var folder = Directory.CreateTempSubdirectory("hotline-mail");
        try
        {
            using var attachment = Attachment.CreateAttachmentFromString(
                Mails.Compact, new ContentType("application/jose") { Name = "message.jws" });
            attachment.TransferEncoding = TransferEncoding.Base64;
            using var sent = new MailMessage("hotline@hub.example", "officer@xc.example",
                "Störung, exercise — a subject long enough to be folded over two lines at least", "Grüße")
            {
                Attachments = { attachment },
                Headers = { ["Auto-Submitted"] = "auto-generated", ["Message-ID"] = Mails.Returned },
            };
            using var client = new SmtpClient
            {
                DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
                PickupDirectoryLocation = folder.FullName,
            };
            client.Send(sent);

            using var file = Assert.Single(folder.GetFiles()).OpenRead();
            var mail = MailReader.Read(file).Value;

            Assert.Equal(sent.Subject, mail.Subject);
            Assert.Equal<string>(["Grüße"], mail.Texts.Select(t => t.Trim()));
            Assert.Equal<string>([Mails.Compact], mail.Envelopes);
            Assert.Equal(Mails.Returned, mail.MessageId);
            Assert.True(mail.IsAutomatic);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
