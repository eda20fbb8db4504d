using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Hubs;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Journal.Tests;

/// <summary>
/// A sort of stream that no other room knows: a drill is called, noted, joined, and over when its time has come.
/// </summary>
internal sealed class Drills : StreamSort<DrillState>
{
    public const string Sort = "drill";

    /// <summary>The clock of drills.</summary>
    public const string Clock = "drill";

    /// <summary>All that a hub knows, and drills.</summary>
    public static StreamBook Book { get; } = new(
        new ExchangeStream(), new RegimeStream(), new HubStream(), new Drills());

    public override string Name => Sort;

    public override ImmutableArray<(Type Fact, string Name)> ForeignFacts =>
    [
        (typeof(DrillCalled), DrillCalled.Wire), (typeof(DrillNoted), DrillNoted.Wire),
        (typeof(DrillJoined), DrillJoined.Wire),
        (typeof(DrillOver), DrillOver.Wire), (typeof(DrillSpoilt), DrillSpoilt.Wire),
    ];

    public static StreamId Of(string drill) => new(Sort, drill);

    /// <summary>Whoever comes later reads everything but confidential notes.</summary>
    public override bool MayRead(StreamState state, Entry entry, string participant) =>
        entry.Fact is not DrillNoted { Confidential: true };

    protected override DrillState? Apply(DrillState? state, Entry entry) => (state, entry.Fact) switch
    {
        (null, DrillCalled called) => new DrillState(called.Drill, called.Invited, called.Ends, Over: false),
        ({ } drill, DrillJoined joined) => drill.Takers.Contains(joined.Participant) ? drill
            : drill with { Takers = drill.Takers.Add(joined.Participant) },
        ({ } drill, DrillOver) => drill with { Over = true },
        var (before, _) => before,
    };

    protected override Outcome<ImmutableArray<Fact>> Decide(
        DrillState? state, Command command, Circumstances now) => (state, command) switch
    {
        (null, CallDrill call) =>
            ImmutableArray.Create<Fact>(new DrillCalled(call.Drill, call.Invited, now.Now.AddHours(1))),
        (_, SpoilDrill spoil) => ImmutableArray.Create<Fact>(new DrillSpoilt(spoil.Drill, spoil.How)),
        ({ Over: false }, NoteDrill note) => ImmutableArray.Create<Fact>(new DrillNoted(note.Drill, note.Confidential)),
        ({ Over: false } drill, JoinDrill { Again: false } join) when drill.Takers.Contains(join.Participant) =>
            ImmutableArray<Fact>.Empty,
        ({ Over: false }, JoinDrill { AndEnd: false } join) =>
            ImmutableArray.Create<Fact>(new DrillJoined(join.Drill, join.Participant)),
        ({ Over: false }, JoinDrill join) => [new DrillJoined(join.Drill, join.Participant), new DrillOver(join.Drill)],
        ({ Over: false } drill, Fire) when drill.Ends <= now.Now =>
            ImmutableArray.Create<Fact>(new DrillOver(drill.Drill)),
        _ => ImmutableArray<Fact>.Empty,
    };

    protected override ImmutableArray<DueRow> Due(DrillState state) =>
        state.Over ? [] : [new DueRow(Clock, state.Drill, state.Ends)];

    protected override Projection Project(DrillState? before, DrillState after, Entry entry) => entry.Fact switch
    {
        DrillSpoilt { How: Spoiling.ReaderTwice } => new Projection([.. after.Takers, after.Takers[0]]),
        DrillSpoilt { How: Spoiling.OpensAgain } => new Projection(after.Takers) { Mark = ListMark.Opens },
        DrillSpoilt { How: Spoiling.EndsAgain } => new Projection(after.Takers) { Mark = ListMark.Ends },
        var fact => new Projection(after.Takers)
        {
            Mark = before is null ? ListMark.Opens : !before.Over && after.Over ? ListMark.Ends : ListMark.None,
            Joined = fact is DrillJoined joined ? [joined.Participant] : [],
        },
    };
}

internal sealed record DrillState(
    string Drill, ImmutableArray<string> Takers, DateTimeOffset Ends, bool Over) : StreamState;

internal sealed record CallDrill(string Drill, ImmutableArray<string> Invited) : Command(Drills.Of(Drill));

internal sealed record NoteDrill(string Drill, bool Confidential = false) : Command(Drills.Of(Drill));

internal sealed record JoinDrill(
    string Drill, string Participant, bool AndEnd = false, bool Again = false) : Command(Drills.Of(Drill));

internal sealed record SpoilDrill(string Drill, Spoiling How) : Command(Drills.Of(Drill));

/// <summary>What a sort of stream with a defect may say.</summary>
public enum Spoiling
{
    ReaderTwice,
    OpensAgain,
    EndsAgain,
    Nothing,
}

internal abstract record DrillFact(string Drill) : ForeignFact
{
    [JsonIgnore]
    public override StreamId Stream => Drills.Of(Drill);
}

internal sealed record DrillCalled(string Drill, ImmutableArray<string> Invited, DateTimeOffset Ends) : DrillFact(Drill)
{
    public const string Wire = "drill-called";

    [JsonIgnore]
    public override string TypeName => Wire;
}

internal sealed record DrillNoted(string Drill, bool Confidential) : DrillFact(Drill)
{
    public const string Wire = "drill-noted";

    [JsonIgnore]
    public override string TypeName => Wire;
}

internal sealed record DrillJoined(string Drill, string Participant) : DrillFact(Drill)
{
    public const string Wire = "drill-joined";

    [JsonIgnore]
    public override string TypeName => Wire;
}

internal sealed record DrillOver(string Drill) : DrillFact(Drill)
{
    public const string Wire = "drill-over";

    [JsonIgnore]
    public override string TypeName => Wire;
}

internal sealed record DrillSpoilt(string Drill, Spoiling How) : DrillFact(Drill)
{
    public const string Wire = "drill-spoilt";

    [JsonIgnore]
    public override string TypeName => Wire;
}
