using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Core.Exchanges;
using Hotline.Hub.Intake;
using Hotline.Journal;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;

namespace Hotline.Hub.Doors.Http;

/// <summary>Messages in, messages out, and words about them.</summary>
internal static class EnvelopeApi
{
    public static void Map(IEndpointRouteBuilder own)
    {
        own.MapPost(HttpPaths.Envelopes, Submit).WithName("submit").WithTags("messages")
            .WithSummary("Submits an envelope (compact JWS). 201 when it is on disk, with a receipt. "
                + "The same bytes again: a receipt for the first entry.")
            .Accepts<string>(MediaTypes.Envelope).Produces<Receipt>(201)
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(503);
        own.MapGet(HttpPaths.Envelopes + "/{id}", Envelope).WithName("envelope").WithTags("messages")
            .WithSummary("An envelope, byte for byte, for its sender and those whom it names.")
            .Produces<string>(200, MediaTypes.Envelope).ProducesProblem(404);
        own.MapPost(HttpPaths.Confirmations, Confirm).WithName("confirm").WithTags("messages")
            .WithSummary("A program's word that a message was delivered or displayed.")
            .Accepts<Confirmation>("application/json").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> Submit(
        HttpRequest request, Caller caller, MessageIntake intake, LargeBodies bodies, CancellationToken ct)
    {
        if (request.ContentType?.StartsWith(MediaTypes.Envelope, StringComparison.OrdinalIgnoreCase) != true)
        {
            return Problems.Result(AccessErrors.BadMediaType());
        }
        if (request.ContentLength > HttpDoor.MaximumBody)
        {
            return Problems.Result(EnvelopeErrors.TooLarge(request.ContentLength.Value));
        }
        if (intake.CheckRate(caller.Seat) is { } tooMany)
        {
            // Before anything is read: a flood that is refused costs next to nothing.
            return Problems.Result(tooMany);
        }
        using var turn = await bodies.EnterAsync(request, caller.Seat.Key.Id, ct);
        var compact = await LargeBodies.ReadAsync(request, ct);
        var submitted = await intake.SubmitAsync(compact, caller.Seat, Carrier.Http, ct);
        return submitted.Try(out var receipt, out var refusal)
            ? TypedResults.Json(receipt, WireJson.Default.Receipt, statusCode: 201) : Problems.Result(refusal);
    }

    private static async Task<IResult> Confirm(
        Confirmation confirmation, Caller caller, MessageIntake intake, CancellationToken ct) =>
        await intake.ConfirmAsync(confirmation, caller.Seat, Carrier.Http, ct) is { } refusal
            ? Problems.Result(refusal) : TypedResults.NoContent();

    private static async Task<IResult> Envelope(
        string id, Caller caller, IJournalStore store, HeldAnswers answers, HttpContext context, CancellationToken ct)
    {
        if (!MessageIds.Read(id).Try(out var message, out var refusal))
        {
            return Problems.Result(refusal);
        }
        var stored = await store.FindMessageAsync(message, ct);
        if (stored is { IsSound: false })
        {
            return Problems.Result(JournalErrors.DamagedEntry(stored.Position));
        }
        if (stored is not { Envelope: { } envelope, Entry.Fact.Message: { } header }
            || !Audience.MayOpen(header, caller.Seat))
        {
            return Problems.Result(ExchangeErrors.NoSuchExchange(message));
        }
        await answers.HoldAsync(context, caller.Seat, 2L * envelope.Length, ct);
        return TypedResults.Text(envelope, MediaTypes.Envelope);
    }
}

/// <summary>Ids in paths.</summary>
internal static class MessageIds
{
    /// <summary>The id that a path names. Refusal 4006.</summary>
    public static Outcome<MessageId> Read(string text) => MessageId.TryParse(text, out var id) ? id
        : AccessErrors.BadRequest("That is not a message id: a UUID of version 7 in lower case.");
}
