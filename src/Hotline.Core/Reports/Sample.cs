using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Exchanges;
using Hotline.Core.Regimes;
using Hotline.Protocol;

namespace Hotline.Core.Reports;

/// <summary>One window of one addressee, as figures are made of it.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Coordinator">The participant that watches the exchange's times; null for none.</param>
/// <param name="Addressee">Who was asked.</param>
/// <param name="From">Who asked.</param>
/// <param name="Regime">The regime.</param>
/// <param name="Kind">The kind of the opening message.</param>
/// <param name="Precedence">Its precedence.</param>
/// <param name="Status">Actual, exercise or test.</param>
/// <param name="Window">Which window.</param>
/// <param name="Basis">Who set its length.</param>
/// <param name="Opened">When it opened: the acceptance.</param>
/// <param name="Due">When it ends or ended.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="InOutage">It lapsed while the hub itself was down.</param>
/// <param name="At">When the act came that it asks for; null without act, and of a window that was ended.</param>
/// <param name="Carrier">How the act came; null without act.</param>
/// <param name="AfterEscalation">
/// Of an act: it came after the first escalation step for this addressee and window. Without act: a step has been
/// taken.
/// </param>
public sealed record Sample(
    MessageId Exchange, string? Coordinator, string Addressee, string From, string Regime, Kind Kind,
    Precedence Precedence, Status Status,
    Window Window, BasisKind Basis, DateTimeOffset Opened, DateTimeOffset Due, Timeliness Outcome, bool InOutage,
    DateTimeOffset? At, Carrier? Carrier, bool AfterEscalation)
{
    /// <summary>
    /// How long the act took, in milliseconds; null without act. Never below 0, though the wall clock may have been set
    /// back in between.
    /// </summary>
    public long? Took => At is { } at ? Math.Max(0, (at - Opened).Ticks / TimeSpan.TicksPerMillisecond) : null;

    /// <summary>True when what the window asks for came, in time or late.</summary>
    public bool Acted => Outcome is Timeliness.Met or Timeliness.Late;
}

/// <summary>What an exchange has to say about response times.</summary>
public static class Samples
{
    /// <summary>
    /// One sample for each window of each addressee: nothing but the state, which is the fold of its entries.
    /// </summary>
    /// <param name="state">The exchange.</param>
    /// <param name="regimes">What the numbers come from.</param>
    public static IEnumerable<Sample> Of(Exchange state, RegimeBook regimes) =>
        from addressee in state.Addressees
        from window in addressee.Windows
        select Of(state, addressee, window, regimes.BasisOf(state.Opening.Regime, window.Basis));

    private static Sample Of(Exchange state, Addressee addressee, WindowRun window, Basis basis)
    {
        // A rung above stands in for those that were never said on their own, so whatever meets the window has its rung
        // here.
        var act = addressee.Rungs.FirstOrDefault(r => r.Rung == window.Window.Expects());
        var outcome = window.State switch
        {
            WindowState.Open => Timeliness.Open,
            WindowState.Met => Timeliness.Met,
            WindowState.Lapsed => act is null ? Timeliness.Lapsed : Timeliness.Late,
            WindowState.Ended => Timeliness.Ended,
        };
        act = outcome is Timeliness.Met or Timeliness.Late ? act : null;
        var opening = state.Opening;
        return new Sample(
            state.Id, opening.Coordinator, addressee.Participant, state.From, opening.Regime.Id, opening.Opening.Kind,
            opening.Precedence, opening.Status,
            window.Window, basis.Kind, window.Start, window.Due, outcome, window.Outage is not null,
            act?.At, act?.Carrier, Escalated(state, addressee, window.Window, act));
    }

    /// <summary>
    /// Whether a step was taken before the act. Order is by position, as everywhere. A step that the regime takes with
    /// every message at its acceptance (a mail beside the live carriers) answers no silence and is not counted.
    /// </summary>
    private static bool Escalated(Exchange state, Addressee addressee, Window window, RungReached? act) =>
        addressee.Steps.Any(
            s => s.Window == window && s.Position < (act?.Position ?? long.MaxValue) && s.Due > state.At);
}
