using Hotline.Hub.Access;
using Hotline.Hub.Startup;
using Hotline.Hub.Telemetry;

namespace Hotline.Hub.Doors.Http;

/// <summary>What every HTTP request passes before anything else.</summary>
internal static class Guards
{
    /// <summary>Cross-origin rules do not cover WebSockets, so a page of another origin is turned away here, whatever it asks for.</summary>
    public static Task Origin(HttpContext context, RequestDelegate next)
    {
        string? origin = context.Request.Headers.Origin;
        return string.IsNullOrEmpty(origin) || origin == $"{context.Request.Scheme}://{context.Request.Host}"
            ? next(context) : Problems.Write(context, AccessErrors.Origin(origin.Length > 100 ? origin[..100] : origin));
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
                ? Protocol.Envelopes.EnvelopeErrors.TooLarge(context.Request.ContentLength ?? HttpDoor.MaximumBody)
                : AccessErrors.BadRequest("The request is not readable: " + bad.Message));
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !context.Response.HasStarted)
        {
            HubLog.CallFailed(context.RequestServices.GetRequiredService<ILogger<HubHost>>(), fault);
            await Problems.Write(context, AccessErrors.Internal());
        }
    }
}
