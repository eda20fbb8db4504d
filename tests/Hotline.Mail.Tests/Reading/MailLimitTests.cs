using System.Text;

namespace Hotline.Mail.Tests;

/// <summary>
/// What a stranger packs to keep a reader busy or to fill its memory is refused by number; what is only large is read.
/// </summary>
public sealed class MailLimitTests
{
    [Fact]
    public void A_hundred_thousand_parts_are_refused() => Assert.Equal(5006, Mails.Fault(
        $"Content-Type: multipart/mixed; boundary=b\n\n{Repeat("--b\n\nx\n", 100_000)}--b--\n"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_header_of_ten_MiB_is_refused(int lines) => Assert.Equal(5003, Mails.Fault(
        $"Subject: x\nX-Long: {Repeat(lines == 1 ? "aaaa" : "aa\n ", 2_500_000)}\n\nx"));

    [Fact]
    public void A_long_header_of_a_part_or_of_a_forwarded_mail_is_refused()
    {
        var header = $"X-Long: {new string('a', MailLimits.HeaderBytes)}";

        Assert.Equal(5003, Mails.Fault($"Content-Type: multipart/mixed; boundary=b\n\n--b\n{header}\n\nx\n--b--\n"));
        Assert.Equal(5003, Mails.Fault($"Content-Type: message/rfc822\n\nSubject: x\n{header}\n\nx\n"));
        var packed = Shapes.Base64("Content-Type: message/rfc822", $"From: a@b\n{header}\n\nx");
        Assert.Equal(5003, Mails.Fault($"Subject: x\n{packed}"));
    }

    [Theory]
    [InlineData("Content-Type: message/rfc822\n\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n")]
    public void Ten_thousand_levels_are_refused(string level) =>
        Assert.Equal(5005, Mails.Fault(Repeat(level, 10_000)));

    [Fact]
    public void Levels_in_base64_are_counted_with_the_others()
    {
        var mail = $"Content-Type: application/jose\n\n{SomeEnvelope.Ack}\n";
        var levels = 0;
        while (Mails.Read(mail).Try(out var read, out _) && levels < MailLimits.Depth)
        {
            Assert.Equal<string>([SomeEnvelope.Ack], read.Envelopes);
            mail = Shapes.Base64("From: a@b.example\nContent-Type: message/rfc822", mail).ToString();
            levels++;
        }

        Assert.InRange(levels, 8, MailLimits.Depth - 1);
        Assert.Equal(5005, Mails.Fault(mail));
    }

    [Fact]
    public void Parts_of_archives_are_counted_with_the_others()
    {
        var zip = Shapes.File("application/zip", "a.zip", Shapes.Zip(
            [.. Enumerable.Range(0, 40).Select(i => ($"{i}.txt", Encoding.ASCII.GetBytes("x")))])).ToString();
        var mail = $"Content-Type: multipart/mixed; boundary=b\n\n{Repeat($"--b\n{zip}\n", 13)}--b--\n";

        Assert.Equal(5006, Mails.Fault(mail));
    }

    [Fact]
    public void A_zip_of_too_many_files_is_refused()
    {
        static string Zip(int files) => $"Subject: x\n{Shapes.File("application/zip", "a.zip", Shapes.Zip(
            [.. Enumerable.Range(0, files).Select(i => ($"{i}.txt", Encoding.ASCII.GetBytes("x")))]))}";

        Assert.True(Mails.Read(Zip(MailLimits.ZipEntries)).Ok);
        Assert.Equal(5010, Mails.Fault(Zip(MailLimits.ZipEntries + 1)));
        Assert.Equal(5010, Mails.Fault(Zip(20_000)));
    }

    [Fact]
    public void A_file_that_inflates_out_of_all_measure_is_refused()
    {
        var bomb = Shapes.Zip(("a.txt", new byte[50_000_000]));

        Assert.Equal(5010, Mails.Fault($"Subject: x\n{Shapes.File("application/zip", "a.zip", bomb)}"));
    }

    [Fact]
    public void What_inflates_by_little_each_is_refused_when_it_is_too_much_in_all()
    {
        var noise = new byte[1_000_000];
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = (byte)(i * 2654435761 >> 24 & 3); // two bits of eight: packs to a quarter or so
        }
        var zip = Shapes.File("application/zip", "a.zip", Shapes.Zip(
            [.. Enumerable.Range(0, 60).Select(i => ($"{i}.txt", noise))])).ToString();

        Assert.Equal(5010, Mails.Fault($"Content-Type: multipart/mixed; boundary=b\n\n"
            + $"{Repeat($"--b\n{zip}\n", 3)}--b--\n"));
    }

    [Theory]
    [InlineData("eyJ")]
    [InlineData("eyJ ")]
    [InlineData("eyJ\n")]
    public void A_text_that_is_nothing_but_beginnings_is_refused(string start) =>
        Assert.Equal(5010, Mails.Fault($"Subject: x\n\n{Repeat(start, 2_000_000)}"));

    [Fact]
    public void Too_many_envelopes_are_refused()
    {
        static string Mail(int count) => "Subject: x\n\n" + string.Join('\n', Enumerable.Range(0, count)
            .Select(i => SomeEnvelope.Of($"01a218fd-d39d-7d68-b233-{i:x12}")));

        Assert.Equal(MailLimits.Envelopes, Mails.Good(Mail(MailLimits.Envelopes)).Envelopes.Length);
        Assert.Equal(5011, Mails.Fault(Mail(MailLimits.Envelopes + 1)));
    }

    [Theory]
    [InlineData("boundaries that are prefixes", "Content-Type: multipart/mixed; boundary=\"{0}\"\n\n", "--{1}\n")]
    [InlineData("dashes", "Content-Type: multipart/mixed; boundary=\"{0}\"\n\n", "--\n")]
    [InlineData("quotes", "\n", "> > |")]
    [InlineData("soft ends", "\n", "=      ")]
    [InlineData("tags", "Content-Type: text/html\n\n", "<a ")]
    [InlineData("comments", "Content-Type: text/html\n\n", "<!-- ")]
    [InlineData("a daemon's dashes", "Return-Path: <>\n\nqmail-send program\n", "-")]
    [InlineData("a daemon's ids", "Return-Path: <>\n\nqmail-send program\n", "<a@")]
    [InlineData("uuencode", "Content-Transfer-Encoding: x-uuencode\n\n", "begin 644 a\n")]
    [InlineData("report", "Content-Type: multipart/report; boundary=b\n\n--b\n"
        + "Content-Type: message/delivery-status\n\n", "A: b\n\n")]
    [InlineData("status", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/rtf\n\n", "\\par{")]
    [InlineData("ASN.1", "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n"
        + "MIAGCSqGSIb3DQEHAqCA", "MIAw")]
    public void Games_with_what_is_looked_for_come_to_an_end(string game, string start, string again)
    {
        var boundary = new string('x', 69);
        var mail = "Subject: x\n" + start.Replace("{0}", boundary + "y", StringComparison.Ordinal);
        again = again.Replace("{1}", boundary, StringComparison.Ordinal);

        var read = Mails.Read(mail + Repeat(again, 2_000_000 / again.Length));

        Assert.True(read.Try(out var found, out var refusal) ? found.Envelopes.IsEmpty : refusal.Number != 5014, game);
    }

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times)
        .Insert(0, text, times).ToString();
}
