using System.Security.Claims;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Seats;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Doors.Http;

/// <summary>How a new key gets its seat: whoever has it asks, an administrator of the participant approves.</summary>
internal static class KeyApi
{
    private const string Expected = """{"fingerprint":"K7QF-2M9D-XTRA"}""";

    public static void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder own)
    {
        open.MapPost(HttpPaths.KeyRequests, Ask).WithName("requestKey").WithTags("keys")
            .WithSummary("Asks that a key may speak for a point of contact. Answered alike whether or not there is one; kept for half an hour. Needs no token.")
            .Accepts<SeatClaim>("application/json").Produces<KeyRequest>(202).ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(429);
        own.MapGet(HttpPaths.KeyRequests, List).WithName("keyRequests").WithTags("keys").WithSummary("The keys that ask for seats of the caller's participant. For its administrators.").Produces<KeyRequestList>();
        own.MapPost(HttpPaths.KeyApprovals, Approve).WithName("approveKey").WithTags("keys")
            .WithSummary("Lets the key of that fingerprint speak for the point of contact that it asks for, from now on. For administrators of the participant.")
            .Accepts<KeyApproval>("application/json").Produces<Me>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(503);
    }

    private static async Task<IResult> Ask(HttpRequest request, KeyRequests requests, CancellationToken ct) =>
        (await SeatClaims.ReadAsync(request, ct)).Try(out var claim, out var refusal)
        && requests.Add(claim.Participant, claim.Poc, claim.Key, request.HttpContext.Connection.RemoteIpAddress).Try(out var held, out refusal)
            ? TypedResults.Json(held, WireJson.Default.KeyRequest, statusCode: 202) : Problems.Result(refusal);

    private static IResult List(ClaimsPrincipal user, Authenticator gate, KeyRequests requests) =>
        Administrator(user, gate).Try(out var seat, out var refusal)
            ? TypedResults.Json(new KeyRequestList(requests.Of(seat.Participant)), WireJson.Default.KeyRequestList) : Problems.Result(refusal);

    private static async Task<IResult> Approve(HttpRequest request, ClaimsPrincipal user, Authenticator gate, KeyRequests requests, DirectoryKeeper directory, Rulebook rulebook, CancellationToken ct)
    {
        if (!Administrator(user, gate).Try(out var seat, out var refusal)
            || !(await Bodies.ReadAsync(request, ClaimJson.Default.KeyApproval, Expected, ct)).Try(out var approval, out refusal)
            || !requests.Find(approval.Fingerprint).Try(out var held, out refusal))
        {
            return Problems.Result(refusal);
        }
        if (held.Participant != seat.Participant)
        {
            return Problems.Result(DirectoryErrors.NotAdministrator());
        }
        if (!directory.AddKey(held.Participant, held.Poc, VerificationKey.FromJwk(held.Key).Value, KeyOrigin.Approved, $"approved by {seat}").Try(out var added, out refusal))
        {
            return Problems.Result(refusal);
        }
        requests.Remove(held);
        return TypedResults.Json(DeskApi.Of(added.Seat, rulebook), WireJson.Default.Me);
    }

    private static Outcome<Seat> Administrator(ClaimsPrincipal user, Authenticator gate) =>
        !gate.Caller(user).Try(out var seat, out var refusal) ? refusal
        : seat.Poc.Role == PocRole.Administrator ? seat : DirectoryErrors.NotAdministrator();
}
