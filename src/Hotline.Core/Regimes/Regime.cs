using System.Collections.Frozen;
using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Core.Regimes;

/// <summary>How long a window is.</summary>
/// <param name="Duration">More than zero, at most 366 days.</param>
/// <param name="Basis">Where the number comes from.</param>
public sealed record WindowRule(TimeSpan Duration, Basis Basis);

/// <summary>A step of the escalation ladder.</summary>
/// <param name="Step">What is done.</param>
/// <param name="Window">For silence in which window.</param>
/// <param name="At">When, as a share of the window's length: 0 at once, 0.5 half-way, 1 at its lapse, 2 as long again after. 0 to 10.</param>
public sealed record StepRule(EscalationStep Step, Window Window, double At);

/// <summary>The body of rules that an exchange runs under.</summary>
/// <param name="Id">Its id, such as <c>osce</c>.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Note">What must be said wherever its windows are shown.</param>
/// <param name="Coordinator">The participant that watches its times; null for none.</param>
/// <param name="Statuses">Which statuses may run under it.</param>
/// <param name="Windows">The length of each window for each precedence.</param>
/// <param name="Kinds">Which windows run for each opening kind; a kind that is not named may not be sent.</param>
/// <param name="Escalation">The ladder, in order of window and time.</param>
/// <param name="EscalationBasis">Where the ladder comes from.</param>
/// <param name="Figures">Whose response times a participant may read. The operator's choice, which no window depends on, hence in force at once for all exchanges.</param>
public sealed record Regime(
    string Id, string Title, string Note, string? Coordinator, ImmutableArray<Status> Statuses,
    FrozenDictionary<(Window, Precedence), WindowRule> Windows, FrozenDictionary<Kind, ImmutableArray<Window>> Kinds,
    ImmutableArray<StepRule> Escalation, Basis EscalationBasis, Figures Figures = Figures.Own)
{
    /// <summary>The windows that open for a message accepted at a time.</summary>
    public ImmutableArray<OpenedWindow> Open(Kind kind, Precedence precedence, DateTimeOffset at) =>
        [.. Kinds[kind].Select(w => new OpenedWindow(w, (at + Windows[(w, precedence)].Duration).ToMilliseconds(), Windows[(w, precedence)].Basis))];

    /// <summary>The ladder for a message accepted at a time, by due time.</summary>
    public ImmutableArray<PlannedStep> Plan(Kind kind, Precedence precedence, DateTimeOffset at) =>
        [.. from rule in Escalation
            where Kinds[kind].Contains(rule.Window)
            let due = (at + Windows[(rule.Window, precedence)].Duration * rule.At).ToMilliseconds()
            orderby due
            select new PlannedStep(rule.Step, rule.Window, due)];
}

/// <summary>The regimes of a hub, by id.</summary>
public sealed class RegimeBook(IEnumerable<Regime> regimes)
{
    private readonly FrozenDictionary<string, Regime> _regimes = regimes.ToFrozenDictionary(r => r.Id, StringComparer.Ordinal);

    /// <summary>All, by id.</summary>
    public IEnumerable<Regime> All => _regimes.Values.OrderBy(r => r.Id, StringComparer.Ordinal);

    /// <summary>The regime of that id, or null.</summary>
    public Regime? Find(string id) => _regimes.GetValueOrDefault(id);
}
