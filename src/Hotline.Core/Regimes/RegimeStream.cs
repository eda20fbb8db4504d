using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Regimes;

/// <summary>The texts of one regime, the one in force last.</summary>
/// <param name="Id">The regime.</param>
/// <param name="Texts">Every text that was in force, in order.</param>
public sealed record RegimeState(string Id, ImmutableArray<RegimeAdopted> Texts) : StreamState;

/// <summary>A regime's text is to be in force from now on. The text that is in force already changes nothing.</summary>
/// <param name="Regime">The regime, as it was read.</param>
public sealed record AdoptRegime(Regime Regime) : Command(StreamId.Regime(Regime.Id));

/// <summary>
/// Which text of a regime was in force when: one stream a regime, in nobody's feed; exchanges name the text by its
/// digest.
/// </summary>
public sealed class RegimeStream : StreamSort<RegimeState>
{
    /// <inheritdoc/>
    public override string Name => StreamId.RegimeSort;

    /// <inheritdoc/>
    public override bool BearsGaps => true;

    /// <inheritdoc/>
    protected override RegimeState? Apply(RegimeState? state, Entry entry) => entry.Fact is RegimeFact fact
        ? fact.Accept(new Fold(state)) : throw new ArgumentException("The fact is not about a regime.", nameof(entry));

    /// <inheritdoc/>
    protected override Outcome<ImmutableArray<Fact>> Decide(
        RegimeState? state, Command command, Circumstances now) => command switch
    {
        AdoptRegime adopt when state?.Texts[^1].Digest == adopt.Regime.Digest => ImmutableArray<Fact>.Empty,
        AdoptRegime { Regime: var regime } =>
            ImmutableArray.Create<Fact>(new RegimeAdopted(regime.Id, regime.Digest, regime.Text)),
        Fire => ImmutableArray<Fact>.Empty,
        var other => throw new ArgumentException($"A regime knows no {other.GetType().Name}.", nameof(command)),
    };

    /// <inheritdoc/>
    protected override ImmutableArray<DueRow> Due(RegimeState state) => [];

    /// <inheritdoc/>
    protected override Projection Project(RegimeState? before, RegimeState after, Entry entry) => Projection.Nobody;

    private sealed class Fold(RegimeState? state) : IRegimeFactVisitor<RegimeState>
    {
        public RegimeState Visit(RegimeAdopted fact) => new(fact.Regime, [.. state?.Texts ?? [], fact]);
    }
}
