using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>Exchanges as a sort of stream.</summary>
public sealed class ExchangeStream : StreamSort<Exchange>
{
    /// <inheritdoc/>
    public override string Name => StreamId.ExchangeSort;

    /// <inheritdoc/>
    protected override Exchange? Apply(Exchange? state, Entry entry) => ExchangeFold.Apply(state, entry);

    /// <inheritdoc/>
    protected override Outcome<ImmutableArray<Fact>> Decide(Exchange? state, Command command, Circumstances now) =>
        ExchangeRules.Decide(state, command, now);

    /// <inheritdoc/>
    protected override ImmutableArray<DueRow> Due(Exchange state) => Schedule.Of(state);

    /// <inheritdoc/>
    protected override ImmutableArray<string> Turns(Exchange state) => Acts.Turns(state);

    /// <inheritdoc/>
    protected override Projection Project(Exchange? before, Exchange after, Entry entry) =>
        new(Audience.Of(after, (ExchangeFact)entry.Fact))
        {
            Mark = before is null ? ListMark.Opens
                : before.Ending is null && after.Ending is not null ? ListMark.Ends
                : ListMark.None,
        };
}
