using System.Globalization;

namespace Hotline.Cli.Commands;

/// <summary>A period as people write it, in days of UTC.</summary>
/// <param name="From">Its first moment.</param>
/// <param name="To">The first moment after it.</param>
internal readonly record struct Period(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>How it may be written.</summary>
    public const string Forms =
        "2026, 2026-11, 2026-11-15, or two of them with .. between, the second included: 2026-11-01..2026-11-15";

    /// <summary>Reads a year, a month, a day, or a span of them.</summary>
    public static bool TryParse(string text, out Period period)
    {
        var ends = text.Split("..");
        if (ends.Length <= 2
            && TryOne(ends[0], out var first) && TryOne(ends[^1], out var last) && first.From < last.To)
        {
            period = new Period(first.From, last.To);
            return true;
        }
        period = default;
        return false;
    }

    private static bool TryOne(string text, out Period period)
    {
        period = default;
        var format = text.Length switch { 4 => "yyyy", 7 => "yyyy-MM", 10 => "yyyy-MM-dd", _ => null };
        if (format is null || !DateTime.TryParseExact(
            text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var begin) || begin.Year > 9998)
        {
            return false;
        }
        var end = text.Length switch { 4 => begin.AddYears(1), 7 => begin.AddMonths(1), _ => begin.AddDays(1) };
        period = new Period(new DateTimeOffset(begin, TimeSpan.Zero), new DateTimeOffset(end, TimeSpan.Zero));
        return true;
    }
}
