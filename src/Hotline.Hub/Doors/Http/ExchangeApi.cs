using System.ComponentModel;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Hub.Reading;
using Hotline.Protocol;
using Microsoft.AspNetCore.Mvc;

namespace Hotline.Hub.Doors.Http;

/// <summary>The caller's exchanges and feed.</summary>
internal static class ExchangeApi
{
    /// <summary>About what an exchange takes, as it is and as text.</summary>
    private const long BytesOfView = 4 * 1024;

    public static void Map(IEndpointRouteBuilder own)
    {
        own.MapGet(HttpPaths.Exchanges, List).WithName("exchanges").WithTags("exchanges")
            .WithSummary("The caller's exchanges, newest first: all, or only those still open. "
                + "Where everything open fits in the first page, those in which it is the caller's turn come first. "
                + "turn=ours lists these alone. Where the answer has next, there may be more: ask again with "
                + "before=next, also after a page that holds fewer than limit, or none.")
            .Produces<ExchangeList>().ProducesProblem(400);
        own.MapGet(HttpPaths.Exchanges + "/{id}", Show).WithName("exchange").WithTags("exchanges")
            .WithSummary("One exchange: whose turn it is, what is awaited, what the caller may do; every addressee's "
                + "rungs, windows with their basis, steps and notices.")
            .Produces<ExchangeView>().ProducesProblem(404);
        own.MapGet(HttpPaths.Feed, Feed).WithName("feed").WithTags("exchanges")
            .WithSummary("A page of the caller's feed after a position, which must lie in the journal (3020).")
            .Produces<FeedPage>().ProducesProblem(409);
    }

    private static async Task<IResult> List(
        [AsParameters] ListParameters asked, Caller caller, ExchangeReader reader, HeldAnswers answers,
        HttpContext context, CancellationToken ct)
    {
        if (!asked.Read().Try(out var question, out var refusal))
        {
            return Problems.Result(refusal);
        }

        // Before it is made: so many are not made at a time either.
        await answers.HoldAsync(context, caller.Seat, question.Limit * BytesOfView, ct);
        return TypedResults.Json(await reader.ListAsync(caller.Seat, question, ct), WireJson.Default.ExchangeList);
    }

    private static async Task<IResult> Show(
        string id, Caller caller, ExchangeReader reader, HeldAnswers answers, HttpContext context, CancellationToken ct)
    {
        if (!MessageIds.Read(id).Try(out var exchange, out var refusal)
            || !(await reader.ShowAsync(exchange, caller.Seat, ct)).Try(out var view, out refusal))
        {
            return Problems.Result(refusal);
        }
        await answers.HoldAsync(context, caller.Seat, BytesOfView + (2L * view.Envelope?.Length ?? 0), ct);
        return TypedResults.Json(view, WireJson.Default.ExchangeView);
    }

    private static async Task<IResult> Feed(
        Caller caller, SeatFeed feed, FanOut fanOut, HttpContext context, CancellationToken ct, long after = 0,
        int limit = 256)
    {
        if (after < 0 || limit is < 1 or > HttpDoor.LargestPage)
        {
            return Problems.Result(AccessErrors.BadRequest(
                $"after is a journal position, 0 for everything; limit is 1 to {HttpDoor.LargestPage}."));
        }
        if (feed.Check(after) is { } beyond)
        {
            return Problems.Result(beyond);
        }
        while (true)
        {
            var page = await feed.ReadAsync(caller.Seat, after, limit, ct);
            if (fanOut.TryHold(page, _ => context.Abort()) is { } held)
            {
                context.Response.RegisterForDispose(held);
                return TypedResults.Json(page, WireJson.Default.FeedPage);
            }
            await fanOut.UntilRoomAsync(ct);
        }
    }
}

/// <summary>What may be asked of the list.</summary>
internal sealed record ListParameters(
    [property: FromQuery(Name = "limit"), Description("Most exchanges, 1 to 500.")] int Limit = 100,
    [property: FromQuery(Name = "before"), Description("Position of an opening entry: only earlier ones.")]
    long? Before = null,
    [property: FromQuery(Name = "state"), Description("open or all.")] string State = "all",
    [property: FromQuery(Name = "turn"), Description("Only what is open and whose turn it is: ours, theirs or nobody.")]
    string? Turn = null)
{
    /// <summary>The question. Refusal 4006.</summary>
    public Outcome<ListQuestion> Read()
    {
        if (Limit is < 1 or > HttpDoor.LargestPage || Before < 1)
        {
            return AccessErrors.BadRequest($"limit is 1 to {HttpDoor.LargestPage}, before a journal position.");
        }
        if (State is not ("open" or "all"))
        {
            return AccessErrors.BadRequest("state is open or all.");
        }
        if (Turn is null)
        {
            return new ListQuestion(Limit, Before, OnlyOpen: State == "open");
        }
        return WireEnum<Turn>.TryParse(Turn, out var turn)
            ? new ListQuestion(Limit, Before, OnlyOpen: true, turn)
            : AccessErrors.BadRequest($"turn is one of {WireEnum<Turn>.All}.");
    }
}
