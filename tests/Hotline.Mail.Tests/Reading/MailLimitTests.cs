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

    [Fact]
    public void Headers_of_many_parts_are_counted_together()
    {
        var type = "Content-Type: text/plain" + string.Concat(Enumerable.Range(0, 15_000).Select(i => $";n{i}*0*=a"));
        string Mail(int parts) => $"Content-Type: multipart/mixed; boundary=b\n\n"
            + $"{Repeat($"--b\n{type}\n\nx\n", parts)}--b--\n";

        Assert.True(Mails.Read(Mail(MailLimits.AllHeaderBytes / type.Length)).Ok);
        Assert.Equal(5003, Mails.Fault(Mail(MailLimits.AllHeaderBytes / type.Length + 1)));
    }

    [Fact]
    public void Files_of_a_winmail_dat_are_counted_before_any_is_made()
    {
        byte[] file = [2, 0x02, 0x90, 0x06, 0, 0, 0, 0, 0, 0, 0];
        string Mail(int files) => $"Subject: x\n{Shapes.File("application/ms-tnef", "winmail.dat", [
            0x78, 0x9F, 0x3E, 0x22, 1, 0, .. Enumerable.Repeat(file, files).SelectMany(f => f)])}";

        Assert.NotEqual(5006, Mails.Fault(Mail(MailLimits.Parts)));
        Assert.Equal(5006, Mails.Fault(Mail(MailLimits.Parts + 1)));
        Assert.Equal(5006, Mails.Fault(Mail(200_000)));
    }

    [Theory]
    [InlineData(0x7FFFFF00u)]
    [InlineData(0xFFFFFF00u)]
    public void A_text_of_a_winmail_dat_takes_no_memory_for_what_it_only_says(uint said)
    {
        byte[] text = [60, 0, 0, 0, .. BitConverter.GetBytes(said), .. "LZFu"u8, 0, 0, 0, 0, .. new byte[48]];
        byte[] properties = [1, 0, 0, 0, 2, 1, 9, 0x10, 1, 0, 0, 0, (byte)text.Length, 0, 0, 0, .. text];
        byte[] tnef = [
            0x78, 0x9F, 0x3E, 0x22, 1, 0, 1, 3, 0x90, 6, 0, .. BitConverter.GetBytes(properties.Length), .. properties,
            .. BitConverter.GetBytes((ushort)properties.Sum(b => b))];
        var part = Shapes.File("application/ms-tnef", "winmail.dat", tnef);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(5013, Assert.Single(Mails.Good($"Subject: x\n{part}").Unopened).Number);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024 * 1024);
    }

    [Theory]
    [InlineData("Content-Type: text/plain\n\nno relay's words\nmessage-id:message-id:")]
    [InlineData("Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n")]
    public void What_looks_like_reports_without_end_is_refused(string part) => Assert.Equal(5010, Mails.Fault(
        "Return-Path: <>\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
            + $"{Repeat($"--b\n{part}{new string('x', MailLimits.HeaderBytes)}\n", 20)}--b--\n"));

    [Fact]
    public void Containers_within_each_other_that_have_lost_their_boundaries_are_refused_when_they_are_large()
    {
        var mail = string.Concat(Enumerable.Range(0, 20).Select(
            i => $"Content-Type: multipart/mixed\n\n--{i}x\nContent-Type: multipart/mixed\n\n--{i}y\n"));

        Assert.Equal(5010, Mails.Fault(mail + Repeat("x\n", 10 * 1024 * 1024)));
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
