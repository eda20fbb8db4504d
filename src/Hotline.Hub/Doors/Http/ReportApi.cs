using System.ComponentModel;
using System.Globalization;
using System.Text;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Reports;
using Hotline.Hub.Reading;
using Hotline.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Hotline.Hub.Doors.Http;

/// <summary>Response times over HTTP, as JSON and as CSV.</summary>
internal static class ReportApi
{
    private const string Json = "application/json";

    /// <summary>About what a row takes, as it is and as text.</summary>
    private const long BytesOfRow = 1024;

    /// <summary>Maps the paths.</summary>
    public static void Map(IEndpointRouteBuilder own)
    {
        var reports = own.MapGroup("").WithTags("reports").ProducesProblem(400).ProducesProblem(429);
        reports.MapGet(HttpPaths.Report, Report).WithName("report")
            .WithSummary("Response times of a period, as of a journal position: the reader's own as addressee; for a "
                + "regime's coordinator, and where the regime opens its figures, everybody's.")
            .Produces<Report>(200, Json, MediaTypes.Csv, MediaTypes.JsonLines);
        reports.MapGet(HttpPaths.ReportExchanges, Exchanges).WithName("reportExchanges")
            .WithSummary("The windows that a report's figures come from, newest exchange first: of the reader's own "
                + "exchanges, and of those that it coordinates.")
            .Produces<ReportExchanges>(200, Json, MediaTypes.Csv, MediaTypes.JsonLines);
    }

    private static async Task<IResult> Report(
        [AsParameters] Asked asked, HttpRequest request, Caller caller, ReportReader reader, HeldAnswers answers,
        TimeProvider clock, CancellationToken ct)
    {
        if (!Form.Of(asked, request, clock).Try(out var form, out var refusal)
            || (refusal = Permissions.CheckEvents(caller.Seat.Poc)) is not null
            || !(await reader.ReportAsync(Of(request, caller, form), ct)).Try(out var report, out refusal))
        {
            return Refuse(request, refusal, form?.Lines);
        }
        await answers.HoldAsync(request.HttpContext, caller.Seat, report.Rows.Length * BytesOfRow, ct);
        return form.Lines is { } lines
            ? lines.End(form.Csv ? new ReportLine(Csv: ReportCsv.Write(report)) : new ReportLine(Report: report))
            : form.Csv ? File(ReportCsv.Write(report), $"report-{Span(report.From, report.To, report.UpTo)}")
            : TypedResults.Json(report, WireJson.Default.Report);
    }

    private static async Task<IResult> Exchanges(
        [AsParameters] AskedOfExchanges asked, HttpRequest request, Caller caller, ReportReader reader,
        HeldAnswers answers, TimeProvider clock, CancellationToken ct)
    {
        if (!Form.Of(asked, request, clock).Try(out var form, out var refusal)
            || (refusal = Permissions.CheckEvents(caller.Seat.Poc)) is not null
            || !(await reader.ExchangesAsync(Of(request, caller, form), whole: form.Csv, ct))
                .Try(out var report, out refusal))
        {
            return Refuse(request, refusal, form?.Lines);
        }
        await answers.HoldAsync(request.HttpContext, caller.Seat, report.Rows.Length * BytesOfRow, ct);
        return form.Lines is { } lines
            ? lines.End(form.Csv ? new ReportLine(Csv: ReportCsv.Write(report)) : new ReportLine(Exchanges: report))
            : form.Csv ? File(ReportCsv.Write(report), $"report-exchanges-{Span(report.From, report.To, report.UpTo)}")
            : TypedResults.Json(report, WireJson.Default.ReportExchanges);
    }

    private static IResult Refuse(HttpRequest request, Refusal refusal, ReportLines? lines)
    {
        if (lines is { Begun: true })
        {
            return lines.End(new ReportLine(Problem: Problems.Of(refusal)));
        }
        if (refusal.Class == RefusalClass.TooMany)
        {
            request.HttpContext.Response.Headers.RetryAfter =
                ReportPlaces.Pause.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }
        return Problems.Result(refusal);
    }

    private static ReportRequest Of(HttpRequest request, Caller caller, Form form) => new(
        caller.Participant,
        from parameter in request.Query
        from value in parameter.Value
        select KeyValuePair.Create(parameter.Key, value ?? ""))
    {
        Progress = form.Lines is { } lines ? lines.TellAsync : null,
    };

    private static string Span(DateTimeOffset from, DateTimeOffset to, long upTo) => string.Create(
        CultureInfo.InvariantCulture,
        $"{from.UtcDateTime:yyyyMMddTHHmmss}Z-{to.UtcDateTime:yyyyMMddTHHmmss}Z-position-{upTo}");

    private static FileContentHttpResult File(string csv, string name) => TypedResults.File(
        Encoding.UTF8.GetBytes(csv), MediaTypes.Csv + "; charset=utf-8; header=present", $"hotline-{name}.csv");

    /// <summary>How a report is to be given.</summary>
    /// <param name="Csv">As a table.</param>
    /// <param name="Lines">Where it is told how far it is; null when that was not asked for.</param>
    private sealed record Form(bool Csv, ReportLines? Lines)
    {
        public static Outcome<Form> Of(Asked asked, HttpRequest request, TimeProvider clock) => asked switch
        {
            { Format: not (null or "json" or "csv") } =>
                ReportErrors.BadValue(ReportParameters.Format, asked.Format, "json or csv"),
            { Progress: not (null or "true" or "false") } =>
                ReportErrors.BadValue(ReportParameters.Progress, asked.Progress, "true or false"),
            _ => new Form(asked.Format == "csv", asked.Progress != "true" ? null
                : new ReportLines(request.HttpContext.Response, clock)),
        };
    }
}

/// <summary>
/// The parameters for the OpenAPI document; they are read by <see cref="ReportQuestion.Read"/>, which refuses what it
/// does not know.
/// </summary>
internal record Asked(
    [property: FromQuery(Name = ReportParameters.From)]
    [property: Description("First moment of the period, by acceptance: a time, or a date (midnight UTC). "
        + "Default: of the month of its end.")]
    string? From,
    [property: FromQuery(Name = ReportParameters.To)]
    [property: Description("First moment after the period. Default: now.")]
    string? To,
    [property: FromQuery(Name = ReportParameters.By)]
    [property: Description("What rows are told apart by beside status and window: any of participant, regime, kind, "
        + "precedence, carrier, month, with commas; empty for nothing. Default: participant.")]
    string? By,
    [property: FromQuery(Name = ReportParameters.Status)]
    [property: Description("actual, exercise or test.")]
    string? Status,
    [property: FromQuery(Name = ReportParameters.Regime)]
    [property: Description("A regime's id.")]
    string? Regime,
    [property: FromQuery(Name = ReportParameters.Kind)]
    [property: Description("Kind of the opening message.")]
    string? Kind,
    [property: FromQuery(Name = ReportParameters.Precedence)]
    [property: Description("flash, immediate, priority or routine.")]
    string? Precedence,
    [property: FromQuery(Name = ReportParameters.Participant)]
    [property: Description("An addressee.")]
    string? Participant,
    [property: FromQuery(Name = ReportParameters.Carrier)]
    [property: Description("The carrier by which the act came; none: only where nothing came.")]
    string? Carrier,
    [property: FromQuery(Name = ReportParameters.Window)]
    [property: Description("delivery, acknowledgement or response.")]
    string? Window,
    [property: FromQuery(Name = ReportParameters.Format)]
    [property: Description("json (default) or csv.")]
    string? Format,
    [property: FromQuery(Name = ReportParameters.Progress)]
    [property: Description("true: the answer is a JSON document a line (application/jsonl, ReportLine in wire.json); "
        + "each says how far the report is, the last holds it. Whoever closes the connection ends it.")]
    string? Progress);

/// <summary>As <see cref="Asked"/>, and what the list alone takes.</summary>
internal sealed record AskedOfExchanges(
    string? From, string? To, string? By, string? Status, string? Regime, string? Kind, string? Precedence,
    string? Participant, string? Carrier, string? Window, string? Format, string? Progress,
    [property: FromQuery(Name = ReportParameters.Outcome)]
    [property: Description("met, late, lapsed, open or ended.")]
    string? Outcome,
    [property: FromQuery(Name = ReportParameters.AfterEscalation)]
    [property: Description("true or false: only acts after, or before, the first escalation step.")]
    string? AfterEscalation,
    [property: FromQuery(Name = ReportParameters.Limit)]
    [property: Description("Most rows, 1 to 100000. Default: 500 as JSON, all as CSV.")]
    string? Limit)
    : Asked(From, To, By, Status, Regime, Kind, Precedence, Participant, Carrier, Window, Format, Progress);
