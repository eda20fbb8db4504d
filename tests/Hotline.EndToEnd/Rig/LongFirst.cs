using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Hotline.EndToEnd.Rig.LongFirst", "Hotline.EndToEnd")]

namespace Hotline.EndToEnd.Rig;

/// <summary>Classes that take minutes begin first, so that the run does not wait for one of them at its end.</summary>
public sealed class LongFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(Crash.KillTests), nameof(Bridges.BrokerLossTests), nameof(Losses.LossTests),
        nameof(Bridges.BrokerTroubleTests), nameof(Bridges.BrokerFlowTests), nameof(Story.ReadmeTests),
        nameof(Story.CommandLineStoryTests),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(
            Long, name => collection.DisplayName.EndsWith("." + name, StringComparison.Ordinal)) is >= 0 and var at
            ? at : Long.Length);
}
