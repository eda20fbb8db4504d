using System.Collections.Immutable;

namespace Hotline.Hub.Bridges;

/// <summary>How a bridge stands at one moment.</summary>
/// <param name="Fault">Why it is not connected; null when it is.</param>
/// <param name="Since">Since when that is so.</param>
public sealed record BridgeStanding(string? Fault, DateTimeOffset Since)
{
    /// <summary>When its canary last came back; null when never since the hub started.</summary>
    public DateTimeOffset? CanaryBack { get; init; }

    /// <summary>True from a canary that did not come back until one does.</summary>
    public bool CanaryLost { get; init; }

    /// <summary>Of participants whose messages are held at the broker's door: why.</summary>
    public ImmutableSortedDictionary<string, string> Held { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The position up to which each participant's feed was handed over.</summary>
    public ImmutableSortedDictionary<string, long> Positions { get; init; } =
        ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>True when what should cross the bridge does, as far as we can see.</summary>
    public bool IsSound => Fault is null && !CanaryLost && Held.IsEmpty;

    /// <summary>What is wrong; null when nothing is.</summary>
    public string? Trouble => Fault ?? (CanaryLost ? "the canary does not come back"
        : Held.IsEmpty ? null : string.Join("; ", Held.Select(h => $"{h.Key} held: {h.Value}")));
}

/// <summary>How a bridge stands, for whoever asks. Thread-safe.</summary>
/// <param name="name">Its name.</param>
/// <param name="participants">Whom it serves.</param>
/// <param name="now">When it was set up.</param>
public sealed class BridgeState(string name, ImmutableArray<string> participants, DateTimeOffset now)
{
    private BridgeStanding _now = new("not yet connected", now);

    /// <summary>The bridge's name.</summary>
    public string Name => name;

    /// <summary>Whom it serves.</summary>
    public ImmutableArray<string> Participants => participants;

    /// <summary>How it stands.</summary>
    public BridgeStanding Now => Volatile.Read(ref _now);

    internal void Change(Func<BridgeStanding, BridgeStanding> change) => ImmutableInterlocked.Update(ref _now, change);
}

/// <summary>Every bridge of a hub.</summary>
/// <param name="All">In the order of the settings.</param>
public sealed record BridgeStates(ImmutableArray<BridgeState> All);
