using System.Collections.Immutable;
using Hotline.Protocol;

namespace Hotline.Contract.Wire;

/// <summary>
/// Exchanges of the period that a report does not count: an entry of each is damaged in the hub's journal, and it
/// cannot be told without.
/// </summary>
/// <param name="Exchanges">
/// How many. Of one whose opening entry is damaged nobody knows whether it was asked for: it is among them.
/// </param>
/// <param name="Known">
/// The newest of them, at most 1,000; those of others are counted and do not stand here.
/// </param>
public sealed record LeftOut(int Exchanges, ImmutableArray<DamagedExchange> Known)
{
    /// <summary>Most that are named.</summary>
    public const int Most = 1000;
}

/// <summary>An exchange that cannot be told.</summary>
/// <param name="Position">Its first damaged entry.</param>
/// <param name="Exchange">Which; null when the entry that opened it is damaged, and so nobody knows.</param>
public sealed record DamagedExchange(long Position, MessageId? Exchange = null);

/// <summary>How far a report is.</summary>
/// <param name="Exchanges">How many exchanges of the period were read.</param>
/// <param name="From">Where it will end: the beginning of the period.</param>
/// <param name="BackTo">It has read what was accepted at this time or later; newest first.</param>
/// <param name="To">Where it began: the end of the period, or now when that is earlier.</param>
public sealed record ReportProgress(int Exchanges, DateTimeOffset From, DateTimeOffset BackTo, DateTimeOffset To)
{
    /// <summary>What share of the period is read, 0 to 1.</summary>
    public double Share() => To <= From ? 1 : Math.Clamp((To - BackTo) / (To - From), 0, 1);
}

/// <summary>
/// A line of a report that says how far it is while it is made: every line holds <paramref name="Progress"/> but the
/// last, which holds what was asked for, or why there is none.
/// </summary>
/// <param name="Progress">How far it is.</param>
/// <param name="Report">The report.</param>
/// <param name="Exchanges">The windows that figures come from.</param>
/// <param name="Csv">Either of them as CSV.</param>
/// <param name="Problem">Why there is none, where that came to light late.</param>
public sealed record ReportLine(
    ReportProgress? Progress = null, Report? Report = null, ReportExchanges? Exchanges = null, string? Csv = null,
    Problem? Problem = null);
