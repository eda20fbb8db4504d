using System.Text;

namespace Hotline.Benchmarks.Growth;

/// <summary>What was measured at each size, beside the smallest.</summary>
/// <param name="sizes">How many entries.</param>
internal sealed class GrowthTable(IReadOnlyList<long> sizes)
{
    private const double Flat = 0.2;
    private readonly List<(string What, string Unit, List<double> Values)> _rows = [];

    /// <summary>One figure more, of the next size that has none.</summary>
    public void Add(string what, string unit, double value)
    {
        if (!_rows.Exists(row => row.What == what))
        {
            _rows.Add((what, unit, []));
        }
        _rows.Find(row => row.What == what).Values.Add(value);
    }

    /// <summary>The middle one.</summary>
    public static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(FormattableString.Invariant(line).TrimEnd());

        Line($"Processor time of the hub but where it says otherwise; × beside {sizes[0]} entries,");
        Line($"* where that is more than {Flat:0%} off.");
        Line($"");
        var heads = sizes.Take(_rows[0].Values.Count).Select(size => FormattableString.Invariant($"{size,18}"));
        Line($"{"entries",-32}{string.Concat(heads)}");
        foreach (var (what, unit, values) in _rows)
        {
            Line($"{(unit.Length > 0 ? $"{what}, {unit}" : what),-32}{string.Concat(values.Select(Cell))}");

            string Cell(double value, int size)
            {
                var times = value / values[0];
                var mark = Math.Abs(times - 1) > Flat ? "*" : " ";
                return FormattableString.Invariant($"{value,10:0.00}")
                    + (size == 0 ? new string(' ', 8) : FormattableString.Invariant($" ×{times,5:0.00}{mark}"));
            }
        }
        return text.ToString();
    }
}
