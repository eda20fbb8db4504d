using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hotline.Core.Reports;

/// <summary>
/// Writes comma-separated values: RFC 4180 with a header line, CRLF behind every line, a point in numbers, times in
/// UTC. No cell begins as a formula does in a spreadsheet: one that would gets an apostrophe before it.
/// </summary>
public sealed class Csv
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r");
    private readonly StringBuilder _text = new();
    private readonly int _columns;

    /// <summary>Begins with the header line.</summary>
    public Csv(params ReadOnlySpan<string> heads)
    {
        _columns = heads.Length;
        Line([.. heads]);
    }

    /// <summary>Adds a line.</summary>
    /// <param name="cells">As many as heads; null is an empty cell.</param>
    /// <exception cref="ArgumentException">There are more or fewer cells than heads.</exception>
    public void Line(params ReadOnlySpan<string?> cells)
    {
        if (cells.Length != _columns)
        {
            throw new ArgumentException($"The table has {_columns} columns, not {cells.Length}.", nameof(cells));
        }
        for (var i = 0; i < cells.Length; i++)
        {
            _text.Append(i == 0 ? "" : ",").Append(Cell(cells[i] ?? ""));
        }
        _text.Append("\r\n");
    }

    /// <summary>A number as a cell.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Seconds as a cell, to the millisecond; null stays empty.</summary>
    public static string? Seconds(double? seconds) => seconds?.ToString("0.###", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string Cell(string text)
    {
        var safe = text.Length > 0 && Formula.Contains(text[0]) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
