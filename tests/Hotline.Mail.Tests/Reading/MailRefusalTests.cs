using System.Text;

namespace Hotline.Mail.Tests;

public sealed class MailRefusalTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\n\nbody")]
    [InlineData("no colon\n\n")]
    [InlineData(": no name\n\n")]
    [InlineData(" continued: what?\n\n")]
    [InlineData("Sübject: x\n\n")]
    public void What_does_not_begin_with_a_header_is_no_mail(string mail) => Assert.Equal(5002, Mails.Fault(mail));

    [Theory]
    [InlineData("Content-Type: text/plain\ncontent-type: text/html\n\n{0}")]
    [InlineData("Content-Type: text/plain\nContent-Type : text/html\n\n{0}")]
    [InlineData("Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\n{0}")]
    [InlineData("Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\n{0}\n--a--\n--b\n\nx\n--b--\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=a; BOUNDARY=b\n\n--a\n\n{0}\n--a--\n")]
    [InlineData("Content-Type: (one) multipart/mixed; boundary=a; boundary=b\n\n--a\n\n{0}\n--a--\n")]
    [InlineData("Content-Type: multipart /mixed; boundary=a; boundary=b\n\n--a\n\n{0}\n--a--\n")]
    [InlineData("Content-Type: multipart/mixed (; boundary=\"); boundary=a; boundary=b\n\n--a\n\n{0}\n--a--\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"a\"; boundary*=us-ascii''b\n\n--a\n\n{0}\n--a--\n")]
    [InlineData("Content-Type: multipart/mixed; boundary*0=a; boundary*0=b; boundary*1=c\n\n--ac\n\n{0}\n--ac--\n")]
    [InlineData(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: "
        + "base64\n\n{0}\n--b--\n")]
    [InlineData(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: "
        + "base64\n\nx\n--b--\n")]
    [InlineData(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\nContent-Type: multipart/mixed; "
        + "boundary=c\n\n--c\n\n{0}\n--c--\n--b--\n")]
    [InlineData("Content-Type: message/rfc822\n\nContent-Type: text/plain\nContent-Type: text/html\n\n{0}\n")]
    public void What_two_readers_could_read_differently_is_refused(string mail) =>
        Assert.Equal(5004, Mails.Fault(mail.Replace("{0}", Mails.Compact, StringComparison.Ordinal)));

    [Theory]
    [InlineData("Content-Type: text/plain\nContent-Type:  text/plain\n")]
    [InlineData("Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: 8BIT\n")]
    [InlineData("Message-ID: <a@b>\nMessage-Id: <c@d>\n")]
    [InlineData("From: a@b.example\nFROM: c@d.example\n")]
    [InlineData("Subject: a\nSubject: b\n")]
    [InlineData("Content-Type: text/plain (; boundary=a; boundary=b)\n")]
    [InlineData("Content-Type: text/plain; x=\"(\"; boundary=a; y=\")\"\n")]
    public void What_stands_twice_and_decides_nothing_is_no_reason_to_refuse(string headers) =>
        Assert.Equal<string>([Mails.Compact], Mails.Good($"{headers}\n{Mails.Compact}\n").Envelopes);

    [Fact]
    public void Of_two_authors_neither_is_the_one() =>
        Assert.Null(Mails.Good("From: a@b.example\nFrom: c@d.example\n\nx\n").From);

    [Fact]
    public void A_neighbour_that_could_be_read_in_two_ways_costs_itself()
    {
        var mail = Mails.Good("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n"
            + "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\nAAAA\n--b\n"
            + $"Content-Type: application/jose\n\n{Mails.Compact}\n--b--\n");

        Assert.Equal<string>([Mails.Compact], mail.Envelopes);
        Assert.Equal(5004, Assert.Single(mail.Unopened).Number);
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed\n\nx")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\nno boundary at all\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\ncut off")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b--\n")]
    public void A_mail_whose_parts_cannot_be_told_apart_says_so(string mail) =>
        Assert.Equal([5007], Mails.Good(mail).Unopened.Select(u => u.Number));

    [Theory]
    [InlineData("Content-Transfer-Encoding: x-nobody-knows\n\nx")]
    [InlineData("Content-Transfer-Encoding: uuencode\n\nx")]
    [InlineData("Content-Transfer-Encoding: base64\n\n%%%")]
    [InlineData("Content-Transfer-Encoding: base64\n\nYQ==YQ==")]
    [InlineData("Content-Transfer-Encoding: quoted-printable\n\n=ZZ")]
    [InlineData("Content-Transfer-Encoding: quoted-printable\n\n=A")]
    public void A_mail_that_cannot_be_decoded_says_so(string mail) =>
        Assert.Equal([5008], Mails.Good(mail).Unopened.Select(u => u.Number));

    [Fact]
    public void Size_is_limited_exactly()
    {
        var mail = Encoding.ASCII.GetBytes("Subject: x\r\n\r\n".PadRight(MailLimits.Bytes, 'a'));

        Assert.True(MailReader.Read(mail).Ok);
        Assert.Equal(5001, MailReader.Read([.. mail, (byte)'a']).Refusal!.Number);
        using var endless = new MemoryStream([.. mail, (byte)'a']);
        Assert.Equal(5001, MailReader.Read(endless).Refusal!.Number);
    }

    [Fact]
    public void The_number_of_headers_is_limited_exactly()
    {
        var most = string.Concat(Enumerable.Repeat("A: b\n", MailLimits.Headers));

        Assert.True(Mails.Read(most + "\nx").Ok);
        Assert.Equal(5003, Mails.Fault("A: b\n" + most + "\nx"));
        Assert.Equal(5003, Mails.Fault($"A: {new string('b', MailLimits.HeaderBytes)}\n\nx"));
    }

    [Fact]
    public void Depth_is_limited_exactly()
    {
        Assert.True(Mails.Read(Nested(MailLimits.Depth)).Ok);
        Assert.Equal(5005, Mails.Fault(Nested(MailLimits.Depth + 1)));
        Assert.Equal(5005,
            Mails.Fault(string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\n", MailLimits.Depth + 1))));
    }

    [Fact]
    public void The_number_of_parts_is_limited_exactly()
    {
        Assert.True(Mails.Read(Wide(MailLimits.Parts - 1)).Ok);
        Assert.Equal(5006, Mails.Fault(Wide(MailLimits.Parts)));
        Assert.Equal(5006, Mails.Fault(Wide(2000)));
    }

    private static string Wide(int parts) =>
        $"Content-Type: multipart/mixed; boundary=b\n\n{string.Concat(Enumerable.Repeat("--b\n\nx\n", parts))}--b--\n";

    private static string Nested(int levels) => levels == 1
        ? "Content-Type: text/plain\n\nx\n"
        : $"Content-Type: multipart/mixed; boundary=b{levels}x\n\n--b{levels}x\n{Nested(levels - 1)}\n--b{levels}x--\n";
}
