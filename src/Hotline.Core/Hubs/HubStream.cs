using System.Collections.Immutable;
using Hotline.Contract.Facts;
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

/// <summary>When a hub ran: one stream a hub, in nobody's feed.</summary>
public sealed class HubStream : StreamSort<HubState>
{
    /// <inheritdoc/>
    public override string Name => StreamId.HubSort;

    /// <inheritdoc/>
    public override bool BearsGaps => true;

    /// <inheritdoc/>
    protected override HubState? Apply(HubState? state, Entry entry) => entry.Fact is HubFact fact
        ? fact.Accept(new Fold(state, entry.At))
        : throw new ArgumentException("The fact is not about a hub.", nameof(entry));

    /// <inheritdoc/>
    protected override Outcome<ImmutableArray<Fact>> Decide(
        HubState? state, Command command, Circumstances now) => command switch
    {
        StartHub start => ImmutableArray.Create<Fact>(
            new HubStarted(start.Hub, start.Version, start.Outage, Clean: state is { Runs: false })),
        StopHub stop => ImmutableArray.Create<Fact>(new HubStopped(stop.Hub, stop.Reason)),
        Fire => ImmutableArray<Fact>.Empty,
        var other => throw new ArgumentException($"A hub knows no {other.GetType().Name}.", nameof(command)),
    };

    /// <inheritdoc/>
    protected override ImmutableArray<DueRow> Due(HubState state) => [];

    /// <inheritdoc/>
    protected override Projection Project(HubState? before, HubState after, Entry entry) => Projection.Nobody;

    private sealed class Fold(HubState? state, DateTimeOffset at) : IHubFactVisitor<HubState>
    {
        private readonly ImmutableArray<Outage> _before = state?.Outages ?? [];

        public HubState Visit(HubStarted fact) => new(fact.Hub, Runs: true, at)
        {
            Outages = fact.Outage is null ? _before : Last(_before.Add(fact.Outage)),
        };

        public HubState Visit(HubStopped fact) => new(fact.Hub, Runs: false, at) { Outages = _before };

        private static ImmutableArray<Outage> Last(ImmutableArray<Outage> outages) =>
            outages.Length <= HubState.MostOutages ? outages : outages[^HubState.MostOutages..];
    }
}
