using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract.Wire;

/// <summary>Whose response times somebody reads.</summary>
[JsonConverter(typeof(WireEnumConverter<Figures>))]
public enum Figures
{
    /// <summary>
    /// Its own, as addressee. What a regime grants when its file says nothing; its coordinator reads all.
    /// </summary>
    [JsonStringEnumMemberName("own")] Own,

    /// <summary>Every participant's. An operator's choice, written into the regime file.</summary>
    [JsonStringEnumMemberName("all")] All,
}

/// <summary>
/// What became of what one window asked of one addressee, as of a journal position. Each window is exactly one of
/// these.
/// </summary>
[JsonConverter(typeof(WireEnumConverter<Timeliness>))]
public enum Timeliness
{
    /// <summary>The act came within the window.</summary>
    [JsonStringEnumMemberName("met")] Met,

    /// <summary>The window lapsed, and the act came after.</summary>
    [JsonStringEnumMemberName("late")] Late,

    /// <summary>The window lapsed, and nothing has come.</summary>
    [JsonStringEnumMemberName("lapsed")] Lapsed,

    /// <summary>The window runs.</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>
    /// The opening side withdrew or closed the exchange while the window ran; what came afterwards is record only and
    /// not counted.
    /// </summary>
    [JsonStringEnumMemberName("ended")] Ended,
}

/// <summary>What the rows of a report are told apart by, beside status and window, which are never mixed.</summary>
[JsonConverter(typeof(WireEnumConverter<ReportGroup>))]
public enum ReportGroup
{
    /// <summary>The addressee.</summary>
    [JsonStringEnumMemberName("participant")] Participant,

    /// <summary>The regime.</summary>
    [JsonStringEnumMemberName("regime")] Regime,

    /// <summary>The kind of the opening message.</summary>
    [JsonStringEnumMemberName("kind")] Kind,

    /// <summary>Its precedence.</summary>
    [JsonStringEnumMemberName("precedence")] Precedence,

    /// <summary>The carrier by which the act came; what has no act has no carrier.</summary>
    [JsonStringEnumMemberName("carrier")] Carrier,

    /// <summary>The calendar month of acceptance, UTC.</summary>
    [JsonStringEnumMemberName("month")] Month,
}

/// <summary>Response times of a period.</summary>
/// <param name="From">Beginning of the period: exchanges accepted at this time or later.</param>
/// <param name="To">Its end: exchanges accepted before this time.</param>
/// <param name="By">What the rows are told apart by.</param>
/// <param name="UpTo">The journal position up to which it was computed; entries after it count for nothing.</param>
/// <param name="HubTime">The hub's time then.</param>
/// <param name="Scope"><c>all</c> when it may hold others' figures, <c>own</c> when only the reader's own.</param>
/// <param name="Note">
/// What must be said wherever the figures are shown: whose they are, and who set the windows.
/// </param>
/// <param name="Rows">By status, window and key; a row that nothing falls into is not there.</param>
public sealed record Report(
    DateTimeOffset From, DateTimeOffset To, ImmutableArray<ReportGroup> By, long UpTo, DateTimeOffset HubTime,
    Figures Scope, string Note, ImmutableArray<ReportRow> Rows)
{
    /// <summary>What is not counted, as the hub's journal is damaged there; null, as mostly, for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LeftOut? LeftOut { get; init; }
}

/// <summary>What a row is about; what the report is not told apart by is null.</summary>
/// <param name="Participant">The addressee.</param>
/// <param name="Regime">The regime.</param>
/// <param name="Kind">The kind of the opening message.</param>
/// <param name="Precedence">Its precedence.</param>
/// <param name="Carrier">How the act came; null also where none came.</param>
/// <param name="Month">The month of acceptance, <c>2026-11</c>, UTC.</param>
public sealed record ReportKey(
    string? Participant = null, string? Regime = null, Kind? Kind = null, Precedence? Precedence = null,
    Carrier? Carrier = null, string? Month = null);

/// <summary>
/// How one window was answered. A response time runs from the opening of the window to the act that it asks for
/// (delivered, acknowledged, answered); late acts count, what never came cannot. Percentiles are by nearest rank, so
/// each is a time that was measured.
/// </summary>
/// <param name="Status">Actual, exercise or test.</param>
/// <param name="Window">Which window.</param>
/// <param name="Key">What the row is about.</param>
/// <param name="Asked">
/// How many windows: one for each addressee of each exchange. The sum of the five that follow.
/// </param>
/// <param name="Met">Answered within the window.</param>
/// <param name="Late">Answered after it had lapsed.</param>
/// <param name="Lapsed">Lapsed, and nothing came.</param>
/// <param name="Open">Still running.</param>
/// <param name="Ended">Withdrawn or closed while it ran.</param>
/// <param name="BeforeEscalation">
/// Acts (met or late) before any escalation step was taken for that addressee and window.
/// </param>
/// <param name="AfterEscalation">Acts after the first such step.</param>
/// <param name="MedianSeconds">Half of the acts took no longer; null without acts.</param>
/// <param name="P90Seconds">Nine in ten took no longer; null below 10 acts.</param>
/// <param name="P99Seconds">Ninety-nine in a hundred took no longer; null below 100 acts.</param>
/// <param name="Distribution">
/// How many acts took how long; every bound is there, whether or not anything falls below it.
/// </param>
/// <param name="Small">Fewer than 20 acts: one more can move these figures far.</param>
public sealed record ReportRow(
    Status Status, Window Window, ReportKey Key, int Asked, int Met, int Late, int Lapsed, int Open, int Ended,
    int BeforeEscalation, int AfterEscalation,
    double? MedianSeconds, double? P90Seconds, double? P99Seconds, ImmutableArray<ReportBar> Distribution, bool Small);

/// <summary>A bar of a distribution.</summary>
/// <param name="UpToSeconds">
/// Acts that took longer than the bar before, up to and including so many seconds; null for the last, which has no end.
/// </param>
/// <param name="Count">How many.</param>
public sealed record ReportBar(double? UpToSeconds, int Count);

/// <summary>The windows that a report's figures come from.</summary>
/// <param name="From">As in <see cref="Report"/>.</param>
/// <param name="To">As in <see cref="Report"/>.</param>
/// <param name="UpTo">As in <see cref="Report"/>.</param>
/// <param name="HubTime">As in <see cref="Report"/>.</param>
/// <param name="Scope">As in <see cref="Report"/>.</param>
/// <param name="Note">As in <see cref="Report"/>.</param>
/// <param name="Total">How many the reader may see; more than there are rows when the limit cut the list.</param>
/// <param name="Withheld">
/// How many count in the figures, but are others' and are not listed: a regime that opens its figures does not open who
/// wrote to whom.
/// </param>
/// <param name="Rows">Newest exchange first.</param>
public sealed record ReportExchanges(
    DateTimeOffset From, DateTimeOffset To, long UpTo, DateTimeOffset HubTime, Figures Scope, string Note, int Total,
    int Withheld, ImmutableArray<ReportExchange> Rows)
{
    /// <summary>What is not counted, as the hub's journal is damaged there; null, as mostly, for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LeftOut? LeftOut { get; init; }
}

/// <summary>One window of one addressee.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Who was asked.</param>
/// <param name="From">Who asked.</param>
/// <param name="Regime">The regime.</param>
/// <param name="Kind">The kind of the opening message.</param>
/// <param name="Precedence">Its precedence.</param>
/// <param name="Status">Actual, exercise or test.</param>
/// <param name="Window">Which window.</param>
/// <param name="Carrier">How the act came; null without act.</param>
/// <param name="Opened">When the window opened: the acceptance.</param>
/// <param name="Due">When it ends or ended.</param>
/// <param name="At">When the act came; null without act.</param>
/// <param name="Seconds">
/// From <paramref name="Opened"/> to <paramref name="At"/>, never below 0; null without act.
/// </param>
/// <param name="Outcome">What became of it.</param>
/// <param name="AfterEscalation">
/// Of an act: it came after the first escalation step. Without act: a step has been taken.
/// </param>
public sealed record ReportExchange(
    MessageId Exchange, string Addressee, string From, string Regime, Kind Kind, Precedence Precedence, Status Status,
    Window Window, Carrier? Carrier,
    DateTimeOffset Opened, DateTimeOffset Due, DateTimeOffset? At, double? Seconds, Timeliness Outcome,
    bool AfterEscalation);
