namespace Hotline.Mail.Tests;

/// <summary>
/// Mails that were tried on the hotline and did not do what they must, each by its name there, made anew around a fresh
/// envelope.
/// </summary>
public sealed class MailCaseTests
{
    [Theory]
    [InlineData("001-outlook-tnef-winmail", "winmail.dat", "none")]
    [InlineData("007-rfc2231-filename-only", "RFC 2231 name", "none")]
    [InlineData("008-rfc2231-continuation-plain", "RFC 2231 sections", "none")]
    [InlineData("012-renamed-safe-octet", "renamed .safe", "none")]
    [InlineData("013-exchange-att00001-bin", "ATT00001.bin", "none")]
    [InlineData("014-gateway-zip", "zip", "none")]
    [InlineData("017-mailman-list", "jose", "Mailman")]
    [InlineData("018-rtir-ticket-precedence-bulk", "jose", "Precedence: bulk")]
    [InlineData("019-exchange-x-auto-response-suppress", "jose", "X-Auto-Response-Suppress")]
    [InlineData("021-autosubmitted-auto-forwarded", "jose", "auto-forwarded")]
    [InlineData("023-smime-opaque-signed", "opaque S/MIME", "none")]
    [InlineData("028-forward-rfc822-base64", "forwarded base64", "none")]
    [InlineData("029-forward-eml-octet-stream", "forwarded .eml", "none")]
    [InlineData("031-pasted-with-greeting-and-sig", "pasted", "none")]
    [InlineData("037-raw-iso2022jp-subject", "jose", "raw ISO-2022-JP")]
    [InlineData("038-bom-utf8-attachment", "UTF-8 mark", "none")]
    [InlineData("039-utf16-attachment", "UTF-16", "none")]
    [InlineData("045-base64-no-padding", "no padding", "none")]
    [InlineData("046-base64-trailing-footer", "footer after base64", "none")]
    [InlineData("047-companion-uuencode", "jose", "uuencode beside")]
    [InlineData("049-companion-bad-content-type", "jose", "name of several words")]
    [InlineData("050-companion-content-type-text", "jose", "Content-Type: text")]
    [InlineData("051-companion-damaged-base64-logo", "jose", "damaged base64 beside")]
    [InlineData("054-jose-unquoted-name-with-space", "unquoted name", "none")]
    [InlineData("055-boundary-nested-prefix", "jose", "boundary that is a prefix")]
    [InlineData("059-obs-space-before-colon", "jose", "space before colon")]
    [InlineData("06-part-ct-text-only", "jose 7bit", "Content-Type: text")]
    [InlineData("066-esc-in-x-header", "jose", "ESC in a header")]
    [InlineData("068-dup-references", "jose", "References twice")]
    [InlineData("40-part-ct-equals-space", "jose 7bit", "spaces around =")]
    [InlineData("ack-bulk", "jose 7bit", "Precedence: bulk")]
    [InlineData("ack-logo", "jose 7bit", "name of several words")]
    [InlineData("ack-octet", "renamed .jws.txt", "none")]
    [InlineData("ack-uu", "jose 7bit", "uuencode beside")]
    [InlineData("b000-companion-filename-windows-1252", "jose", "name in windows-1252")]
    [InlineData("b002-companion-filename-shift_jis", "encoded-word name", "name in windows-1252")]
    public void The_envelope_is_found(string name, string place, string disturbance)
    {
        var mail = MailReader.Read(Disturbances.Mail(Shapes.Places[place](SomeEnvelope.Ack), disturbance)).Value;

        Assert.True(mail.Envelopes is [var only] && only == SomeEnvelope.Ack, name);
        Assert.Null(mail.Bounce);
    }

    [Theory]
    [InlineData("iso-8859-15", "Best=E4tigung")]
    [InlineData("shift_jis", "=8Em=94F")]
    [InlineData("koi8-r", "=F0=CF=C4")]
    [InlineData("gb18030", "=C8=B7=C8=CF")]
    [InlineData("x-nobody-knows", "=FF=FE")]
    public void A_neighbours_name_in_any_charset_costs_nothing(string charset, string name) => Assert.Equal<string>(
        [SomeEnvelope.Ack], Mails.Good($"""
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: application/pdf; name="=?{charset}?Q?{name}?="
        Content-Disposition: attachment; filename="=?{charset}?Q?{name}?="

        x
        --b
        Content-Type: application/jose

        {SomeEnvelope.Ack}
        --b--
        """).Envelopes);

    /// <summary>073: eleven levels, the envelope in the mail inside.</summary>
    [Fact]
    public void A_signed_mail_forwarded_inside_a_signed_mail_through_a_list_is_read()
    {
        static string Wrap(string type, string boundary, string inner) =>
            $"Content-Type: multipart/{type}; boundary={boundary}\n\n--{boundary}\n{inner}\n--{boundary}\n"
            + $"Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--{boundary}--\n";
        static string Mail(string mark, string content) => Wrap("signed", mark + "0", Wrap(
            "mixed", mark + "1", Wrap("related", mark + "2", Wrap("alternative", mark + "3", "\nSee attachment.\n"))
            + $"\n--{mark}1\n{content}"));

        var inner = Mail("g", Shapes.Base64("Content-Type: application/jose", SomeEnvelope.Ack).ToString());
        var outer = Mail("f", $"Content-Type: message/rfc822\n\nFrom: officer@xc.example\n{inner}");

        Assert.Equal<string>(
            [SomeEnvelope.Ack], Mails.Good("Subject: x\n" + Wrap("mixed", "lst", outer)).Envelopes);
    }

    [Theory]
    [InlineData("S/MIME",
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n"
            + "Content-Transfer-Encoding: base64\n\n"
        + "MIAGCSqGSIb3DQEHA6CAMIACAQAxggFwMIIBbAIBADBUMEAxCzAJBgNVBAYTAlhDMQ==\n")]
    [InlineData("OpenPGP",
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=e\n\n--e\n"
        + "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--e\nContent-Type: application/octet-stream\n\n"
        + "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n--e--\n")]
    [InlineData("OpenPGP", "\nHello\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n")]
    public void What_is_encrypted_to_nobody_here_says_so(string how, string rest)
    {
        var mail = Mails.Good("From: officer@xc.example\n" + rest);

        Assert.Empty(mail.Envelopes);
        var why = Assert.Single(mail.Unopened);
        Assert.Equal(5012, why.Number);
        Assert.Contains(how, why.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_with_a_password_says_so()
    {
        var zip = Shapes.Zip(("message.jws", [1, 2, 3]));
        zip[6] |= 1; // encrypted, in the entry
        var directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        zip[directory + 8] |= 1; // and in the directory

        var mail = Mails.Good($"Subject: x\n{Shapes.File("application/zip", "message.zip", zip)}");

        Assert.Equal([5012], mail.Unopened.Select(u => u.Number));
    }

    [Fact]
    public void A_zip_in_a_zip_is_not_opened_and_says_so()
    {
        var inner = Shapes.Zip(("message.jws", System.Text.Encoding.ASCII.GetBytes(SomeEnvelope.Ack)));
        var zip = Shapes.Zip(("inner.zip", inner));

        var mail = Mails.Good($"Subject: x\n{Shapes.File("application/zip", "message.zip", zip)}");

        Assert.Empty(mail.Envelopes);
        Assert.Equal([5013], mail.Unopened.Select(u => u.Number));
    }

    [Theory]
    [InlineData(new byte[] { 0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4 }, "message.7z")]
    [InlineData(new byte[] { 0x52, 0x61, 0x72, 0x21, 0x1A, 0x07, 1, 0 }, "message.rar")]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0 }, "message.gz")]
    [InlineData(new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }, "message.msg")]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 20, 0, 0, 0 }, "cut.zip")]
    [InlineData(new byte[] { 0x78, 0x9F, 0x3E, 0x22, 1, 0, 1, 2 }, "winmail.dat")]
    public void What_is_packed_otherwise_says_so(byte[] bytes, string name) => Assert.Equal(
        [5013], Mails.Good($"Subject: x\n{Shapes.File("application/octet-stream", name, bytes)}").Unopened
            .Select(u => u.Number));

    [Fact]
    public void What_came_with_an_envelope_and_is_closed_is_told_as_well()
    {
        var mail = MailReader.Read(
            Disturbances.Mail(Shapes.Places["jose"](SomeEnvelope.Ack), "encrypted beside")).Value;

        Assert.Equal<string>([SomeEnvelope.Ack], mail.Envelopes);
        Assert.Equal([5012], mail.Unopened.Select(u => u.Number));
    }

    [Fact]
    public void An_answer_of_a_program_without_envelope_holds_none()
    {
        var mail = Mails.Good("From: officer@xc.example\nAuto-Submitted: auto-replied\nPrecedence: bulk\n\n"
            + "I am away.\n");

        Assert.True(mail.IsAutomatic);
        Assert.Empty(mail.Envelopes);
        Assert.Empty(mail.Unopened);
        Assert.Null(mail.Bounce);
    }

    [Fact]
    public void The_heading_of_a_mail_that_is_refused_can_be_read()
    {
        var mail = System.Text.Encoding.ASCII.GetBytes(
            "Return-Path: <>\nFrom: officer@xc.example\nMessage-ID: <a@xc.example>\nContent-Type: text/plain\n"
            + "Content-Type: text/html\n\nx\n");
        Assert.Equal(5004, MailReader.Read(mail).Refusal!.Number);

        var heading = MailReader.ReadHeading(mail)!;
        Assert.Equal(("officer@xc.example", "<a@xc.example>", true),
            (heading.From, heading.MessageId, heading.NullReturnPath));
        Assert.Null(MailReader.ReadHeading("no mail"u8));
    }
}
