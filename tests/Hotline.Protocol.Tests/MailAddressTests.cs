namespace Hotline.Protocol.Tests;

public sealed class MailAddressTests
{
    private static readonly string L64 = new('l', 64);
    private static readonly string D60 = new('d', 60);

    public static TheoryData<string> Good =>
    [
        "duty@cert.xa.example", "d@x", "duty+night@xa.example", "o'hara/x=1@xa.example", "DUTY@XA.EXAMPLE",
        "офицер@xc.example", "值班@例子.example", "duty@bücher.example", "duty@xn--bcher-kva.example", "😀@xa.example",
        L64 + "@xa.example",
        $"{L64}@{D60}.{D60}.{D60}.ddd.xx", // 254 bytes
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void One_address_alone_is_one(string text) => Assert.True(MailAddress.IsOne(text));

    public static TheoryData<string> Bad =>
    [
        "", "@", "duty", "duty@", "@xa.example", "a@b@xa.example", "Duty <duty@xa.example>", "<duty@xa.example>",
        "a@xa.example,b@xa.example", "a b@xa.example", "a@xa.example ", " a@xa.example", "a\t@xa.example",
        "a@xa.example\r\nBcc: b@xb.example", "a\n@xa.example", "a\0@xa.example", "a\u007f@xa.example",
        "a\u0085@xa.example", "a\u00a0b@xa.example", "a\u200b@xa.example", "a\u202e@xa.example",
        "a\u2028@xa.example", "a\ud800@xa.example", "a@x\ud800.example", "a\ufffd@xa.example", "a\ue000@xa.example",
        "\"a b\"@xa.example", "\"a\"@xa.example", "a(comment)@xa.example", "a\\b@xa.example", "a;b@xa.example",
        ".a@xa.example", "a.@xa.example", "a..b@xa.example", "a@.example", "a@xa..example", "a@xa.example.",
        "a@-xa.example", "a@xa-.example", "a@x_a.example", "a@xa.example:25", "a@[127.0.0.1]", "a@127.0.0.1", "a@xa/b",
        "a@bü cher.example", "a@ü\u200b.example",
        L64 + "l@xa.example", new string('ü', 33) + "@xa.example",
        $"a@{new string('d', 64)}.example", $"a@{new string('ü', 60)}.example",
        $"{L64}@{D60}.{D60}.{D60}.dddd.xx",
        $"a@{string.Join('.', Enumerable.Repeat("ü", 60))}.example", // short as written, too long in ASCII
    ];

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void What_is_not_one_address_alone_is_none(string text) => Assert.False(MailAddress.IsOne(text));

    [Theory]
    [InlineData("duty@xa.example", false, "duty@xa.example")]
    [InlineData("duty@bücher.example", false, "duty@xn--bcher-kva.example")]
    [InlineData("офицер@xc.example", true, "офицер@xc.example")]
    [InlineData("офицер@bücher.example", true, "офицер@xn--bcher-kva.example")]
    public void A_domain_has_a_form_in_ASCII_and_the_part_before_it_has_none(
        string address, bool needsUtf8, string asciiDomain)
    {
        Assert.Equal(needsUtf8, MailAddress.NeedsUtf8(address));
        Assert.Equal(asciiDomain, MailAddress.WithAsciiDomain(address));
    }

    [Theory]
    [InlineData("Duty@XA.example", "duty@xa.example", true)]
    [InlineData("duty@Bücher.example", "duty@xn--bcher-kva.example", true)]
    [InlineData("duty@xa.example", "duty@xb.example", false)]
    [InlineData("офицер@xa.example", "oфицер@xa.example", false)] // the second begins with a Latin letter
    public void Two_ways_to_write_an_address_are_the_same(string one, string other, bool same) =>
        Assert.Equal(same, MailAddress.AreSame(one, other));
}
