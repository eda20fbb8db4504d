
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
    [InlineData("ä@xc.example")]
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
    [InlineData("officer@xc.example", "officer@xc.example")]
    [InlineData("Duty officer <officer@xc.example>", "officer@xc.example")]
    [InlineData("ä@xc.example", null)]
    [InlineData("officer@xc.example\r\nBcc: all@xc.example", null)]
    [InlineData("nobody", null)]
    [InlineData(null, null)]
    public void What_a_person_wrote_as_address_is_taken_without_the_name(string? text, string? address) =>
        Assert.Equal(address, MailAddresses.Read(text));
}
