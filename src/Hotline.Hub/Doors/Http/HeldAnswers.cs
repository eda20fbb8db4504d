using Hotline.Contract;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Telemetry;

namespace Hotline.Hub.Doors.Http;

/// <summary>
/// Answers that grow with what is on record: each is within the budget of what is on its way to readers until the
/// caller's line has taken it. Whoever holds one for longest is cut when others have no room; one that takes next to
/// nothing is cut by the server all the same.
/// </summary>
/// <param name="fanOut">The budget.</param>
/// <param name="log">Log.</param>
internal sealed class HeldAnswers(FanOut fanOut, ILogger<HeldAnswers> log)
{
    /// <summary>Waits until there is room for about so many bytes, and holds it until the request is over.</summary>
    /// <param name="context">The request.</param>
    /// <param name="seat">Whose.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="ct">Gives up.</param>
    public async Task HoldAsync(HttpContext context, Seat seat, long size, CancellationToken ct) =>
        context.Response.RegisterForDispose(await fanOut.HoldAsync(size, why =>
        {
            HubLog.ReaderCut(log, nameof(Carrier.Http), seat.ToString(), why.ToString());
            context.Abort();
        }, ct));
}
