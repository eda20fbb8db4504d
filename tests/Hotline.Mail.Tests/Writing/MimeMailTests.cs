using System.Text;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Mail.Tests;

public sealed class MimeMailTests
{
    [Fact]
    public void A_written_mail_reads_back_with_the_same_envelope()
    {
        var mail = Written.Notice();
        var read = Written.ReadBack(mail);
        Assert.Equal(mail.Envelope, Assert.Single(read.Envelopes));
        Assert.Equal(mail.MessageId, read.MessageId);
        Assert.Equal(mail.Subject, read.Subject);
        Assert.Equal(mail.Text.TrimEnd('\n'), Assert.Single(read.Texts).TrimEnd('\n'));
        Assert.Equal(mail.To, Assert.Single(read.To));
        Assert.Equal((mail.From, mail.ReplyTo), (read.From, read.ReplyTo));
        Assert.Empty(read.RepliesTo);
        Assert.True(read.IsAutomatic);
    }

    [Fact]
    public void Its_headers_say_when_of_which_exchange_and_that_a_program_sent_it()
    {
        var mail = Written.Notice();
        Assert.Equal("Sun, 01 Mar 2026 12:00:00 +0000", Written.Header(mail, "Date"));
        Assert.Equal(mail.Key.Exchange.ToString(), Written.Header(mail, "Hotline-Exchange"));
        Assert.Equal("auto-generated", Written.Header(mail, "Auto-Submitted"));
        Assert.Equal("OOF, AutoReply", Written.Header(mail, "X-Auto-Response-Suppress"));
    }

    [Fact]
    public void The_return_address_stands_nowhere_in_it()
    {
        var bytes = Encoding.ASCII.GetString(Written.Bytes(Written.Notice()));
        Assert.DoesNotContain("bounces", bytes, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_same_mail_written_twice_has_the_same_bytes() =>
        Assert.Equal(Written.Bytes(Written.Notice()), Written.Bytes(Written.Notice()));

    [Fact]
    public void Without_an_envelope_it_is_its_text_alone()
    {
        var mail = Written.Notice() with { Envelope = null };
        var read = Written.ReadBack(mail);
        Assert.Empty(read.Envelopes);
        Assert.Equal(mail.Text.TrimEnd('\n'), Assert.Single(read.Texts).TrimEnd('\n'));
        Assert.StartsWith("text/plain", Written.Header(mail, "Content-Type"), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_alphabets_and_lines_that_begin_with_a_dot_arrive_as_they_are()
    {
        var mail = Written.Notice() with { Subject = "[EXERCISE] Größe – 北", Text = ".\n..dots\nGrüße aus 北\n" };
        var read = Written.ReadBack(mail);
        Assert.Equal(mail.Subject, read.Subject);
        Assert.Equal(mail.Text.TrimEnd('\n'), Assert.Single(read.Texts).TrimEnd('\n'));
    }

    [Fact]
    public void The_largest_envelope_fits()
    {
        var content = new Content("text/plain", $"\"{new string('x', 190 * 1024)}\"");
        var large = Some.Sign(Written.Opening.Envelope with { Content = content });
        var mail = Written.Notice() with { Envelope = large.Compact };
        Assert.True(mail.Envelope!.Length > 250 * 1024);
        Assert.Null(mail.Check());
        Assert.Equal(mail.Envelope, Assert.Single(Written.ReadBack(mail).Envelopes));
    }

    [Theory]
    [InlineData(Precedence.Flash, "high")]
    [InlineData(Precedence.Immediate, "high")]
    [InlineData(Precedence.Priority, null)]
    [InlineData(Precedence.Routine, null)]
    public void Precedence_becomes_importance(Precedence precedence, string? importance) =>
        Assert.Equal(importance, Written.Header(Written.Notice() with { Precedence = precedence }, "Importance"));

    [Fact]
    public void Nothing_is_left_where_it_was_written()
    {
        using var directory = new TemporaryDirectory();
        MimeMail.Write(Written.Notice(), Directory.CreateDirectory(directory["scratch"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Fact]
    public void What_an_earlier_attempt_left_half_written_is_not_taken_for_the_mail()
    {
        using var directory = new TemporaryDirectory();
        var scratch = Directory.CreateDirectory(directory["scratch"]);
        var half = Path.Combine(scratch.FullName, "half.eml");
        File.WriteAllText(half, "half a mail");
        File.SetLastWriteTimeUtc(half, Written.Noon.AddYears(-1).UtcDateTime);
        Assert.Equal(Written.Bytes(Written.Notice()), MimeMail.Write(Written.Notice(), scratch));
    }
}
