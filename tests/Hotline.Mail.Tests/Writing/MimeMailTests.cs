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

    private static readonly string[] Bodies =
    [
        "plain\nlines\n", "Grüße aus 北\n", "Здравствуйте, дежурный\n", new string('x', 990) + "\n", "trailing \n \n",
        "From here\n", "", "no end", ".\n..\n", "=20 and =\n",
    ];

    public static TheoryData<string> Texts => [.. Bodies];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Whatever_is_written_is_7_bit_in_short_lines_that_end_with_CR_LF(string text)
    {
        var mail = Written.Notice() with { Text = text, Subject = "Größe – 北 " + new string('s', 200), FromName = "Ö" };
        Assert.Null(mail.Check());
        var bytes = Written.Bytes(mail);
        Assert.All(bytes, b => Assert.InRange(b, (byte)1, (byte)126));
        var lines = Encoding.ASCII.GetString(bytes).Split("\r\n");
        Assert.All(lines, line =>
        {
            Assert.InRange(line.Length, 0, 200);
            Assert.DoesNotContain(line, c => c is '\r' or '\n');
        });
        Assert.Equal("", lines[^1]);
        using var message = MimeKit.MimeMessage.Load(new MemoryStream(bytes));
        var read = message.TextBody!.Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.Equal((text.TrimEnd('\n'), mail.Subject), (read.TrimEnd('\n'), message.Subject));
    }

    [Fact]
    public void The_library_that_sends_it_writes_the_same_bytes()
    {
        var mails = Bodies.Select(text => Written.Notice() with { Text = text, FromName = "Hotline – 北" });
        var all = mails.SelectMany(m => new[] { m, m with { Envelope = null }, m with { To = "ä@xc.example" } });
        Assert.All(all, mail =>
        {
            var bytes = Written.Bytes(mail);
            using var message = MimeKit.MimeMessage.Load(new MemoryStream(bytes));
            using var again = new MemoryStream();
            var format = MimeKit.FormatOptions.Default.Clone();
            (format.NewLineFormat, format.EnsureNewLine) = (MimeKit.NewLineFormat.Dos, true);
            format.International = mail.NeedsUtf8;
            message.WriteTo(format, again);
            Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(again.ToArray()));
        });
    }

    [Fact]
    public void The_authors_name_is_kept()
    {
        var mail = Written.Notice() with { FromName = "Duty officer XB, CERT" };
        Assert.Equal("\"Duty officer XB, CERT\" <hotline@hub.example>", Written.Header(mail, "From"));
        Assert.Equal(mail.From, Written.ReadBack(mail).From);
    }

    [Fact]
    public void A_domain_is_written_in_ASCII_and_other_letters_before_the_at_sign_as_UTF_8()
    {
        var domain = Written.Notice() with { To = "officer@bücher.example" };
        Assert.Equal("officer@xn--bcher-kva.example", Written.Header(domain, "To"));
        Assert.True(Ascii.IsValid(Written.Bytes(domain)));
        var letters = Encoding.UTF8.GetString(Written.Bytes(Written.Notice() with { To = "офицер@xc.example" }));
        Assert.Contains("\r\nTo: офицер@xc.example\r\n", letters, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_id_is_never_folded()
    {
        var mail = Written.Notice() with { MessageId = $"<{new string('m', 180)}@hub.example>" };
        Assert.Equal(mail.MessageId, Written.Header(mail, "Message-ID"));
    }
}
