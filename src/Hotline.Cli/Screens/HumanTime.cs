using System.Globalization;

namespace Hotline.Cli.Screens;

/// <summary>Times as people read them: always UTC, and always said so.</summary>
internal static class HumanTime
{
    /// <summary>
    /// A length, cut down to what matters: <c>43 s</c>, <c>4 min 10 s</c>, <c>12 min</c>, <c>3 h 5 min</c>,
    /// <c>2 d 3 h</c>.
    /// </summary>
    public static string Span(TimeSpan span)
    {
        span = span < TimeSpan.Zero ? -span : span;
        var (d, h, m, s) = ((int)span.TotalDays, span.Hours, span.Minutes, span.Seconds);
        return span switch
        {
            { TotalSeconds: < 1 } => "less than 1 s",
            { TotalMinutes: < 1 } => Text($"{s} s"),
            { TotalMinutes: < 10 } => Pair(m, "min", s, "s"),
            { TotalHours: < 1 } => Text($"{m} min"),
            { TotalHours: < 48 } => Pair((int)span.TotalHours, "h", m, "min"),
            _ => Pair(d, "d", h, "h"),
        };
    }

    /// <summary>
    /// A moment seen from another: <c>14:05 UTC</c>, with seconds when they are less than ten minutes apart, with the
    /// date on another day.
    /// </summary>
    public static string Moment(DateTimeOffset at, DateTimeOffset now) =>
        at.UtcDateTime.ToString(
            (at - now).Duration() < TimeSpan.FromMinutes(10) ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture)
        + " UTC" + Day(at, now);

    /// <summary>A moment on record, to the second.</summary>
    public static string Record(DateTimeOffset at, DateTimeOffset now) => Clock(at) + " UTC" + Day(at, now);

    /// <summary>A moment in full: <c>1 Mar 2026 14:05:09 UTC</c>.</summary>
    public static string Full(DateTimeOffset at) =>
        at.UtcDateTime.ToString("d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>The time of day, to the second, for columns whose head says UTC.</summary>
    public static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A window's end: <c>due in 12 min, 14:05 UTC</c>, or <c>overdue by 3 min, since 14:05 UTC</c>.</summary>
    public static string Due(DateTimeOffset due, DateTimeOffset now) =>
        due > now
        ? $"due in {Span(due - now)}, {Moment(due, now)}" : $"overdue by {Span(now - due)}, since {Moment(due, now)}";

    private static string Day(DateTimeOffset at, DateTimeOffset now) =>
        at.UtcDateTime.Date == now.UtcDateTime.Date
        ? "" : at.UtcDateTime.ToString(" 'on' d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Pair(int large, string one, int small, string other) =>
        small == 0 ? Text($"{large} {one}") : Text($"{large} {one} {small} {other}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
