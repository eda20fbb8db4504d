using System.Globalization;
using System.Text;

namespace Hotline.Benchmarks.Pairs;

/// <summary>A comparison for people.</summary>
internal static class ComparisonTable
{
    public static string Of(Comparison comparison)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(FormattableString.Invariant(line));

        Line($"A  {comparison.A}");
        Line($"B  {comparison.B}");
        Line($"{comparison.Complete} of {comparison.Pairs} pairs {string.Join(' ', comparison.Options)}");
        foreach (var carrier in comparison.Figures.GroupBy(f => f.Carrier))
        {
            Line($"");
            Line($"{carrier.Key,-34}{"A",12}{"B",12}{"B/A",12}{"lowest",10}{"highest",10}{"B below A",12}");
            foreach (var phase in carrier.GroupBy(f => f.Phase))
            {
                Line($"{phase.Key}");
                foreach (var f in phase)
                {
                    var (a, b) = (Value(f.MedianA, f.Format), Value(f.MedianB, f.Format));
                    var (middle, low, high) = (Ratio(f.MedianRatio), Ratio(f.LowestRatio), Ratio(f.HighestRatio));
                    var below = f.MedianRatio is null ? "–" : $"{f.PairsBelow} of {f.Ratios.Count(r => r is not null)}";
                    Line($"  {f.Name,-32}{a,12}{b,12}{middle,12}{low,10}{high,10}{below,12}");
                }
            }
        }
        Line($"");
        Line($"A and B: medians. B/A: median of the ratios pair by pair, with the lowest and the highest.");
        return text.ToString();
    }

    private static string Ratio(double? ratio) => Value(ratio, "0.000");

    private static string Value(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
