using Hotline.Cli.Screens;

namespace Hotline.Cli.Tests;

public sealed class PlainTests
{
    [Theory]
    [InlineData("Phishing wave", "Phishing wave")]
    [InlineData("Überfall auf Århus, 日本", "Überfall auf Århus, 日本")]
    [InlineData("\e[2Jgone", "\uFFFD[2Jgone")]
    [InlineData("a\r\nXB: ACKNOWLEDGED", "a\uFFFD\uFFFDXB: ACKNOWLEDGED")]
    [InlineData("\u009b31mred", "\uFFFD31mred")]
    [InlineData("abc\u202Efed", "abc\uFFFDfed")]
    [InlineData("ze\u200Bro", "ze\uFFFDro")]
    [InlineData("fill\u3164\uFFA0\u2800er", "fill\uFFFD\uFFFD\uFFFDer")]
    [InlineData("a\u2028b", "a\uFFFDb")]
    [InlineData("bell\a", "bell\uFFFD")]
    [InlineData("a\u00A0b\tc", "a b    c")]
    [InlineData("[red]markup[/]", "[red]markup[/]")]
    public void A_strangers_text_cannot_move_hide_or_turn_anything(string text, string shown) =>
        Assert.Equal(shown, Plain.Line(text));

    [Fact]
    public void Half_a_character_is_shown_as_none() => Assert.Equal("half \uFFFD", Plain.Line("half \ud800"));

    [Fact]
    public void Nothing_of_it_is_read_as_markup_or_breaks_out_of_its_line()
    {
        var page = new StringWriter();
        var screen = new Screen(page, Terminal.None);

        screen.Line(new Ink("[red]x[/] \e[31m\n"), "y");
        screen.Quote("one\r\ntwo\u2028three\e]0;title\a");
        screen.Table(["[b]"], [["[/]\n\e[1m"]]);

        Assert.DoesNotContain('\e', page.ToString());
        Assert.DoesNotContain('\a', page.ToString());
        Assert.Equal(
            ["[red]x[/] \uFFFD[31m\uFFFDy", "  │ one", "  │ two", "  │ three\uFFFD]0;title\uFFFD"],
            page.ToString().Split('\n')[..4].Select(l => l.TrimEnd()));
    }
}
