using Hotline.Protocol;

namespace Hotline.Contract.Errors;

/// <summary>Refusals of a hub that runs out of room on its disk: 4145 to 4149.</summary>
public static class SpaceErrors
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(30);

    /// <summary>What is left is kept for the clock and for what cannot wait.</summary>
    public static Refusal NearlyFull() => new(
        4145, "disk-nearly-full", RefusalClass.Unavailable,
        "The hub's disk is nearly full: it takes flash, and what ends a wait, and nothing else. Nothing was recorded; "
        + "send the same bytes again in 30 seconds, or reach the addressee another way.") { RetryAfter = ComeBack };

    /// <summary>A commit found no room.</summary>
    public static Refusal Full() => new(
        4146, "disk-full", RefusalClass.Unavailable,
        "The hub's disk is full, so the journal could not be written. Send the same bytes again in 30 seconds, which "
        + "is safe, until a receipt comes, or reach the addressee another way.") { RetryAfter = ComeBack };
}
