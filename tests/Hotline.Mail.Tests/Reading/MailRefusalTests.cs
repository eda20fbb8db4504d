using System.Text;

namespace Hotline.Mail.Tests;

public sealed class MailRefusalTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\n\nbody")]
    [InlineData("no colon\n\n")]
    [InlineData(": no name\n\n")]
    [InlineData("From officer@xc.example Sun Mar  1 03:04:05 2026\nSubject: mbox\n\n")]
    [InlineData("Subject : space before the colon\n\n")]
    [InlineData(" continued: what?\n\n")]
    [InlineData("Sübject: x\n\n")]
    [InlineData("Subject: a\rb\n\n")]
    [InlineData("Subject: a\0b\n\n")]
    [InlineData("Content-Type: no type at all\n\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nnot a header\n\nx\n--b--\n")]
    public void Headers_that_are_none_are_refused(string mail) => Assert.Equal(5002, Mails.Fault(mail));

    [Theory]
    [InlineData("Content-Type: text/plain\ncontent-type: text/html\n\n")]
    [InlineData("Message-ID: <a@b>\nMessage-Id: <c@d>\n\n")]
    [InlineData("From: a@b.example\nFROM: c@d.example\n\n")]
    [InlineData(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: "
        + "base64\n\nx\n--b--\n")]
    public void What_two_readers_could_read_differently_is_refused(string mail) =>
        Assert.Equal(5004, Mails.Fault(mail));

    [Theory]
    [InlineData("Content-Type: multipart/mixed\n\nx")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nx\n----\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\nno boundary at all\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\ncut off")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b--\n")]
    public void Parts_that_cannot_be_told_apart_are_refused(string mail) => Assert.Equal(5007, Mails.Fault(mail));

    [Theory]
    [InlineData("Content-Transfer-Encoding: uuencode\n\nx")]
    [InlineData("Content-Transfer-Encoding: base64\n\n%%%")]
    [InlineData("Content-Transfer-Encoding: base64\n\nYQ==YQ==")]
    [InlineData("Content-Transfer-Encoding: quoted-printable\n\n=ZZ")]
    [InlineData("Content-Transfer-Encoding: quoted-printable\n\n=A")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n--b\n\nx\n--b--\n")]
    public void Damaged_encodings_are_refused(string mail) => Assert.Equal(5008, Mails.Fault(mail));

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
