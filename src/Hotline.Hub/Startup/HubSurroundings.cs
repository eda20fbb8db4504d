using System.Collections.Immutable;
using Hotline.Hub.Outbound;

namespace Hotline.Hub.Startup;

/// <summary>What a hub takes from the program around it, beside its settings.</summary>
/// <param name="Clock">The hub's time.</param>
/// <param name="Random">Randomness for jitter.</param>
public sealed record HubSurroundings(TimeProvider Clock, Random Random)
{
    /// <summary>Changes logging; null to leave it as the settings say.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>By what else, beside mail, somebody can be told; in the order in which it is tried.</summary>
    public ImmutableArray<WayToTell> Ways { get; init; } = [];
}
