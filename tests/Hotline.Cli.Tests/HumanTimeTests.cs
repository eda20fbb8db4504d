using Hotline.Cli.Commands;
using Hotline.Cli.Screens;
using Hotline.Testing;

namespace Hotline.Cli.Tests;

public sealed class HumanTimeTests
{
    private static readonly DateTimeOffset Now = new ManualTime().GetUtcNow();

    [Theory]
    [InlineData(0.4, "less than 1 s")]
    [InlineData(43, "43 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(250, "4 min 10 s")]
    [InlineData(12 * 60 + 59, "12 min")]
    [InlineData(3600, "1 h")]
    [InlineData(3 * 3600 + 5 * 60, "3 h 5 min")]
    [InlineData(47 * 3600, "47 h")]
    [InlineData(51 * 3600, "2 d 3 h")]
    public void A_length_is_cut_down_to_what_matters(double seconds, string text) =>
        Assert.Equal(text, HumanTime.Span(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(12 * 60, "due in 12 min, 03:12 UTC")]
    [InlineData(43, "due in 43 s, 03:00:43 UTC")]
    [InlineData(-180, "overdue by 3 min, since 02:57:00 UTC")]
    [InlineData(-7200, "overdue by 2 h, since 01:00 UTC")]
    [InlineData(48 * 3600, "due in 2 d, 03:00 UTC on 3 Mar 2026")]
    [InlineData(0, "overdue by less than 1 s, since 03:00:00 UTC")]
    public void A_window_says_how_long_and_until_when_in_UTC(double seconds, string text) =>
        Assert.Equal(text, HumanTime.Due(Now.AddSeconds(seconds), Now));

    [Fact]
    public void Another_offset_is_shown_as_UTC() =>
        Assert.Equal("1 Mar 2026 03:00:00 UTC", HumanTime.Full(Now.ToOffset(TimeSpan.FromHours(5))));

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("12h", 43200)]
    [InlineData("1h30m", 5400)]
    [InlineData("2d", 172800)]
    public void Durations_are_read(string text, int seconds)
    {
        Assert.True(Choices.TryDuration(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("m5")]
    [InlineData("-5m")]
    [InlineData("0s")]
    [InlineData("5m 3s")]
    [InlineData("99999999999d")]
    public void What_is_no_duration_is_not_guessed_at(string text) => Assert.False(Choices.TryDuration(text, out _));
}
