using System.Collections.Immutable;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Regimes;
using Hotline.Protocol;

namespace Hotline.Core.Reports;

/// <summary>
/// Who may read whose response times; the one place that says so. A participant reads its own, as addressee. The
/// coordinator of an exchange reads everybody's. Where the regime file in force opens its figures, everybody reads
/// everybody's; that opens figures, not the list of who wrote to whom and when.
/// </summary>
public sealed class FigureReader
{
    private readonly string _reader;
    private readonly RegimeBook _regimes;
    private readonly ReportQuery _filter;
    private readonly ImmutableArray<Regime> _asked;

    /// <summary>A reader and what it asks.</summary>
    /// <param name="reader">The participant that reads.</param>
    /// <param name="regimes">The regimes in force.</param>
    /// <param name="filter">What is asked for.</param>
    public FigureReader(string reader, RegimeBook regimes, ReportQuery filter)
    {
        (_reader, _regimes, _filter) = (reader, regimes, filter);
        _asked = [.. regimes.All.Where(r => filter.Regime is null || filter.Regime == r.Id)];
    }

    /// <summary>The participant that reads.</summary>
    public string Reader => _reader;

    /// <summary>
    /// Regimes among those asked for that open their figures to the reader, who does not coordinate them.
    /// </summary>
    public IEnumerable<Regime> Opened => _asked.Where(r => r.Figures == Figures.All && r.Coordinator != _reader);

    /// <summary>Regimes among those asked for that the reader coordinates.</summary>
    public IEnumerable<Regime> Watched => _asked.Where(r => r.Coordinator == _reader);

    /// <summary>Regimes among those asked for under which the reader reads only its own.</summary>
    public IEnumerable<Regime> Closed => _asked.Where(r => r.Figures == Figures.Own && r.Coordinator != _reader);

    /// <summary>Whether the reader may read others' figures anywhere in what it asks for.</summary>
    public Figures Scope => Opened.Any() || Watched.Any() ? Figures.All : Figures.Own;

    /// <summary>
    /// True when everything that the reader may read stands in its own feed; false when exchanges count that it is no
    /// party to and does not coordinate.
    /// </summary>
    public bool OwnFeedHoldsAll => _filter.Participant == _reader || !_asked.Any(r => r.Figures == Figures.All);

    /// <summary>
    /// Null when the reader may ask that; refusal 2304 when it names a participant whose figures are not its to read.
    /// </summary>
    public Refusal? Check() => _filter.Participant is { } other
        && other != _reader && Scope == Figures.Own ? ReportErrors.NotYourFigures(other) : null;

    /// <summary>True when the sample may count in the reader's figures.</summary>
    public bool Reads(Sample sample) =>
        sample.Addressee == _reader
        || sample.Coordinator == _reader || _regimes.Find(sample.Regime) is { Figures: Figures.All };

    /// <summary>
    /// True when the reader may know of that addressee in that exchange: the addressee, whoever opened it, and the
    /// coordinator.
    /// </summary>
    public bool Lists(Sample sample) =>
        Reads(sample) && (sample.Addressee == _reader || sample.From == _reader || sample.Coordinator == _reader);

    /// <summary>True when a window of that exchange may count in the reader's figures.</summary>
    public bool Reads(Accepted opening) =>
        IsAsked(opening, _reader)
        || opening.Coordinator == _reader || _regimes.Find(opening.Regime.Id) is { Figures: Figures.All };

    /// <summary>True when the reader may know of that exchange: its parties and its coordinator.</summary>
    public bool Knows(Accepted opening) =>
        IsAsked(opening, _reader) || opening.Opening.From == _reader || opening.Coordinator == _reader;

    /// <summary>True when a participant is an addressee of what opened an exchange.</summary>
    internal static bool IsAsked(Accepted opening, string participant) =>
        opening.Opening.To.Contains(participant) || opening.Opening.Cc.Contains(participant);
}
