using System.Diagnostics.Metrics;
using Hotline.Contract;
using Hotline.Protocol;

namespace Hotline.Journal;

/// <summary>
/// What the journal measures. Nobody listening, nothing is computed. Tags hold words of the vocabulary, nothing of a
/// message.
/// </summary>
public static class JournalMeters
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Hotline.Journal";

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<int> CommitEntries = Meter.CreateHistogram(
        "hotline.journal.commit.entries", "{entry}", "Entries that shared one commit.", null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512] });

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "hotline.journal.commit.duration", "s", "How long one commit took to be on disk: an fsync.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
            0.025, 0.05, 0.1, 0.25, 1, 5] });

    private static readonly Histogram<double> WindowLateness = Meter.CreateHistogram(
        "hotline.window.lateness", "s", "Windows that lapsed, by how long after its due time the lapse was on record.",
        null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 300, 3600] });

    private static readonly Histogram<double> StepLateness = Meter.CreateHistogram(
        "hotline.escalation.lateness", "s", "Escalation steps, by how long after its due time the step was taken.",
        null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 300, 3600] });

    private static readonly Gauge<long> LogBytes = Meter.CreateGauge<long>(
        "hotline.journal.log.size", "By", "Length of the embedded store's write-ahead log, as of the last look.");

    private static readonly Gauge<long> CheckedEntries = Meter.CreateGauge<long>(
        "hotline.journal.check.position", "{entry}", "How far the check in the background has come in its round.");

    private static readonly Counter<long> DamageFound = Meter.CreateCounter<long>(
        "hotline.journal.damage", "{place}", "Damaged places that were found, each once: entries, or beside them.");

    /// <summary>True when somebody wants to know how long a commit takes.</summary>
    internal static bool TimesCommits => CommitDuration.Enabled;

    /// <summary>A commit is on disk.</summary>
    /// <param name="entries">What it holds.</param>
    /// <param name="took">How long it took; counts only when <see cref="TimesCommits"/>.</param>
    internal static void Committed(IReadOnlyList<Written> entries, TimeSpan took)
    {
        CommitEntries.Record(entries.Count);
        CommitDuration.Record(took.TotalSeconds);
        if (!WindowLateness.Enabled && !StepLateness.Enabled)
        {
            return;
        }
        foreach (var entry in entries)
        {
            entry.Entry.Entry.Fact.Accept(new Lateness(entry.Appended.At));
        }
    }

    /// <summary>Records how late the clock was.</summary>
    internal static void Late(Window window, TimeSpan late) =>
        WindowLateness.Record(late.TotalSeconds, new KeyValuePair<string, object?>("hotline.window", window.Wire()));

    /// <summary>Records how late the clock was.</summary>
    internal static void Late(EscalationStep step, TimeSpan late) =>
        StepLateness.Record(late.TotalSeconds, new KeyValuePair<string, object?>("hotline.step", step.Wire()));

    /// <summary>How far the background check has come.</summary>
    internal static void Checked(long position) => CheckedEntries.Record(position);

    /// <summary>Something damaged was found.</summary>
    internal static void Damaged(string what) =>
        DamageFound.Add(1, new KeyValuePair<string, object?>("hotline.damage", what));

    /// <summary>How long the write-ahead log of the embedded store is.</summary>
    public static void LogLength(long bytes) => LogBytes.Record(bytes);
}
