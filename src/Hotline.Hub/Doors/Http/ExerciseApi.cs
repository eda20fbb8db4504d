using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Hub.Seats;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hotline.Hub.Doors.Http;

/// <summary>
/// Seats of an exercise on one machine, taken without token and without approval by whoever has the hub's link.
/// </summary>
internal static class ExerciseApi
{
    public static void Map(IEndpointRouteBuilder open)
    {
        open.MapGet(HttpPaths.Exercise, Show).WithName("exercise").WithTags("exercise")
            .WithSummary("Whether seats may be taken here, and which. Open only in an exercise whose every door is "
                + "on a loopback address, to whoever sends what the hub's link has after #seat= in "
                + $"{HttpPaths.SeatSecretHeader}. Needs no token.")
            .Produces<ExerciseView>();
        open.MapPost(HttpPaths.ExerciseSeats, Take).WithName("takeSeat").WithTags("exercise")
            .WithSummary($"Lets a key speak for a seat of the exercise from now on. Needs {HttpPaths.SeatSecretHeader} "
                + "and no token.")
            .Accepts<SeatClaim>("application/json").Produces<Me>(201).Produces<Me>()
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413)
            .ProducesProblem(429).ProducesProblem(503);
    }

    private static JsonHttpResult<ExerciseView> Show(HttpRequest request, OpenSeats seats) =>
        TypedResults.Json(seats.View(request), WireJson.Default.ExerciseView);

    private static async Task<IResult> Take(
        HttpRequest request, OpenSeats seats, DirectoryKeeper directory, Rulebook rulebook, CancellationToken ct)
    {
        if (seats.Check(request) is { } closed)
        {
            return Problems.Result(closed);
        }
        if (!(await SeatClaims.ReadAsync(request, ct)).Try(out var claim, out var refusal))
        {
            return Problems.Result(refusal);
        }
        if (!seats.Has(claim.Participant, claim.Poc))
        {
            return Problems.Result(SeatErrors.NoSuchSeat(claim.Participant, claim.Poc));
        }
        var taken = await directory.AddKeyAsync(
            claim.Participant, claim.Poc, claim.Key, KeyOrigin.Exercise, "took the seat in the exercise", ct);
        if (!taken.Try(out var added, out refusal))
        {
            return Problems.Result(refusal);
        }
        var me = DeskApi.Of(added.Seat, rulebook);
        return TypedResults.Json(me, WireJson.Default.Me, statusCode: added.IsNew ? 201 : 200);
    }
}
