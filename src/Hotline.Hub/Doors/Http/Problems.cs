using System.Globalization;
using System.Text.Json;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Http;

/// <summary>Refusals as problem details (RFC 9457).</summary>
public static class Problems
{
    /// <summary>The HTTP status of a class of refusals.</summary>
    public static int Status(RefusalClass kind) => kind switch
    {
        RefusalClass.Malformed => StatusCodes.Status400BadRequest,
        RefusalClass.Unauthenticated => StatusCodes.Status401Unauthorized,
        RefusalClass.Forbidden => StatusCodes.Status403Forbidden,
        RefusalClass.NotFound => StatusCodes.Status404NotFound,
        RefusalClass.Conflict => StatusCodes.Status409Conflict,
        RefusalClass.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalClass.TooMany => StatusCodes.Status429TooManyRequests,
        RefusalClass.Unavailable => StatusCodes.Status503ServiceUnavailable,
    };

    public static Problem Of(Refusal refusal) => new(
        FormattableString.Invariant($"urn:hotline:error:{refusal.Number}"),
        refusal.Name, Status(refusal.Class), refusal.Detail, refusal.Number);

    /// <summary>The refusal as a path's answer.</summary>
    public static IResult Result(Refusal refusal) => new Answer(refusal);

    /// <summary>Writes the problem as the whole response, and who was refused into the security log.</summary>
    public static Task Write(HttpContext context, Refusal refusal) => Write(context, refusal, Status(refusal.Class));

    /// <summary>
    /// Gives an answer of the framework's own, which has a status and no body, the body that all refusals have.
    /// </summary>
    public static Task WriteBare(HttpContext context) => Write(context, context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => AccessErrors.NoSuchPath(),
        StatusCodes.Status405MethodNotAllowed => NotTaken("This path does not take that method"),
        StatusCodes.Status415UnsupportedMediaType when context.Request.Path == HttpPaths.Envelopes =>
            AccessErrors.BadMediaType(),
        StatusCodes.Status415UnsupportedMediaType => NotTaken("This path does not take that Content-Type"),
        _ => NotTaken("This hub does not take such a request"),
    }, context.Response.StatusCode);

    private static Refusal NotTaken(string what) =>
        AccessErrors.BadRequest(what + "; /openapi/v1.json lists what it takes.");

    private static async Task Write(HttpContext context, Refusal refusal, int status)
    {
        context.RequestServices.GetRequiredService<SecurityLog>().Refused(
            refusal, nameof(Carrier.Http), context.Connection.RemoteIpAddress, Authenticator.KeyOf(context.User));
        var problem = Of(refusal) with { Status = status };
        context.Response.StatusCode = status;
        if (refusal.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter =
                Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
        context.Response.ContentType = "application/problem+json";
        await JsonSerializer.SerializeAsync(
            context.Response.Body, problem, WireJson.Default.Problem, context.RequestAborted);
    }

    private sealed class Answer(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext, refusal);
    }
}
