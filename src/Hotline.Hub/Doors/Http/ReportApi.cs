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
            .Produces<Report>(200, Json, MediaTypes.Csv);
        reports.MapGet(HttpPaths.ReportExchanges, Exchanges).WithName("reportExchanges")
            .WithSummary("The windows that a report's figures come from, newest exchange first: of the reader's own "
                + "exchanges, and of those that it coordinates.")
            .Produces<ReportExchanges>(200, Json, MediaTypes.Csv);
    }

    private static async Task<IResult> Report(
        [AsParameters] Asked asked, HttpRequest request, Caller caller, ReportReader reader, HeldAnswers answers,
        CancellationToken ct)
    {
        if (!IsCsv(asked.Format).Try(out var csv, out var refusal)
            || (refusal = Permissions.CheckEvents(caller.Seat.Poc)) is not null
            || !(await reader.ReportAsync(Of(request, caller), ct)).Try(out var report, out refusal))
        {
            return Refuse(request, refusal);
        }
        await answers.HoldAsync(request.HttpContext, caller.Seat, report.Rows.Length * BytesOfRow, ct);
        return csv
            ? File(ReportCsv.Write(report), $"report-{Span(report.From, report.To, report.UpTo)}")
            : TypedResults.Json(report, WireJson.Default.Report);
    }

    private static async Task<IResult> Exchanges(
        [AsParameters] AskedOfExchanges asked, HttpRequest request, Caller caller, ReportReader reader,
        HeldAnswers answers, CancellationToken ct)
    {
        if (!IsCsv(asked.Format).Try(out var csv, out var refusal)
            || (refusal = Permissions.CheckEvents(caller.Seat.Poc)) is not null
            || !(await reader.ExchangesAsync(Of(request, caller), whole: csv, ct)).Try(out var report, out refusal))
        {
            return Refuse(request, refusal);
        }
        await answers.HoldAsync(request.HttpContext, caller.Seat, report.Rows.Length * BytesOfRow, ct);
        return csv
            ? File(ReportCsv.Write(report), $"report-exchanges-{Span(report.From, report.To, report.UpTo)}")
            : TypedResults.Json(report, WireJson.Default.ReportExchanges);
    }

    private static IResult Refuse(HttpRequest request, Refusal refusal)
    {
        if (refusal.Class == RefusalClass.TooMany)
        {
            request.HttpContext.Response.Headers.RetryAfter =
                ReportPlaces.Pause.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }
        return Problems.Result(refusal);
    }

    private static Outcome<bool> IsCsv(string? format) => format switch
    {
        null or "json" => false,
        "csv" => true,
        { } other => ReportErrors.BadValue(ReportParameters.Format, other, "json or csv"),
    };

    private static ReportRequest Of(HttpRequest request, Caller caller) => new(
        caller.Participant,
        from parameter in request.Query
        from value in parameter.Value
        select KeyValuePair.Create(parameter.Key, value ?? ""));

    private static string Span(DateTimeOffset from, DateTimeOffset to, long upTo) => string.Create(
        CultureInfo.InvariantCulture,
        $"{from.UtcDateTime:yyyyMMddTHHmmss}Z-{to.UtcDateTime:yyyyMMddTHHmmss}Z-position-{upTo}");

    private static FileContentHttpResult File(string csv, string name) => TypedResults.File(
        Encoding.UTF8.GetBytes(csv), MediaTypes.Csv + "; charset=utf-8; header=present", $"hotline-{name}.csv");
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
    string? Format);

/// <summary>As <see cref="Asked"/>, and what the list alone takes.</summary>
internal sealed record AskedOfExchanges(
    string? From, string? To, string? By, string? Status, string? Regime, string? Kind, string? Precedence,
    string? Participant, string? Carrier, string? Window, string? Format,
    [property: FromQuery(Name = ReportParameters.Outcome)]
    [property: Description("met, late, lapsed, open or ended.")]
    string? Outcome,
    [property: FromQuery(Name = ReportParameters.AfterEscalation)]
    [property: Description("true or false: only acts after, or before, the first escalation step.")]
    string? AfterEscalation,
    [property: FromQuery(Name = ReportParameters.Limit)]
    [property: Description("Most rows, 1 to 100000. Default: 500 as JSON, all as CSV.")]
    string? Limit)
    : Asked(From, To, By, Status, Regime, Kind, Precedence, Participant, Carrier, Window, Format);
