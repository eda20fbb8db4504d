using System.ComponentModel;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Reports;
using Hotline.Hub.Access;
using Hotline.Hub.Reading;
using Hotline.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Hotline.Hub.Doors.Http;

/// <summary>Response times over HTTP, as JSON and as CSV.</summary>
public static class ReportApi
{
    private const string Json = "application/json";

    /// <summary>Maps the paths.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("").RequireAuthorization().WithTags("reports").ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429);
        reports.MapGet(HttpPaths.Report, Report).WithName("report")
            .WithSummary("Response times of a period, as of a journal position: the reader's own as addressee; for a regime's coordinator, and where the regime opens its figures, everybody's.")
            .Produces<Report>(200, Json, MediaTypes.Csv);
        reports.MapGet(HttpPaths.ReportExchanges, Exchanges).WithName("reportExchanges")
            .WithSummary("The windows that a report's figures come from, newest exchange first: of the reader's own exchanges, and of those that it coordinates.")
            .Produces<ReportExchanges>(200, Json, MediaTypes.Csv);
    }

    private static async Task<IResult> Report([AsParameters] Asked asked, HttpRequest request, ClaimsPrincipal user, Authenticator gate, ReportReader reader, CancellationToken ct)
    {
        if (!gate.Caller(user).Try(out var seat, out var refusal) || !IsCsv(asked).Try(out var csv, out refusal)
            || !(await reader.ReportAsync(Parameters(request), seat.Participant, ct)).Try(out var report, out refusal))
        {
            return Problems.Result(refusal);
        }
        return csv ? File(ReportCsv.Write(report), "report", report.From, report.To, report.UpTo) : TypedResults.Json(report, WireJson.Default.Report);
    }

    private static async Task<IResult> Exchanges(
        [AsParameters] Asked asked, [AsParameters] AskedOfExchanges more, HttpRequest request, ClaimsPrincipal user, Authenticator gate, ReportReader reader, CancellationToken ct)
    {
        if (!gate.Caller(user).Try(out var seat, out var refusal) || !IsCsv(asked).Try(out var csv, out refusal)
            || !(await reader.ExchangesAsync(Parameters(request), seat.Participant, whole: csv, ct)).Try(out var report, out refusal))
        {
            return Problems.Result(refusal);
        }
        return csv ? File(ReportCsv.Write(report), "report-exchanges", report.From, report.To, report.UpTo) : TypedResults.Json(report, WireJson.Default.ReportExchanges);
    }

    private static Outcome<bool> IsCsv(Asked asked) => asked.Format switch
    {
        null or "json" => false,
        "csv" => true,
        { } other => ReportErrors.BadValue(ReportParameters.Format, other, "json or csv"),
    };

    private static IEnumerable<KeyValuePair<string, string>> Parameters(HttpRequest request) =>
        from parameter in request.Query from value in parameter.Value select KeyValuePair.Create(parameter.Key, value ?? "");

    private static FileContentHttpResult File(string csv, string name, DateTimeOffset from, DateTimeOffset to, long upTo)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"hotline-{name}-{from.UtcDateTime:yyyyMMddTHHmmss}Z-{to.UtcDateTime:yyyyMMddTHHmmss}Z-position-{upTo}.csv");
        return TypedResults.File(Encoding.UTF8.GetBytes(csv), MediaTypes.Csv + "; charset=utf-8; header=present", file);
    }
}

/// <summary>The parameters for the OpenAPI document; they are read by <see cref="ReportQuestion.Read"/>, which refuses what it does not know.</summary>
internal sealed record Asked(
    [property: FromQuery(Name = ReportParameters.From), Description("First moment of the period, by acceptance: a time, or a date (midnight UTC). Default: of the month of its end.")] string? From,
    [property: FromQuery(Name = ReportParameters.To), Description("First moment after the period. Default: now.")] string? To,
    [property: FromQuery(Name = ReportParameters.By), Description("What rows are told apart by beside status and window: any of participant, regime, kind, precedence, carrier, month, with commas; empty for nothing. Default: participant.")] string? By,
    [property: FromQuery(Name = ReportParameters.Status), Description("actual, exercise or test.")] string? Status,
    [property: FromQuery(Name = ReportParameters.Regime), Description("A regime's id.")] string? Regime,
    [property: FromQuery(Name = ReportParameters.Kind), Description("Kind of the opening message.")] string? Kind,
    [property: FromQuery(Name = ReportParameters.Precedence), Description("flash, immediate, priority or routine.")] string? Precedence,
    [property: FromQuery(Name = ReportParameters.Participant), Description("An addressee.")] string? Participant,
    [property: FromQuery(Name = ReportParameters.Carrier), Description("The carrier by which the act came; none: only where nothing came.")] string? Carrier,
    [property: FromQuery(Name = ReportParameters.Window), Description("delivery, acknowledgement or response.")] string? Window,
    [property: FromQuery(Name = ReportParameters.Format), Description("json (default) or csv.")] string? Format);

/// <summary>As <see cref="Asked"/>, of the list alone.</summary>
internal sealed record AskedOfExchanges(
    [property: FromQuery(Name = ReportParameters.Outcome), Description("met, late, lapsed, open or ended.")] string? Outcome,
    [property: FromQuery(Name = ReportParameters.AfterEscalation), Description("true or false: only acts after, or before, the first escalation step.")] string? AfterEscalation,
    [property: FromQuery(Name = ReportParameters.Limit), Description("Most rows, 1 to 100000. Default: 500 as JSON, all as CSV.")] string? Limit);
