using System.Collections.Immutable;
using Hotline.Hub.Access;
using Hotline.Hub.Outbound;
using Hotline.Journal;

namespace Hotline.Hub.Startup;

/// <summary>What a hub takes from the program around it, beside its settings.</summary>
/// <param name="Clock">The hub's time.</param>
/// <param name="Random">Randomness for jitter.</param>
public sealed record HubSurroundings(TimeProvider Clock, Random Random)
{
    /// <summary>Changes logging; null to leave it as the settings say.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>Says how many bytes are free on the disk of a directory; null when nobody can say.</summary>
    public Func<string, long?> FreeBytes { get; init; } = DiskSpace.FreeOf;

    /// <summary>Stands between the hub and its journal; null for nobody.</summary>
    public Func<IJournalStore, IJournalStore>? Journal { get; init; }

    /// <summary>By what else, beside mail, somebody can be told; in the order in which it is tried.</summary>
    public ImmutableArray<WayToTell> Ways { get; init; } = [];
}
