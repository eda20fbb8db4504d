using System.Collections.Immutable;
using Hotline.Contract.Wire;

namespace Hotline.Core.Reports;

/// <summary>
/// Makes the list behind a report's figures, in the order in which samples are given. Not thread-safe.
/// </summary>
/// <param name="may">What the reader may know of.</param>
/// <param name="limit">Most rows; what comes after is only counted.</param>
public sealed class ExchangeTable(FigureReader may, int limit)
{
    private readonly ImmutableArray<ReportExchange>.Builder _rows = ImmutableArray.CreateBuilder<ReportExchange>();

    /// <summary>How many the reader may see.</summary>
    public int Total { get; private set; }

    /// <summary>How many count in the figures, and are not the reader's to see one by one.</summary>
    public int Withheld { get; private set; }

    /// <summary>The rows.</summary>
    public ImmutableArray<ReportExchange> Rows() => _rows.ToImmutable();

    /// <summary>Adds a sample that the reader reads.</summary>
    public void Add(Sample s)
    {
        if (!may.Lists(s))
        {
            Withheld++;
        }
        else if (Total++ < limit)
        {
            _rows.Add(new ReportExchange(
                s.Exchange, s.Addressee, s.From, s.Regime, s.Kind, s.Precedence, s.Status, s.Window, s.Carrier,
                s.Opened, s.Due, s.At, s.Took / 1000.0, s.Outcome, s.AfterEscalation));
        }
    }
}
