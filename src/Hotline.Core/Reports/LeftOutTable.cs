using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;

namespace Hotline.Core.Reports;

/// <summary>
/// Counts the exchanges that cannot be told, in the order in which they are given, so that no report is silent on what
/// it does not count. Not thread-safe.
/// </summary>
/// <param name="may">What the reader may know of.</param>
/// <param name="question">What is asked.</param>
public sealed class LeftOutTable(FigureReader may, ReportQuestion question)
{
    private readonly ImmutableArray<DamagedExchange>.Builder _known = ImmutableArray.CreateBuilder<DamagedExchange>();
    private int _count;

    /// <summary>
    /// Adds one. Whose it was is not known when its opening entry is damaged: it counts for everybody who looks
    /// through it, and its place is named to whoever has it in its own feed or coordinates.
    /// </summary>
    /// <param name="damaged">The first damaged entry.</param>
    /// <param name="opening">What opened it; null when that is damaged.</param>
    public void Add(long damaged, Accepted? opening)
    {
        if (opening is not null && !(may.Reads(opening) && question.MayTake(opening)))
        {
            return;
        }
        _count++;
        if (_known.Count < LeftOut.Most
            && (opening is null ? may.OwnFeedHoldsAll || may.Watched.Any() : may.Knows(opening)))
        {
            _known.Add(new DamagedExchange(damaged, opening?.Exchange));
        }
    }

    /// <summary>What is left out; null for nothing.</summary>
    public LeftOut? Write() => _count == 0 ? null : new LeftOut(_count, _known.ToImmutable());
}
