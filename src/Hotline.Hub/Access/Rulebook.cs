using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;
using Hotline.Core.Notices;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;

namespace Hotline.Hub.Access;

/// <summary>
/// Who is who and which rules hold, as of now. Readers take a snapshot; whoever changes it replaces it whole.
/// </summary>
/// <param name="directory">The directory at start.</param>
/// <param name="regimes">The regimes, fixed while the hub runs.</param>
/// <param name="limits">Limits of the rules.</param>
/// <param name="means">By what somebody can be told: each has a sender in this hub.</param>
public sealed class Rulebook(
    Core.Directory.Directory directory, RegimeBook regimes, RuleLimits limits, ImmutableArray<MeansRule> means)
{
    private volatile Core.Directory.Directory _directory = directory;
    private volatile KeyHistory _history = KeyHistory.Empty;

    /// <summary>The directory in force.</summary>
    public Core.Directory.Directory Directory => _directory;

    /// <summary>Every key that ever spoke, as the journal has it.</summary>
    public KeyHistory History
    {
        get => _history;
        set => _history = value;
    }

    /// <summary>The regimes, fixed while the hub runs.</summary>
    public RegimeBook Regimes => regimes;

    /// <summary>Limits of the rules, fixed while the hub runs.</summary>
    public RuleLimits Limits => limits;

    /// <summary>True when the data directory is an exercise's; fixed while the hub runs.</summary>
    public bool ExerciseOnly { get; init; }

    /// <summary>When the hub was away; set once at start.</summary>
    public ImmutableArray<Outage> Outages { get; set; } = [];

    /// <summary>Raised after the directory has changed.</summary>
    public event Action? Changed;

    /// <summary>Puts another directory in force.</summary>
    public void Replace(Core.Directory.Directory directory)
    {
        _directory = directory;
        Changed?.Invoke();
    }

    /// <summary>What a decision at that time depends on.</summary>
    public Circumstances At(DateTimeOffset now) => new(now, _directory, regimes, Outages, limits)
    {
        Means = means,
        ExerciseOnly = ExerciseOnly,
    };
}
