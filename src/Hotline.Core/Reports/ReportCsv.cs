using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Core.Reports;

/// <summary>
/// Reports as tables. Every line says up to which journal position it was computed, and how many exchanges are not
/// counted, so that no line is without it wherever it is pasted. What is not counted has lines of its own at the end:
/// <c>damaged</c> is the position of the damaged entry.
/// </summary>
public static class ReportCsv
{
    /// <summary>Heads of the distribution, as wide as <see cref="ReportTable.Bounds"/> and one more.</summary>
    private static readonly string[] Bars = ["to1s", "to5s", "to15s", "to1min", "to5min", "to15min", "to30min", "to1h",
        "to3h", "to6h", "to12h", "to24h", "to48h", "longer"];

    /// <summary>A report, one line a row.</summary>
    public static string Write(Report report)
    {
        var csv = new Csv([
            "upTo", "from", "to", "status", "window", "participant", "regime", "kind", "precedence", "carrier", "month",
            "asked", "met", "late", "lapsed", "open", "ended",
            "beforeEscalation", "afterEscalation", "medianSeconds", "p90Seconds", "p99Seconds", "small", .. Bars,
            "leftOut", "damaged", "damagedExchange"]);
        foreach (var r in report.Rows)
        {
            csv.Line([
                Csv.Number(report.UpTo), Instant.Write(report.From), Instant.Write(report.To), r.Status.Wire(),
                r.Window.Wire(), r.Key.Participant, r.Key.Regime,
                r.Key.Kind?.Wire(), r.Key.Precedence?.Wire(), r.Key.Carrier?.Wire(), r.Key.Month,
                .. new long[] { r.Asked, r.Met, r.Late, r.Lapsed, r.Open, r.Ended, r.BeforeEscalation,
                    r.AfterEscalation }.Select(Csv.Number),
                Csv.Seconds(r.MedianSeconds), Csv.Seconds(r.P90Seconds), Csv.Seconds(r.P99Seconds),
                r.Small ? "true" : "false", .. r.Distribution.Select(b => Csv.Number(b.Count)),
                Count(report.LeftOut), null, null]);
        }
        foreach (var gone in Lines(report.LeftOut))
        {
            csv.Line([
                Csv.Number(report.UpTo), Instant.Write(report.From), Instant.Write(report.To),
                .. new string?[20 + Bars.Length], Count(report.LeftOut), Place(gone), gone?.Exchange?.ToString()]);
        }
        return csv.ToString();
    }

    /// <summary>The windows that figures come from, one line each.</summary>
    public static string Write(ReportExchanges report)
    {
        var csv = new Csv(
            "upTo", "exchange", "addressee", "from", "regime", "kind", "precedence", "status", "window", "carrier",
            "opened", "due", "at", "seconds", "outcome", "afterEscalation", "leftOut", "damaged");
        foreach (var r in report.Rows)
        {
            csv.Line(
                Csv.Number(report.UpTo), r.Exchange.ToString(), r.Addressee, r.From, r.Regime, r.Kind.Wire(),
                r.Precedence.Wire(), r.Status.Wire(), r.Window.Wire(), r.Carrier?.Wire(),
                Instant.Write(r.Opened), Instant.Write(r.Due), r.At is { } at ? Instant.Write(at) : null,
                Csv.Seconds(r.Seconds), r.Outcome.Wire(), r.AfterEscalation ? "true" : "false",
                Count(report.LeftOut), null);
        }
        foreach (var gone in Lines(report.LeftOut))
        {
            csv.Line([
                Csv.Number(report.UpTo), gone?.Exchange?.ToString(), .. new string?[14], Count(report.LeftOut),
                Place(gone)]);
        }
        return csv.ToString();
    }

    private static string Count(LeftOut? leftOut) => Csv.Number(leftOut?.Exchanges ?? 0);

    private static string? Place(DamagedExchange? gone) => gone is null ? null : Csv.Number(gone.Position);

    /// <summary>At least one where anything is not counted, though none of it is the reader's to know.</summary>
    private static DamagedExchange?[] Lines(LeftOut? leftOut) =>
        leftOut is null ? [] : leftOut.Known.IsEmpty ? new DamagedExchange?[1] : [.. leftOut.Known];
}
