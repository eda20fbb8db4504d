using System.Collections.Immutable;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Regimes;
using Hotline.Hub.Access;
using Hotline.Journal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hotline.Hub.Doors.Http;

/// <summary>Who this hub is, who is who, and by which rules.</summary>
internal static class HubApi
{
    public static void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder own)
    {
        open.MapGet(HttpPaths.About, About).WithName("about").WithTags("hub")
            .WithSummary("Who this hub is: id, public key, time, head. Needs no token.").Produces<HubView>();
        own.MapGet(HttpPaths.Directory, Directory).WithName("directory").WithTags("hub")
            .WithSummary("Participants, points of contact, public keys; and the keys that have left.")
            .Produces<DirectoryView>();
        own.MapGet(HttpPaths.Regimes, Regimes).WithName("regimes").WithTags("hub")
            .WithSummary("The regimes, every number with its basis.").Produces<RegimeList>();
    }

    private static JsonHttpResult<HubView> About(
        HubIdentity hub, Recorder recorder, IJournalStore store, Rulebook rulebook, TimeProvider clock) =>
        TypedResults.Json(
            new HubView(
                hub.Id, hub.Key, hub.Version, clock.GetUtcNow(), recorder.Tail.Head, store.Syncs,
                rulebook.ExerciseOnly, recorder.Epoch, recorder.Recoveries is { IsEmpty: false } lost ? lost : null),
            WireJson.Default.HubView);

    private static JsonHttpResult<DirectoryView> Directory(Rulebook rulebook) => TypedResults.Json(
        new DirectoryView(
            [.. rulebook.Directory.Participants.Select(View)], [.. rulebook.History.Left.Select(View)]),
        WireJson.Default.DirectoryView);

    private static JsonHttpResult<RegimeList> Regimes(Rulebook rulebook) => TypedResults.Json(
        new RegimeList([.. rulebook.Regimes.All.Select(View)]), WireJson.Default.RegimeList);

    private static ParticipantView View(Participant p) => new(p.Code, p.Name, [.. p.Pocs.Select(View)]);

    private static FormerKeyView View(KeySpan left) => new(
        left.Participant, left.Poc, left.Role, left.Title, left.Key, left.SinceAt, left.Since,
        left.UntilAt!.Value, left.Until!.Value);

    private static PocView View(Poc poc) =>
        new(poc.Id, poc.Role, poc.Title, poc.Languages, poc.Hours, [.. poc.Keys.Select(k => k.ToJwk())]);

    private static RegimeView View(Regime r) => new(
        r.Id, r.Title, r.Note, r.Coordinator, r.Statuses,
        [.. from rule in r.Windows
            let of = rule.Key
            orderby of.Window, of.Precedence
            select new RegimeWindow(
                of.Window, of.Precedence, rule.Value.Duration.TotalSeconds, r.Bases[rule.Value.Basis])],
        r.Kinds.OrderBy(k => k.Key).ToImmutableDictionary(),
        [.. r.Escalation.Select(s => new RegimeStep(s.Step, s.Window, s.At))],
        r.Bases[r.EscalationBasis], r.Figures);
}
