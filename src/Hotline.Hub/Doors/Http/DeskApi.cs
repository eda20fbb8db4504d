using System.Security.Claims;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Exchanges;
using Hotline.Hub.Access;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Doors.Http;

/// <summary>What a desk asks before it acts: who am I, what will follow if I send this, who is there.</summary>
internal static class DeskApi
{
    public static void Map(IEndpointRouteBuilder own)
    {
        own.MapGet(HttpPaths.Me, Me).WithName("me").WithTags("hub").WithSummary("Whom the caller's key speaks for.").Produces<Me>();
        own.MapPost(HttpPaths.Plan, Plan).WithName("plan").WithTags("messages")
            .WithSummary("What would follow if a message of this header were accepted now and nobody acted: windows with their basis, and the ladder. Refused as the message would be. Records nothing.")
            .Accepts<PlanQuestion>("application/json").Produces<PlanView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(413);
        own.MapGet(HttpPaths.Desks, Desks).WithName("desks").WithTags("hub").WithSummary("Which points of contact are connected. For coordinators.").Produces<DesksView>();
    }

    /// <summary>The holder of a seat as it is told to itself.</summary>
    public static Me Of(Seat seat, Rulebook rulebook) => new(
        seat.Participant, rulebook.Directory.Find(seat.Participant)?.Name ?? seat.Participant, seat.Poc.Id, seat.Poc.Role, seat.Poc.Title, seat.Poc.Languages,
        [.. rulebook.Regimes.All.Where(r => r.Coordinator == seat.Participant).Select(r => r.Id)]);

    private static IResult Me(ClaimsPrincipal user, Authenticator gate, Rulebook rulebook) =>
        gate.Caller(user).Try(out var seat, out var refusal) ? TypedResults.Json(Of(seat, rulebook), WireJson.Default.Me) : Problems.Result(refusal);

    private static async Task<IResult> Plan(HttpRequest request, ClaimsPrincipal user, Authenticator gate, Rulebook rulebook, TimeProvider clock, CancellationToken ct)
    {
        if (!gate.Caller(user).Try(out var seat, out var refusal) || !(await Bodies.ReadAsync(request, ct)).Try(out var body, out refusal))
        {
            return Problems.Result(refusal);
        }
        var now = clock.GetUtcNow().ToMilliseconds();
        return new Draft(MessageId.Create(now), seat.Participant, seat.Poc.Id, now).Complete(body).Try(out var message, out refusal)
            && Plans.Of(message, seat, rulebook.At(now)).Try(out var plan, out refusal)
                ? TypedResults.Json(plan, WireJson.Default.PlanView) : Problems.Result(refusal);
    }

    private static IResult Desks(ClaimsPrincipal user, Authenticator gate, Rulebook rulebook, Connections connections, TimeProvider clock)
    {
        if (!gate.Caller(user).Try(out var seat, out var refusal))
        {
            return Problems.Result(refusal);
        }
        return Of(seat, rulebook).Watches.IsEmpty ? Problems.Result(DirectoryErrors.NotCoordinator()) : TypedResults.Json(
            new DesksView([.. rulebook.Directory.Participants.Select(p => new DeskView(p.Code, p.Name, [.. p.Pocs.Select(poc => View(p.Code, poc, connections))]))], clock.GetUtcNow()),
            WireJson.Default.DesksView);
    }

    private static DeskPoc View(string participant, Poc poc, Connections connections)
    {
        var (carriers, since) = connections.Presence(participant, poc.Id);
        return new DeskPoc(poc.Id, poc.Role, poc.Title, !carriers.IsEmpty, carriers, since);
    }
}
