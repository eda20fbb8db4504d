using System.Collections.Immutable;
using System.Security.Claims;
using System.Text;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Exchanges;
using Hotline.Hub.Access;
using Hotline.Hub.Intake;
using Hotline.Hub.Reading;
using Hotline.Journal;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hotline.Hub.Doors.Http;

/// <summary>The HTTP API: the same acts and views as by SignalR, for scripts.</summary>
public static class HttpDoor
{
    private const int MaximumList = 500;

    /// <summary>Room for an envelope that is somewhat too large, so that its refusal can say so.</summary>
    public const int MaximumBody = 2 * EnvelopeLimits.Bytes;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").WithTags("hub");
        open.MapGet(HttpPaths.About, About).WithName("about").WithSummary("Who this hub is: id, public key, time, head. Needs no token.").Produces<HubView>();

        var own = routes.MapGroup("").RequireAuthorization().ProducesProblem(401).ProducesProblem(403).ProducesProblem(429);
        own.MapPost(HttpPaths.Envelopes, Submit).WithName("submit").WithTags("messages")
            .WithSummary("Submits an envelope (compact JWS). 201 when it is on disk, with a receipt. The same bytes again: a receipt for the first entry.")
            .Accepts<string>(MediaTypes.Envelope).Produces<Receipt>(201).ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(503);
        own.MapGet(HttpPaths.Envelopes + "/{id}", Envelope).WithName("envelope").WithTags("messages")
            .WithSummary("An envelope, byte for byte, for its sender and those whom it names.").Produces<string>(200, MediaTypes.Envelope).ProducesProblem(404);
        own.MapPost(HttpPaths.Confirmations, Confirm).WithName("confirm").WithTags("messages")
            .WithSummary("A program's word that a message was delivered or displayed.").Accepts<Confirmation>("application/json").Produces(204).ProducesProblem(404);
        own.MapGet(HttpPaths.Exchanges, List).WithName("exchanges").WithTags("exchanges").WithSummary("The caller's exchanges, newest first: all, or only those still open.").Produces<ExchangeList>();
        own.MapGet(HttpPaths.Exchanges + "/{id}", Show).WithName("exchange").WithTags("exchanges")
            .WithSummary("One exchange: every addressee's rungs, windows with their basis, steps and mails.").Produces<ExchangeView>().ProducesProblem(404);
        own.MapGet(HttpPaths.Feed, Feed).WithName("feed").WithTags("exchanges")
            .WithSummary("A page of the caller's feed after a position.").Produces<FeedPage>();
        own.MapGet(HttpPaths.Directory, Directory).WithName("directory").WithTags("hub").WithSummary("Participants, points of contact, public keys.").Produces<DirectoryView>();
        own.MapGet(HttpPaths.Regimes, Regimes).WithName("regimes").WithTags("hub").WithSummary("The regimes, every number with its basis.").Produces<RegimeList>();
        DeskApi.Map(own);
        ExerciseApi.Map(open);
        KeyApi.Map(open, own);
    }

    private static JsonHttpResult<HubView> About(HubIdentity hub, Recorder recorder, IJournalStore store, TimeProvider clock) =>
        TypedResults.Json(new HubView(hub.Id, hub.Key, hub.Version, clock.GetUtcNow(), recorder.Tail.Head, store.Syncs), WireJson.Default.HubView);

    private static async Task<IResult> Submit(HttpRequest request, ClaimsPrincipal user, Authenticator gate, MessageIntake intake, CancellationToken ct)
    {
        if (!gate.Caller(user).Try(out var seat, out var refusal))
        {
            return Problems.Result(refusal);
        }
        if (request.ContentType is null || !request.ContentType.StartsWith(MediaTypes.Envelope, StringComparison.OrdinalIgnoreCase))
        {
            return Problems.Result(AccessErrors.BadMediaType());
        }
        if (request.ContentLength > MaximumBody)
        {
            return Problems.Result(EnvelopeErrors.TooLarge(request.ContentLength.Value));
        }
        using var reader = new StreamReader(request.Body, Encoding.Latin1);
        var compact = (await reader.ReadToEndAsync(ct)).TrimEnd('\r', '\n');
        return (await intake.SubmitAsync(compact, seat, Carrier.Http, ct)).Try(out var receipt, out refusal)
            ? TypedResults.Json(receipt, WireJson.Default.Receipt, statusCode: 201) : Problems.Result(refusal);
    }

    private static async Task<IResult> Confirm(Confirmation confirmation, ClaimsPrincipal user, Authenticator gate, MessageIntake intake, CancellationToken ct) =>
        !gate.Caller(user).Try(out var seat, out var refusal) ? Problems.Result(refusal)
        : (await intake.ConfirmAsync(confirmation.Message, confirmation.Rung, seat, Carrier.Http, ct)).Refusal is { } no ? Problems.Result(no)
        : TypedResults.NoContent();

    private static async Task<IResult> Envelope(string id, ClaimsPrincipal user, Authenticator gate, IJournalStore store, CancellationToken ct)
    {
        if (!gate.Caller(user).Try(out var seat, out var refusal) || !Id(id).Try(out var message, out refusal))
        {
            return Problems.Result(refusal);
        }
        var stored = await store.FindMessageAsync(message, ct);
        return stored is { Envelope: { } envelope, Entry.Fact.Message: { } header } && Audience.MayOpen(header, seat.Participant)
            ? TypedResults.Text(envelope, MediaTypes.Envelope) : Problems.Result(RuleErrors.NoSuchExchange(message));
    }

    private static async Task<IResult> List(ClaimsPrincipal user, Authenticator gate, ExchangeReader reader, CancellationToken ct, int limit = 100, long? before = null, string state = "all")
    {
        if (!gate.Caller(user).Try(out var seat, out var refusal))
        {
            return Problems.Result(refusal);
        }
        if (limit is < 1 or > MaximumList || before < 1)
        {
            return Problems.Result(AccessErrors.BadRequest($"limit is 1 to {MaximumList}, before a journal position."));
        }
        return state is "open" or "all"
            ? TypedResults.Json(await reader.ListAsync(seat.Participant, before ?? long.MaxValue, limit, state == "open", ct), WireJson.Default.ExchangeList)
            : Problems.Result(AccessErrors.BadRequest("state is open or all."));
    }

    private static async Task<IResult> Show(string id, ClaimsPrincipal user, Authenticator gate, ExchangeReader reader, CancellationToken ct) =>
        !gate.Caller(user).Try(out var seat, out var refusal) || !Id(id).Try(out var exchange, out refusal)
        || !(await reader.ShowAsync(exchange, seat.Participant, ct)).Try(out var view, out refusal)
            ? Problems.Result(refusal) : TypedResults.Json(view, WireJson.Default.ExchangeView);

    private static async Task<IResult> Feed(ClaimsPrincipal user, Authenticator gate, Recorder recorder, CancellationToken ct, long after = 0, int limit = 256)
    {
        if (!gate.Caller(user).Try(out var seat, out var refusal))
        {
            return Problems.Result(refusal);
        }
        return after < 0 || limit is < 1 or > MaximumList
            ? Problems.Result(AccessErrors.BadRequest($"after is a journal position, 0 for everything; limit is 1 to {MaximumList}."))
            : TypedResults.Json(await recorder.Tail.ReadAsync(seat.Participant, after, limit, ct), WireJson.Default.FeedPage);
    }

    private static JsonHttpResult<DirectoryView> Directory(Rulebook rulebook) => TypedResults.Json(
        new DirectoryView([.. rulebook.Directory.Participants.Select(View)]), WireJson.Default.DirectoryView);

    private static JsonHttpResult<RegimeList> Regimes(Rulebook rulebook) => TypedResults.Json(
        new RegimeList([.. rulebook.Regimes.All.Select(r => new RegimeView(
            r.Id, r.Title, r.Note, r.Coordinator, r.Statuses,
            [.. from w in r.Windows
                orderby w.Key.Item1, w.Key.Item2
                select new RegimeWindow(w.Key.Item1, w.Key.Item2, w.Value.Duration.TotalSeconds, w.Value.Basis)],
            r.Kinds.OrderBy(k => k.Key).ToImmutableDictionary(),
            [.. r.Escalation.Select(s => new RegimeStep(s.Step, s.Window, s.At))], r.EscalationBasis, r.Figures))]), WireJson.Default.RegimeList);

    private static ParticipantView View(Participant p) => new(p.Code, p.Name,
        [.. p.Pocs.Select(poc => new PocView(poc.Id, poc.Role, poc.Title, poc.Languages, poc.Hours, [.. poc.Keys.Select(k => k.ToJwk())]))]);

    private static Outcome<MessageId> Id(string text) => MessageId.TryParse(text, out var id) ? id
        : AccessErrors.BadRequest("That is not a message id: a UUID of version 7 in lower case.");
}

/// <summary>Who this hub is.</summary>
/// <param name="Id">Thumbprint of its key.</param>
/// <param name="Key">Its public key.</param>
/// <param name="Version">Of the program.</param>
public sealed record HubIdentity(string Id, Protocol.Keys.Jwk Key, string Version);
