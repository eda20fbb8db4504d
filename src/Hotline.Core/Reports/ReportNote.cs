using System.Text;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Regimes;

namespace Hotline.Core.Reports;

/// <summary>
/// What must be said wherever figures are shown: whose they are, who set the windows that they are measured by, what no
/// percentile shows, and what is not the addressee's doing. Not thread-safe.
/// </summary>
/// <param name="may">Who reads, and what it may read.</param>
public sealed class ReportNote(FigureReader may)
{
    private bool _others;
    private int _windows;
    private int _byRegime;
    private int _never;
    private int _inOutage;

    /// <summary>Takes a sample into account.</summary>
    public void Add(Sample sample)
    {
        _others |= sample.Addressee != may.Reader;
        _windows++;
        _byRegime += sample.Basis == BasisKind.Regime ? 1 : 0;
        _never += sample.Outcome == Timeliness.Lapsed ? 1 : 0;
        _inOutage += sample.InOutage ? 1 : 0;
    }

    /// <summary>Whether the figures hold others' than the reader's, or could.</summary>
    public Figures Scope => _others ? Figures.All : may.Scope;

    /// <summary>The note.</summary>
    /// <param name="leftOut">What is not counted; null for nothing.</param>
    public string Write(LeftOut? leftOut = null)
    {
        var note = new StringBuilder();
        Say(note, may.Watched, $"Every participant under {{0}}, which {may.Reader} coordinates.");
        Say(note, may.Opened, "Every participant under {0}: the operator has opened its figures to all.");
        Say(note, may.Closed, $"Only {may.Reader} itself, as addressee, under {{0}}.");
        if (_others && may.Scope == Figures.Own)
        {
            note.Append(FormattableString.Invariant(
                $" Every participant of exchanges that {may.Reader} coordinated when they were opened."));
        }
        if (_windows > 0)
        {
            note.Append(_byRegime switch
            {
                0 => " Every window measured here is an operator default; none is set by a regime.",
                _ when _byRegime == _windows => " Every window measured here is set by its regime.",
                _ => FormattableString.Invariant($" Of {_windows} windows measured here {_byRegime} are set by their")
                    + " regime, the others are operator defaults.",
            });
        }
        if (_never > 0)
        {
            note.Append(
                FormattableString.Invariant($" Lapsed without any act, and so in no median or percentile: {_never}."));
        }
        if (_inOutage > 0)
        {
            note.Append(
                FormattableString.Invariant($" Windows that lapsed while the hub itself was down: {_inOutage}."));
        }
        if (leftOut is not null)
        {
            note.Append(FormattableString.Invariant(
                $" Not counted, because the hub's journal is damaged there: {leftOut.Exchanges} of the exchanges, so ")
                + "these figures are not whole; it says nothing of who had to answer.");
        }
        return note.ToString();
    }

    private static void Say(StringBuilder note, IEnumerable<Regime> regimes, string sentence)
    {
        var names = string.Join(", ", regimes.Select(r => r.Id));
        if (names.Length > 0)
        {
            note.Append(note.Length > 0 ? " " : "").Append(sentence.Replace("{0}", names, StringComparison.Ordinal));
        }
    }
}
