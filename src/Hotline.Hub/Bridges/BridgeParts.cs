using Hotline.Hub.Access;
using Hotline.Hub.Intake;
using Hotline.Journal;

namespace Hotline.Hub.Bridges;

/// <summary>What every bridge of a hub needs.</summary>
/// <param name="Intake">The way into the journal.</param>
/// <param name="Rulebook">Whose keys are known.</param>
/// <param name="Recorder">What is sent, and where it is kept how far it was sent.</param>
/// <param name="Store">Where that was kept.</param>
/// <param name="Hub">Who this hub is.</param>
/// <param name="Clock">The hub's time.</param>
/// <param name="Log">Log.</param>
internal sealed record BridgeParts(
    MessageIntake Intake, Rulebook Rulebook, Recorder Recorder, IJournalStore Store, HubIdentity Hub,
    TimeProvider Clock, ILogger<BridgeWatch> Log)
{
    /// <summary>Numbers from 0 up to 1, for jitter and canaries.</summary>
    public required Func<double> Randomizer { get; init; }
}
