using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Exchanges;
using Hotline.Hub.Access;
using Hotline.Hub.Bridges;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hotline.Hub.Doors.Http;

/// <summary>What a desk asks before it acts: who am I, what will follow if I send this, who is there.</summary>
internal static class DeskApi
{
    public static void Map(IEndpointRouteBuilder own)
    {
        own.MapGet(HttpPaths.Me, Me).WithName("me").WithTags("hub")
            .WithSummary("Whom the caller's key speaks for.").Produces<Me>();
        own.MapPost(HttpPaths.Plan, Plan).WithName("plan").WithTags("messages")
            .WithSummary("What would follow if a message of this header were accepted now and nobody acted: "
                + "windows with their basis, and the ladder. Refused as the message would be. Records nothing.")
            .Accepts<PlanQuestion>("application/json").Produces<PlanView>()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(413);
        own.MapGet(HttpPaths.Desks, Desks).WithName("desks").WithTags("hub")
            .WithSummary("Which points of contact are connected, and how the ways to brokers of others stand. "
                + "For coordinators.").Produces<DesksView>();
    }

    /// <summary>The holder of a seat as it is told to itself.</summary>
    public static Me Of(Seat seat, Rulebook rulebook) => new(
        seat.Participant, rulebook.Directory.Find(seat.Participant)?.Name ?? seat.Participant,
        seat.Poc.Id, seat.Poc.Role, seat.Poc.Title, seat.Poc.Languages,
        [.. rulebook.Regimes.All.Where(r => r.Coordinator == seat.Participant).Select(r => r.Id)]);

    private static JsonHttpResult<Me> Me(Caller caller, Rulebook rulebook) =>
        TypedResults.Json(Of(caller.Seat, rulebook), WireJson.Default.Me);

    private static async Task<IResult> Plan(
        HttpRequest request, Caller caller, Rulebook rulebook, TimeProvider clock, CancellationToken ct)
    {
        if (!(await Bodies.ReadAsync(request, ct)).Try(out var body, out var refusal))
        {
            return Problems.Result(refusal);
        }
        var (seat, now) = (caller.Seat, clock.GetUtcNow().ToMilliseconds());
        var draft = new Draft(MessageId.Create(now), seat.Participant, seat.Poc.Id, now);
        return draft.Complete(body).Try(out var message, out refusal)
            && Plans.Of(message, seat, rulebook.At(now)).Try(out var plan, out refusal)
                ? TypedResults.Json(plan, WireJson.Default.PlanView) : Problems.Result(refusal);
    }

    private static IResult Desks(
        Caller caller, Rulebook rulebook, Connections connections, BridgeStates bridges, TimeProvider clock)
    {
        if (Of(caller.Seat, rulebook).Watches.IsEmpty)
        {
            return Problems.Result(DirectoryErrors.NotCoordinator());
        }
        if (Permissions.CheckInbox(caller.Seat.Poc) is { } unread)
        {
            return Problems.Result(unread);
        }
        var desks = from participant in rulebook.Directory.Participants
                    let pocs = participant.Pocs.Select(poc => View(participant.Code, poc, connections))
                    select new DeskView(participant.Code, participant.Name, [.. pocs]);
        var view = new DesksView([.. desks], clock.GetUtcNow(), [.. bridges.All.Select(View)]);
        return TypedResults.Json(view, WireJson.Default.DesksView);
    }

    private static BridgeView View(BridgeState bridge)
    {
        var now = bridge.Now;
        return new BridgeView(
            bridge.Name, bridge.Participants, now.Fault is null, now.Since, now.Trouble, now.CanaryBack);
    }

    private static DeskPoc View(string participant, Poc poc, Connections connections)
    {
        var (carriers, since) = connections.Presence(participant, poc.Id);
        return new DeskPoc(poc.Id, poc.Role, poc.Title, !carriers.IsEmpty, carriers, since);
    }
}
