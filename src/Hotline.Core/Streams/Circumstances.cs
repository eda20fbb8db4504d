using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Notices;
using Hotline.Core.Regimes;

namespace Hotline.Core.Streams;

/// <summary>Everything besides the state that a decision depends on.</summary>
/// <param name="Now">The hub's time, in whole milliseconds.</param>
/// <param name="Directory">Who is who.</param>
/// <param name="Regimes">The rules.</param>
/// <param name="Outages">
/// When no hub was running: not the last time alone, since a hub may have gone again before it came to what had fallen
/// due in the one before.
/// </param>
/// <param name="Limits">Limits.</param>
public sealed record Circumstances(
    DateTimeOffset Now, Directory.Directory Directory, RegimeBook Regimes, ImmutableArray<Outage> Outages,
    RuleLimits Limits)
{
    /// <summary>
    /// By what somebody can be told, in the order in which it is tried; e-mail alone unless somebody adds to it.
    /// </summary>
    public ImmutableArray<MeansRule> Means { get; init; } = [MeansRule.Mail];

    /// <summary>True where everything is an exercise: nothing opens as <c>actual</c>, whatever its regime.</summary>
    public bool ExerciseOnly { get; init; }
}

/// <summary>Limits of the rules.</summary>
/// <param name="FutureSkew">By how much a message may claim to be made after the hub's time. Default 5 minutes.</param>
/// <param name="MaximumAge">How old a message may claim to be. Default 7 days.</param>
/// <param name="LongestPromise">How far ahead "answer expected by" may lie. Default 366 days.</param>
/// <param name="NoticeRetries">
/// When a notice that nobody took is tried again; after the last it is a dead letter.
/// </param>
public sealed record RuleLimits(
    TimeSpan FutureSkew, TimeSpan MaximumAge, TimeSpan LongestPromise, IReadOnlyList<TimeSpan> NoticeRetries)
{
    /// <summary>
    /// How many signed replies of one participant an exchange takes, since everybody in it reads them. Default 200.
    /// </summary>
    public int RepliesPerExchange { get; init; } = 200;

    /// <summary>And how many bytes of their envelopes. Default 16 MiB.</summary>
    public long ReplyBytesPerExchange { get; init; } = 16 * 1024 * 1024;

    /// <summary>The defaults.</summary>
    public static RuleLimits Default { get; } = new(
        TimeSpan.FromMinutes(5), TimeSpan.FromDays(7), TimeSpan.FromDays(366),
        [
            TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
            TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6),
        ]);
}
