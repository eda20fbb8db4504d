using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Core.Reports;

/// <summary>
/// Reports as tables. Every line says up to which journal position it was computed, so that no line is without it
/// wherever it is pasted.
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
            "beforeEscalation", "afterEscalation", "medianSeconds", "p90Seconds", "p99Seconds", "small", .. Bars]);
        foreach (var r in report.Rows)
        {
            csv.Line([
                Csv.Number(report.UpTo), Instant.Write(report.From), Instant.Write(report.To), r.Status.Wire(),
                r.Window.Wire(), r.Key.Participant, r.Key.Regime,
                r.Key.Kind?.Wire(), r.Key.Precedence?.Wire(), r.Key.Carrier?.Wire(), r.Key.Month,
                .. new long[] { r.Asked, r.Met, r.Late, r.Lapsed, r.Open, r.Ended, r.BeforeEscalation,
                    r.AfterEscalation }.Select(Csv.Number),
                Csv.Seconds(r.MedianSeconds), Csv.Seconds(r.P90Seconds), Csv.Seconds(r.P99Seconds),
                r.Small ? "true" : "false", .. r.Distribution.Select(b => Csv.Number(b.Count))]);
        }
        return csv.ToString();
    }

    /// <summary>The windows that figures come from, one line each.</summary>
    public static string Write(ReportExchanges report)
    {
        var csv = new Csv(
            "upTo", "exchange", "addressee", "from", "regime", "kind", "precedence", "status", "window", "carrier",
            "opened", "due", "at", "seconds", "outcome", "afterEscalation");
        foreach (var r in report.Rows)
        {
            csv.Line(
                Csv.Number(report.UpTo), r.Exchange.ToString(), r.Addressee, r.From, r.Regime, r.Kind.Wire(),
                r.Precedence.Wire(), r.Status.Wire(), r.Window.Wire(), r.Carrier?.Wire(),
                Instant.Write(r.Opened), Instant.Write(r.Due), r.At is { } at ? Instant.Write(at) : null,
                Csv.Seconds(r.Seconds), r.Outcome.Wire(), r.AfterEscalation ? "true" : "false");
        }
        return csv.ToString();
    }
}
