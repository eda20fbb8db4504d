using Hotline.Contract.Errors;
using Hotline.Hub.Telemetry;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Doors.Http;

/// <summary>What every HTTP request passes before anything else.</summary>
internal static class Guards
{
    private const int LongestOrigin = 100;

    /// <summary>
    /// Cross-origin rules do not cover WebSockets, so a page of another origin is turned away here, whatever it asks
    /// for.
    /// </summary>
    public static Task Origin(HttpContext context, RequestDelegate next)
    {
        string? origin = context.Request.Headers.Origin;
        if (string.IsNullOrEmpty(origin)
            || context.RequestServices.GetRequiredService<OwnOrigin>().Is(origin, context.Request))
        {
            return next(context);
        }
        var shown = origin.Length > LongestOrigin ? origin[..LongestOrigin] : origin;
        return Problems.Write(context, AccessErrors.Origin(shown));
    }

    /// <summary>A fault of ours is logged and says nothing of itself outside.</summary>
    public static async Task Unexpected(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException bad)
        {
            await Problems.Write(context, bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? EnvelopeErrors.TooLarge(context.Request.ContentLength ?? HttpDoor.MaximumBody)
                : AccessErrors.BadRequest("The request is not readable: " + bad.Message));
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !context.Response.HasStarted)
        {
            var logs = context.RequestServices.GetRequiredService<ILoggerFactory>();
            HubLog.CallFailed(logs.CreateLogger(typeof(Guards)), fault);
            await Problems.Write(context, AccessErrors.Internal());
        }
    }
}
