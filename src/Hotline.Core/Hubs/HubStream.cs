using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Hubs;

/// <summary>How a hub stands, by what it said of itself.</summary>
/// <param name="Id">Which.</param>
/// <param name="Runs">True from a start until a stop in order: also after a crash.</param>
/// <param name="At">Since when.</param>
public sealed record HubState(string Id, bool Runs, DateTimeOffset At) : StreamState
{
    /// <summary>
    /// Most outages that are remembered: of a hub that keeps failing, what fell due in any of them may be undone.
    /// </summary>
    public const int MostOutages = 256;

    /// <summary>When no hub ran, the earliest first; the last <see cref="MostOutages"/>.</summary>
    public ImmutableArray<Outage> Outages { get; init; } = [];

    /// <summary>How later epochs of the journal began by its word, in order.</summary>
    public ImmutableArray<Recovery> Recoveries { get; init; } = [];
}

/// <summary>A hub begins to run.</summary>
/// <param name="Hub">Its id.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Outage">How long no hub had run; null on the first start.</param>
public sealed record StartHub(string Hub, string Version, Outage? Outage) : Command(StreamId.Hub(Hub));

/// <summary>A hub is being stopped in order.</summary>
/// <param name="Hub">Its id.</param>
/// <param name="Reason">Why, in a word.</param>
public sealed record StopHub(string Hub, string Reason) : Command(StreamId.Hub(Hub));

/// <summary>Somebody decides that the journal goes on although a part of it is, or may be, lost.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Kept">Up to here the journal is as it was known; 0 when nobody knows.</param>
/// <param name="Lost">The last position known to have been given out; null when nobody knows.</param>
/// <param name="From">When the last entry that is left was recorded; null when none is left.</param>
/// <param name="Until">Until when entries may be missing; null for until now.</param>
/// <param name="By">Who decides.</param>
/// <param name="Reason">Why.</param>
public sealed record RecoverJournal(
    string Hub, long Kept, long? Lost, DateTimeOffset? From, DateTimeOffset? Until, string By, string Reason)
    : Command(StreamId.Hub(Hub))
{
    /// <summary>The last epoch or time that is known beside the journal; the new epoch is later. Null: none.</summary>
    public DateTimeOffset? LaterThan { get; init; }
}

/// <summary>
/// When a hub ran, in nobody's feed; and how its journal went on after a loss, in everybody's. One stream a hub.
/// </summary>
public sealed class HubStream : StreamSort<HubState>
{
    /// <inheritdoc/>
    public override string Name => StreamId.HubSort;

    /// <inheritdoc/>
    public override bool BearsGaps => true;

    /// <inheritdoc/>
    protected override HubState? Apply(HubState? state, Entry entry) => entry.Fact is HubFact fact
        ? fact.Accept(new Fold(state, entry))
        : throw new ArgumentException("The fact is not about a hub.", nameof(entry));

    /// <inheritdoc/>
    protected override Outcome<ImmutableArray<Fact>> Decide(
        HubState? state, Command command, Circumstances now) => command switch
    {
        StartHub start => ImmutableArray.Create<Fact>(
            new HubStarted(start.Hub, start.Version, start.Outage, Clean: state is { Runs: false })),
        StopHub stop => ImmutableArray.Create<Fact>(new HubStopped(stop.Hub, stop.Reason)),
        RecoverJournal recover => ImmutableArray.Create<Fact>(Recovered(state, recover, now)),
        Fire => ImmutableArray<Fact>.Empty,
        var other => throw new ArgumentException($"A hub knows no {other.GetType().Name}.", nameof(command)),
    };

    /// <inheritdoc/>
    protected override ImmutableArray<DueRow> Due(HubState state) => [];

    /// <inheritdoc/>
    protected override Projection Project(HubState? before, HubState after, Entry entry) =>
        entry.Fact is JournalRecovered { Told: { IsDefaultOrEmpty: false } told }
            ? new Projection(told) : Projection.Nobody;

    /// <summary>
    /// The epoch is a time, so that it differs from one that is lost, of which nobody knows: a clock has gone on since.
    /// </summary>
    private static JournalRecovered Recovered(HubState? state, RecoverJournal recover, Circumstances now)
    {
        var epoch = now.Now;
        foreach (var earlier in new[] { recover.LaterThan, recover.From, state?.Recoveries.LastOrDefault()?.Epoch })
        {
            epoch = earlier >= epoch ? earlier.Value.ToMilliseconds().AddMilliseconds(1) : epoch;
        }
        return new JournalRecovered(
            recover.Hub, epoch, recover.Kept, recover.Lost, recover.From, recover.Until ?? now.Now, recover.By,
            recover.Reason, [.. now.Directory.Participants.Select(p => p.Code).Distinct(StringComparer.Ordinal)]);
    }

    private sealed class Fold(HubState? state, Entry entry) : IHubFactVisitor<HubState>
    {
        private readonly ImmutableArray<Outage> _before = state?.Outages ?? [];

        private readonly ImmutableArray<Recovery> _recoveries = state?.Recoveries ?? [];

        public HubState Visit(HubStarted fact) => new(fact.Hub, Runs: true, entry.At)
        {
            Outages = fact.Outage is null ? _before : Last(_before.Add(fact.Outage)),
            Recoveries = _recoveries,
        };

        public HubState Visit(HubStopped fact) =>
            new(fact.Hub, Runs: false, entry.At) { Outages = _before, Recoveries = _recoveries };

        public HubState Visit(JournalRecovered fact) =>
            (state ?? new HubState(fact.Hub, Runs: false, entry.At)) with
            {
                Recoveries = _recoveries.Add(new Recovery(
                    fact.Epoch, entry.Position, fact.Kept, fact.Lost, fact.From, fact.Until, fact.By, fact.Reason)),
            };

        private static ImmutableArray<Outage> Last(ImmutableArray<Outage> outages) =>
            outages.Length <= HubState.MostOutages ? outages : outages[^HubState.MostOutages..];
    }
}
