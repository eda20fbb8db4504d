using System.Collections.Immutable;
using System.Globalization;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Core.Reports;

/// <summary>
/// Makes the rows of a report from samples, given in any order. Keeps one number a sample that has an act. Not
/// thread-safe.
/// </summary>
/// <param name="by">What rows are told apart by, beside status and window.</param>
public sealed class ReportTable(ImmutableArray<ReportGroup> by)
{
    /// <summary>Fewer acts than this are few: one more can move the figures far. Our choice.</summary>
    public const int Few = 20;

    /// <summary>Upper bounds of the distribution, in seconds; behind the last comes one without.</summary>
    public static readonly ImmutableArray<int> Bounds = [
        1, 5, 15, 60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 48 * 3600];

    private readonly Dictionary<(Status Status, Window Window, ReportKey Key), Tally> _rows = [];

    /// <summary>Counts a sample.</summary>
    public void Add(Sample sample)
    {
        var row = (sample.Status, sample.Window, KeyOf(sample));
        if (!_rows.TryGetValue(row, out var tally))
        {
            _rows.Add(row, tally = new Tally());
        }
        tally.Add(sample);
    }

    /// <summary>The rows, by status, window and key.</summary>
    public ImmutableArray<ReportRow> Rows()
    {
        var rows = _rows.OrderBy(r => r.Key.Status).ThenBy(r => r.Key.Window);
        foreach (var group in by)
        {
            rows = rows.ThenBy(r => Sorted(r.Key.Key, group), StringComparer.Ordinal);
        }
        return [.. rows.Select(r => r.Value.Row(r.Key.Status, r.Key.Window, r.Key.Key))];
    }

    private ReportKey KeyOf(Sample s)
    {
        var key = new ReportKey();
        foreach (var group in by)
        {
            key = group switch
            {
                ReportGroup.Participant => key with { Participant = s.Addressee },
                ReportGroup.Regime => key with { Regime = s.Regime },
                ReportGroup.Kind => key with { Kind = s.Kind },
                ReportGroup.Precedence => key with { Precedence = s.Precedence },
                ReportGroup.Carrier => key with { Carrier = s.Carrier },
                ReportGroup.Month =>
                    key with { Month = s.Opened.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture) },
            };
        }
        return key;
    }

    /// <summary>Words of the vocabulary in its order, names by the alphabet, "none" last.</summary>
    private static string Sorted(ReportKey key, ReportGroup group)
    {
        return group switch
        {
            ReportGroup.Participant => key.Participant!,
            ReportGroup.Regime => key.Regime!,
            ReportGroup.Kind => Place((int)key.Kind!),
            ReportGroup.Precedence => Place((int)key.Precedence!),
            ReportGroup.Carrier => Place(key.Carrier is { } carrier ? (int)carrier : 99),
            ReportGroup.Month => key.Month!,
        };

        static string Place(int number) => number.ToString("00", CultureInfo.InvariantCulture);
    }

    private sealed class Tally
    {
        private readonly Dictionary<Timeliness, int> _outcomes = [];
        private readonly List<long> _took = [];
        private int _after;

        public void Add(Sample sample)
        {
            _outcomes[sample.Outcome] = Count(sample.Outcome) + 1;
            if (sample.Took is { } took)
            {
                _took.Add(took);
                _after += sample.AfterEscalation ? 1 : 0;
            }
        }

        public ReportRow Row(Status status, Window window, ReportKey key)
        {
            _took.Sort();
            var acts = _took.Count;
            return new ReportRow(
                status, window, key, _outcomes.Values.Sum(), Count(Timeliness.Met), Count(Timeliness.Late),
                Count(Timeliness.Lapsed), Count(Timeliness.Open), Count(Timeliness.Ended),
                acts - _after, _after, Rank(50, 1), Rank(90, 10), Rank(99, 100), Distribution(), acts < Few);
        }

        private int Count(Timeliness outcome) => _outcomes.GetValueOrDefault(outcome);

        /// <summary>Nearest rank: the smallest time that so many in a hundred did not exceed.</summary>
        private double? Rank(int percent, int least) =>
            _took.Count < least ? null : _took[(int)(((long)_took.Count * percent + 99) / 100) - 1] / 1000.0;

        private ImmutableArray<ReportBar> Distribution()
        {
            var counts = new int[Bounds.Length + 1];
            var bar = 0;
            foreach (var took in _took)
            {
                while (bar < Bounds.Length && took > Bounds[bar] * 1000L)
                {
                    bar++;
                }
                counts[bar]++;
            }
            return [.. counts.Select((count, i) => new ReportBar(i < Bounds.Length ? Bounds[i] : null, count))];
        }
    }
}
