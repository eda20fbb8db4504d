using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Reports;
using Hotline.Protocol;

namespace Hotline.Core.Tests.Reports;

/// <summary>Whatever the samples are.</summary>
[Trait("Category", "Properties")]
public sealed class ReportProperties
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(100).WithQuietOnSuccess(true);
    private static readonly ReportGroup[] Groups = Enum.GetValues<ReportGroup>();

    [Fact]
    public void Every_window_is_counted_once_and_the_counts_add_up() =>
        Check.One(Often, Prop.ForAll(AnySamples.Any, AddsUp));

    [Fact]
    public void It_is_so_for_exchanges_that_went_by_the_rules_too() =>
        Check.One(Often.WithMaxTest(30), Prop.ForAll(AnySamples.Played, AddsUp));

    [Fact]
    public void The_order_of_samples_does_not_matter() =>
        Check.One(Often, Prop.ForAll(AnySamples.Any, Seed, (samples, seed) =>
        {
            var by = By(seed);
            var shuffled = samples.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(Written(Rows(samples, by)), Written(Rows(shuffled, by)));
        }));

    [Fact]
    public void Rows_stand_in_order_and_each_key_once_for_a_status_and_window() =>
        Check.One(Often, Prop.ForAll(AnySamples.Any, Seed, (samples, seed) =>
        {
            var rows = Rows(samples, By(seed));
            Assert.Equal(rows.Select(r => (r.Status, r.Window)), rows.Select(r => (r.Status, r.Window)).Order());
            Assert.Equal(rows.Length, rows.Select(r => (r.Status, r.Window, r.Key)).Distinct().Count());
        }));

    [Fact]
    public void A_percentile_is_the_smallest_measured_time_that_so_many_did_not_exceed() =>
        Check.One(Often, Prop.ForAll(AnySamples.Any, samples =>
        {
            foreach (var row in Rows(samples, []))
            {
                var took = Acts(samples, row).Select(s => s.Took!.Value / 1000.0).ToList();
                Percentile(row.MedianSeconds, 50, took, least: 1);
                Percentile(row.P90Seconds, 90, took, least: 10);
                Percentile(row.P99Seconds, 99, took, least: 100);
                Assert.Equal(took.Count < 20, row.Small);
            }

            static void Percentile(double? said, int percent, List<double> took, int least)
            {
                Assert.Equal(took.Count >= least, said is not null);
                if (said is { } value)
                {
                    Assert.Contains(value, took);
                    Assert.True(took.Count(t => t <= value) * 100 >= percent * took.Count);
                    Assert.True(took.Count(t => t < value) * 100 < percent * took.Count);
                }
            }
        }));

    [Fact]
    public void The_distribution_counts_each_act_in_the_first_bar_that_it_fits() =>
        Check.One(Often, Prop.ForAll(AnySamples.Any, samples =>
        {
            foreach (var row in Rows(samples, []))
            {
                var took = Acts(samples, row).Select(s => s.Took!.Value / 1000.0).ToList();
                Assert.Equal([1, 5, 15, 60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, null],
                    row.Distribution.Select(b => b.UpToSeconds));
                var below = 0.0;
                foreach (var bar in row.Distribution)
                {
                    var end = bar.UpToSeconds ?? double.MaxValue;
                    Assert.Equal(took.Count(t => (t > below || below == 0) && t <= end), bar.Count);
                    below = end;
                }
            }
        }));

    [Fact]
    public void Whatever_rows_are_told_apart_by_they_hold_the_same_windows() =>
        Check.One(Often, Prop.ForAll(AnySamples.Any, Seed, (samples, seed) =>
        {
            var (whole, parts) = (Rows(samples, []),
                Rows(samples, By(seed)).GroupBy(r => (r.Status, r.Window)).ToDictionary(g => g.Key));
            Assert.Equal(whole.Length, parts.Count);
            foreach (var row in whole)
            {
                var part = parts[(row.Status, row.Window)].ToList();
                Assert.Equal(Counts(row), part.Select(Counts).Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]));
            }
        }));

    [Fact]
    public void Filters_cut_the_samples_into_parts_that_make_the_whole() =>
        Check.One(Often, Prop.ForAll(AnySamples.Any, samples =>
        {
            Partition(samples, Enum.GetValues<Status>().Select(v => new ReportQuery { Status = v }));
            Partition(samples, Enum.GetValues<Window>().Select(v => new ReportQuery { Window = v }));
            Partition(samples, Enum.GetValues<Kind>().Select(v => new ReportQuery { Kind = v }));
            Partition(samples, Enum.GetValues<Precedence>().Select(v => new ReportQuery { Precedence = v }));
            Partition(samples, Enum.GetValues<Timeliness>().Select(v => new ReportQuery { Outcome = v }));
            Partition(samples, Enum.GetValues<Carrier>()
                .Select(v => new ReportQuery { Carrier = v }).Append(new ReportQuery { WithoutAct = true }));
            Partition(samples, new[] { "XB", "XC", "XD" }.Select(v => new ReportQuery { Participant = v }));
            Partition(samples, new[] { "exercise", "osce", "un" }.Select(v => new ReportQuery { Regime = v }));
            Partition([.. samples.Where(s => s.Acted)],
                new[] { true, false }.Select(v => new ReportQuery { AfterEscalation = v }));

            static void Partition(Sample[] all, IEnumerable<ReportQuery> filters)
            {
                var questions = filters.Select(f => ReportQuestion.Complete(f, Cast.Start.AddYears(1)).Value).ToList();
                Assert.All(all, s => Assert.Single(questions, q => q.Takes(s)));
            }
        }));

    [Fact]
    public void The_list_behind_a_figure_has_as_many_rows_as_the_figure_says() =>
        Check.One(Often, Prop.ForAll(AnySamples.Any, samples =>
        {
            foreach (var row in Rows(samples, [ReportGroup.Participant, ReportGroup.Carrier]))
            {
                int Listed(ReportQuery query) => samples.Count(ReportQuestion.Complete(query with
                {
                    Status = row.Status,
                    Window = row.Window,
                    Participant = row.Key.Participant,
                    Carrier = row.Key.Carrier,
                    WithoutAct = row.Key.Carrier is null,
                }, Cast.Start.AddYears(1)).Value.Takes);
                Assert.Equal(row.Asked, Listed(new ReportQuery()));
                Assert.Equal(row.Late, Listed(new ReportQuery { Outcome = Timeliness.Late }));
                Assert.Equal(row.BeforeEscalation, Listed(new ReportQuery { AfterEscalation = false }));
                Assert.Equal(row.AfterEscalation, Listed(new ReportQuery { AfterEscalation = true }));
            }
        }));

    private static Arbitrary<int> Seed { get; } = Arb.From(Gen.Choose(0, 10_000));

    /// <summary>Some of the groups, in some order.</summary>
    private static ImmutableArray<ReportGroup> By(int seed)
    {
        var random = new Random(seed);
        var groups = Groups.ToArray();
        random.Shuffle(groups);
        return [.. groups.Take(random.Next(Groups.Length + 1))];
    }

    private static void AddsUp(Sample[] samples)
    {
        var rows = Rows(samples, [.. Groups]);
        Assert.Equal(samples.Length, rows.Sum(r => r.Asked));
        Assert.All(rows, r =>
        {
            Assert.True(r.Asked > 0);
            Assert.Equal(r.Asked, r.Met + r.Late + r.Lapsed + r.Open + r.Ended);
            Assert.Equal(r.Met + r.Late, r.BeforeEscalation + r.AfterEscalation);
            Assert.Equal(r.Met + r.Late, r.Distribution.Sum(b => b.Count));
            Assert.True(r.MedianSeconds >= 0 || r.Met + r.Late == 0);
            Assert.True(r.P90Seconds is null || r.MedianSeconds <= r.P90Seconds);
            Assert.True(r.P99Seconds is null || r.P90Seconds <= r.P99Seconds);
        });
    }

    private static ImmutableArray<ReportRow> Rows(IEnumerable<Sample> samples, ImmutableArray<ReportGroup> by)
    {
        var table = new ReportTable(by);
        foreach (var sample in samples)
        {
            table.Add(sample);
        }
        return table.Rows();
    }

    private static IEnumerable<Sample> Acts(Sample[] samples, ReportRow row) =>
        samples.Where(s => s.Acted && s.Status == row.Status && s.Window == row.Window);

    private static int[] Counts(ReportRow r) => [r.Asked, r.Met, r.Late, r.Lapsed, r.Open, r.Ended, r.BeforeEscalation,
        r.AfterEscalation, .. r.Distribution.Select(b => b.Count)];

    /// <summary>Records with arrays do not compare by value.</summary>
    private static string Written(ImmutableArray<ReportRow> rows) => System.Text.Json.JsonSerializer.Serialize(rows);
}
