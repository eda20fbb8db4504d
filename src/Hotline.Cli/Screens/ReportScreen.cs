using System.Globalization;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Cli.Screens;

/// <summary>Response times as people read them: a table for each status and window, which are never mixed.</summary>
internal static class ReportScreen
{
    private const int Named = 20;

    /// <summary>The figures.</summary>
    public static void Show(Screen screen, Report report)
    {
        Head(screen, report.From, report.To, report.UpTo, report.HubTime, report.Note, report.LeftOut);
        if (report.Rows.IsEmpty)
        {
            screen.Line("No exchange of this period asked anything.");
            return;
        }
        foreach (var table in report.Rows.GroupBy(r => (r.Status, r.Window)))
        {
            screen.Line(Look.Label(table.Key.Status), " ", new Ink(table.Key.Window.Wire(), Look.Strong));
            screen.Table(
                [.. report.By.Select((g, i) => Indent(g.Wire(), i)), Indent("asked", report.By.Length), "met", "late",
                    "lapsed", "open", "ended", "before", "after", "median", "p90", "p99", ""],
                table.Select(r => (IReadOnlyList<Ink>)
                [
                    .. report.By.Select((g, i) => new Ink(Indent(Key(r.Key, g), i))),
                    Indent(Count(r.Asked), report.By.Length), Count(r.Met), Bad(r.Late), Bad(r.Lapsed), Count(r.Open),
                    Count(r.Ended),
                    Count(r.BeforeEscalation), Count(r.AfterEscalation), Time(r.MedianSeconds), Time(r.P90Seconds),
                    Time(r.P99Seconds), new Ink(r.Small ? "few" : "", Look.Faint),
                ]));
            screen.Line();
        }
        screen.Line(new Ink(
            "before, after: acts before and after the first escalation step. median, p90, p99: of all acts, late ones "
            + "too; by nearest rank.", Look.Faint));
        if (report.Rows.Any(r => r.Small))
        {
            screen.Line(new Ink(
                "few: under 20 acts, one more can move these figures far; no p90 under 10 acts, "
                + "no p99 under 100.", Look.Faint));
        }
    }

    /// <summary>The windows that figures come from.</summary>
    public static void Show(Screen screen, ReportExchanges report)
    {
        Head(screen, report.From, report.To, report.UpTo, report.HubTime, report.Note, report.LeftOut);
        if (!report.Rows.IsEmpty)
        {
            screen.Table(
                ["opened (UTC)", "from", "to", "status", "regime", "kind", "precedence", "window", "outcome", "took",
                    "by", "escalated", "id"],
                report.Rows.Select(r => (IReadOnlyList<Ink>)
                [
                    r.Opened.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), r.From,
                    r.Addressee, r.Status.Wire(), r.Regime, r.Kind.Words(), r.Precedence.Wire(), r.Window.Wire(),
                    new Ink(r.Outcome.Wire(), r.Outcome is Timeliness.Late or Timeliness.Lapsed ? Look.Bad : null),
                    Time(r.Seconds), r.Carrier?.Wire() ?? "", r.AfterEscalation ? "yes" : "", r.Exchange.ToString(),
                ]));
            screen.Line();
        }
        screen.Line(report.Rows.Length < report.Total
            ? new Ink(FormattableString.Invariant(
                $"{report.Rows.Length} of {report.Total} windows, the newest; --limit shows more."), Look.Ask)
            : FormattableString.Invariant($"{report.Total} windows."));
        if (report.Withheld > 0)
        {
            screen.Line(FormattableString.Invariant(
                $"{report.Withheld} more count in the figures and are not listed: they are other participants'."));
        }
    }

    /// <summary>Of which days, as of which position, whose, and by whose windows.</summary>
    private static void Head(
        Screen screen, DateTimeOffset from, DateTimeOffset to, long upTo, DateTimeOffset hubTime, string note,
        LeftOut? leftOut)
    {
        screen.Line(new Ink("Response times", Look.Strong),
            $" of exchanges accepted from {HumanTime.Full(from)} to before {HumanTime.Full(to)}");
        screen.Line(FormattableString.Invariant($"Computed up to journal position {upTo}, {HumanTime.Full(hubTime)}."));
        screen.Line(note);
        if (leftOut is not null)
        {
            screen.Line(new Ink(FormattableString.Invariant(
                $"NOT COUNTED: {leftOut.Exchanges} of the exchanges. The hub's journal is damaged there; ask its ")
                + "operator to restore it from a backup.", Look.Bad));
            foreach (var gone in leftOut.Known.Take(Named))
            {
                screen.Line(new Ink(FormattableString.Invariant($"  position {gone.Position}: exchange ")
                    + (gone.Exchange?.ToString() ?? "not known"), Look.Bad));
            }
            if (leftOut.Exchanges - Math.Min(Named, leftOut.Known.Length) is > 0 and var more)
            {
                screen.Line(new Ink(FormattableString.Invariant($"  and {more} more; --json names what is yours."),
                    Look.Bad));
            }
        }
        screen.Line();
    }

    private static string Key(ReportKey key, ReportGroup group) => group switch
    {
        ReportGroup.Participant => key.Participant,
        ReportGroup.Regime => key.Regime,
        ReportGroup.Kind => key.Kind?.Words(),
        ReportGroup.Precedence => key.Precedence?.Wire(),
        ReportGroup.Carrier => key.Carrier?.Wire() ?? "no act",
        ReportGroup.Month => key.Month,
    } ?? "";

    private static string Indent(string text, int column) => column == 0 ? "  " + text : text;

    private static string Count(int count) => count == 0 ? "·" : count.ToString(CultureInfo.InvariantCulture);

    private static Ink Bad(int count) => new(Count(count), count == 0 ? null : Look.Bad);

    private static Ink Time(double? seconds) => new(seconds is { } s ? HumanTime.Span(TimeSpan.FromSeconds(s)) : "–");
}
