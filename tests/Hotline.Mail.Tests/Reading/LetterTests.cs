using System.Text;
using Hotline.Protocol;

namespace Hotline.Mail.Tests;

public sealed class LetterTests
{
    private static Outcome<Letter> Read(string file) => Letter.Read(Encoding.UTF8.GetBytes(file));

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData(" \r\n\t")]
    public void A_file_of_one_word_is_the_envelope_itself(string around)
    {
        var letter = Read(around + Mails.Compact + around).Value;
        Assert.Equal(Mails.Compact, Assert.Single(letter.Envelopes));
        Assert.Null(letter.Mail);
    }

    [Fact]
    public void A_mail_is_read_with_what_it_holds()
    {
        var letter = Read(Mails.Reply()).Value;
        Assert.Equal(Mails.Compact, Assert.Single(letter.Envelopes));
        Assert.Equal("<abc.1@xc.example>", letter.Mail!.MessageId);
    }

    [Fact]
    public void A_mail_without_envelope_holds_none() =>
        Assert.Empty(Read("From: a@b.example\n\nno message here\n").Value.Envelopes);

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public void What_is_neither_is_refused_as_a_mail(string file) => Assert.Equal(5002, Read(file).Refusal?.Number);
}
