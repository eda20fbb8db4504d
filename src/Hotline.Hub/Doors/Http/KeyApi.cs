using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Hub.Seats;

namespace Hotline.Hub.Doors.Http;

/// <summary>
/// How a new key gets its seat: whoever has it asks, an administrator of the participant approves or rejects.
/// </summary>
internal static class KeyApi
{
    private const string Expected = """{"fingerprint":"K7QF-2M9D-XTRA"}""";

    public static void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder own)
    {
        open.MapPost(HttpPaths.KeyRequests, Ask).WithName("requestKey").WithTags("keys")
            .WithSummary("Asks that a key may speak for a point of contact. Answered alike whether or not there is "
                + "one; kept for half an hour. Needs no token.")
            .Accepts<SeatClaim>("application/json").Produces<KeyRequest>(202)
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(429);
        own.MapGet(HttpPaths.KeyRequests, List).WithName("keyRequests").WithTags("keys")
            .WithSummary("The keys that ask for seats of the caller's participant. For its administrators.")
            .Produces<KeyRequestList>();
        own.MapPost(HttpPaths.KeyApprovals, Approve).WithName("approveKey").WithTags("keys")
            .WithSummary("Lets the key of that fingerprint speak for the point of contact that it asks for, from now "
                + "on. For administrators of the participant.")
            .Accepts<KeyApproval>("application/json").Produces<Me>()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(503);
        own.MapPost(HttpPaths.KeyRejections, Reject).WithName("rejectKey").WithTags("keys")
            .WithSummary("Turns down the key of that fingerprint: it asks no more, and is not taken again for half an "
                + "hour. For administrators of the participant.")
            .Accepts<KeyApproval>("application/json").Produces(204)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(413);
    }

    private static async Task<IResult> Ask(HttpRequest request, KeyRequests requests, CancellationToken ct)
    {
        if (!(await SeatClaims.ReadAsync(request, ct)).Try(out var claim, out var refusal))
        {
            return Problems.Result(refusal);
        }
        var address = request.HttpContext.Connection.RemoteIpAddress;
        return requests.Add(claim.Participant, claim.Poc, claim.Key, address).Try(out var held, out refusal)
            ? TypedResults.Json(held, WireJson.Default.KeyRequest, statusCode: 202) : Problems.Result(refusal);
    }

    private static IResult List(Caller caller, KeyRequests requests) => KeyApprovals.Check(caller.Seat) is { } refusal
        ? Problems.Result(refusal)
        : TypedResults.Json(new KeyRequestList(requests.Of(caller.Participant)), WireJson.Default.KeyRequestList);

    private static async Task<IResult> Approve(
        HttpRequest request, Caller caller, KeyApprovals approvals, Rulebook rulebook, CancellationToken ct)
    {
        if (KeyApprovals.Check(caller.Seat) is { } no)
        {
            return Problems.Result(no);
        }
        var body = await Bodies.ReadAsync(request, ClaimJson.Default.KeyApproval, Expected, ct);
        return body.Try(out var approval, out var refusal)
            && (await approvals.ApproveAsync(approval.Fingerprint, caller.Seat, ct)).Try(out var added, out refusal)
                ? TypedResults.Json(DeskApi.Of(added.Seat, rulebook), WireJson.Default.Me) : Problems.Result(refusal);
    }

    private static async Task<IResult> Reject(
        HttpRequest request, Caller caller, KeyApprovals approvals, CancellationToken ct)
    {
        if (KeyApprovals.Check(caller.Seat) is { } no)
        {
            return Problems.Result(no);
        }
        var body = await Bodies.ReadAsync(request, ClaimJson.Default.KeyApproval, Expected, ct);
        var refusal = body.Try(out var rejection, out var unread)
            ? approvals.Reject(rejection.Fingerprint, caller.Seat) : unread;
        return refusal is null ? TypedResults.NoContent() : Problems.Result(refusal);
    }
}
