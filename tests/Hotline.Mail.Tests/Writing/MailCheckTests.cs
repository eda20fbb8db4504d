
namespace Hotline.Mail.Tests;

public sealed class MailCheckTests
{
    public static TheoryData<string> Injections =>
        ["\r\nBcc: all@xd.example", "\nBcc: all@xd.example", "\rx", "\u2028x", "\0"];

    [Theory]
    [MemberData(nameof(Injections))]
    public void No_field_of_a_mail_takes_a_line_break(string injection)
    {
        var good = Written.Notice();
        Assert.Null(good.Check());
        Assert.Equal(5051, (good with { To = good.To + injection }).Check()?.Number);
        Assert.Equal(5051, (good with { From = good.From + injection }).Check()?.Number);
        Assert.Equal(5051, (good with { ReplyTo = injection + good.ReplyTo }).Check()?.Number);
        Assert.Equal(5051, (good with { ReturnPath = injection + good.ReturnPath }).Check()?.Number);
        Assert.Equal(5051, (good with { FromName = "Hotline" + injection }).Check()?.Number);
        Assert.Equal(5051, (good with { Subject = good.Subject + injection }).Check()?.Number);
        Assert.Equal(5051, (good with { MessageId = good.MessageId + injection }).Check()?.Number);
        Assert.Equal(5051, (good with { InReplyTo = good.MessageId + injection }).Check()?.Number);
        Assert.Equal(5051, (good with { Envelope = good.Envelope + injection }).Check()?.Number);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a@b@xc.example")]
    [InlineData("Officer <officer@xc.example>")]
    [InlineData("a@xc.example,b@xc.example")]
    [InlineData("a b@xc.example")]
    [InlineData(".a@xc.example")]
    [InlineData("a..b@xc.example")]
    [InlineData("a@")]
    [InlineData("@xc.example")]
    [InlineData("a@xc..example")]
    [InlineData("a\u200b@xc.example")]
    public void Only_one_plain_address_is_written_to(string to) =>
        Assert.Equal(5052, (Written.Notice() with { To = to }).Check()?.Number);

    [Fact]
    public void Every_other_address_is_plain_too()
    {
        var good = Written.Notice();
        Assert.Null((good with { ReplyTo = null, ReturnPath = null }).Check());
        Assert.Equal(5052, (good with { From = "nobody" }).Check()?.Number);
        Assert.Equal(5052, (good with { ReplyTo = "nobody" }).Check()?.Number);
        Assert.Equal(5052, (good with { ReturnPath = "nobody" }).Check()?.Number);
    }

    [Fact]
    public void The_longest_mail_is_written_and_one_character_more_is_not()
    {
        var good = Written.Notice();
        var (line, text) = (new string('s', WrittenMail.MaximumLine), new string('t', WrittenMail.MaximumText));
        Assert.Null((good with { Subject = line, Text = text }).Check());
        Assert.Equal(5053, (good with { Subject = line + "s" }).Check()?.Number);
        Assert.Equal(5053, (good with { Text = text + "t" }).Check()?.Number);
    }

    [Theory]
    [InlineData("1@hub.example")]
    [InlineData("<hub.example>")]
    [InlineData("<1 2@hub.example>")]
    [InlineData("<ä@hub.example>")]
    public void A_message_id_has_the_form_of_one(string id) =>
        Assert.Equal(5054, (Written.Notice() with { MessageId = id }).Check()?.Number);

    [Theory]
    [InlineData("ä@xc.example", true)]
    [InlineData("офицер@xc.example", true)]
    [InlineData("officer@bücher.example", false)]
    [InlineData("officer@xc.example", false)]
    public void Letters_beyond_ASCII_may_stand_in_an_address_and_need_SMTPUTF8_only_before_the_at_sign(
        string to, bool needed)
    {
        var mail = Written.Notice() with { To = to };
        Assert.Null(mail.Check());
        Assert.Equal(needed, mail.NeedsUtf8);
    }

    [Theory]
    [InlineData("officer@xc.example", null, "officer@xc.example")]
    [InlineData("<officer@xc.example>", null, "officer@xc.example")]
    [InlineData("Duty officer XB <duty@xb.example>", "Duty officer XB", "duty@xb.example")]
    [InlineData("\"Officer, duty\" <duty@xb.example>", "Officer, duty", "duty@xb.example")]
    [InlineData("Дежурный <ä@xc.example>", "Дежурный", "ä@xc.example")]
    public void What_a_person_wrote_as_address_is_taken_with_the_name(string text, string? name, string address) =>
        Assert.Equal(new Mailbox(name, address), MailAddresses.Read(text));

    [Theory]
    [InlineData("officer@xc.example\r\nBcc: all@xc.example")]
    [InlineData("=?utf-8?q?a=0D=0ABcc:?= <officer@xc.example>")]
    [InlineData("officer@xc.example, deputy@xc.example")]
    [InlineData("Officers: officer@xc.example;")]
    [InlineData("nobody")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_one_address_is_none(string? text) => Assert.Null(MailAddresses.Read(text));
}
