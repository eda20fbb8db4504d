using System.Collections.Frozen;
using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Exchanges;
using Hotline.Protocol;

namespace Hotline.Core.Regimes;

/// <summary>How long a window is.</summary>
/// <param name="Duration">More than zero, at most 366 days.</param>
/// <param name="Basis">Where the number comes from: the name of one of the regime's bases.</param>
public sealed record WindowRule(TimeSpan Duration, string Basis);

/// <summary>A step of the escalation ladder.</summary>
/// <param name="Step">What is done.</param>
/// <param name="Window">For silence in which window.</param>
/// <param name="At">
/// When, as a share of the window's length: 0 at once, 0.5 half-way, 1 at its lapse, 2 as long again after. 0 to 10.
/// </param>
public sealed record StepRule(EscalationStep Step, Window Window, double At);

/// <summary>The body of rules that an exchange runs under.</summary>
public sealed record Regime
{
    /// <summary>Its id, such as <c>osce</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>What must be said wherever its windows are shown.</summary>
    public required string Note { get; init; }

    /// <summary>The participant that watches its times; null for none.</summary>
    public string? Coordinator { get; init; }

    /// <summary>Which statuses may run under it.</summary>
    public required ImmutableArray<Status> Statuses { get; init; }

    /// <summary>Where its numbers come from, by name.</summary>
    public required FrozenDictionary<string, Basis> Bases { get; init; }

    /// <summary>The length of each window for each precedence.</summary>
    public required FrozenDictionary<(Window Window, Precedence Precedence), WindowRule> Windows { get; init; }

    /// <summary>Which windows run for each opening kind; a kind that is not named may not be sent.</summary>
    public required FrozenDictionary<Kind, ImmutableArray<Window>> Kinds { get; init; }

    /// <summary>The ladder, in order of window and time.</summary>
    public required ImmutableArray<StepRule> Escalation { get; init; }

    /// <summary>Where the ladder comes from: the name of a basis.</summary>
    public required string EscalationBasis { get; init; }

    /// <summary>
    /// Whose response times a participant may read. The operator's choice, which no window depends on, hence in force
    /// at once for all exchanges.
    /// </summary>
    public Figures Figures { get; init; } = Figures.Own;

    /// <summary>The regime file, exactly as it was read.</summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8, base64url: its name in the journal.</summary>
    public required string Digest { get; init; }

    /// <summary>What is asked of an addressee of a message accepted at a time.</summary>
    /// <param name="participant">Whom.</param>
    /// <param name="role">Action or info.</param>
    /// <param name="message">The message.</param>
    /// <param name="at">When it is accepted.</param>
    /// <param name="without">Windows that are not asked of this addressee.</param>
    public Asked Ask(
        string participant, AddresseeRole role, (Kind Kind, Precedence Precedence) message, DateTimeOffset at,
        params ReadOnlySpan<Window> without)
    {
        var kind = Kinds[message.Kind];
        var windows = ImmutableArray.CreateBuilder<WindowTerms>(kind.Length);
        foreach (var window in kind)
        {
            if ((role == AddresseeRole.Action || window.IsForInformation()) && !without.Contains(window))
            {
                var rule = Windows[(window, message.Precedence)];
                windows.Add(new WindowTerms(window, (at + rule.Duration).ToMilliseconds(), rule.Basis));
            }
        }
        var asked = windows.DrainToImmutable();
        return new Asked(participant, role, asked, Plan(asked, message.Precedence, at));
    }

    /// <summary>The steps for silence in these windows by due time; of equal ones, the ladder's order.</summary>
    private ImmutableArray<PlannedStep> Plan(
        ImmutableArray<WindowTerms> windows, Precedence precedence, DateTimeOffset at)
    {
        var plan = ImmutableArray.CreateBuilder<PlannedStep>(Escalation.Length);
        foreach (var rule in Escalation)
        {
            foreach (var window in windows)
            {
                if (window.Window == rule.Window)
                {
                    var due = (at + Windows[(rule.Window, precedence)].Duration * rule.At).ToMilliseconds();
                    var place = plan.Count;
                    while (place > 0 && plan[place - 1].Due > due)
                    {
                        place--;
                    }
                    plan.Insert(place, new PlannedStep(rule.Step, rule.Window, due));
                }
            }
        }
        return plan.DrainToImmutable();
    }
}

/// <summary>The regimes of a hub: those in force, by id, and every text that was ever in force, by digest.</summary>
/// <param name="regimes">Those in force.</param>
/// <param name="earlier">Texts that are not in force any more; exchanges that run under them name their bases.</param>
public sealed class RegimeBook(IEnumerable<Regime> regimes, IEnumerable<Regime>? earlier = null)
{
    private readonly FrozenDictionary<string, Regime> _regimes = regimes.ToFrozenDictionary(
        r => r.Id, StringComparer.Ordinal);

    private readonly FrozenDictionary<string, Regime> _texts = regimes.Concat(earlier ?? [])
        .DistinctBy(r => r.Digest).ToFrozenDictionary(r => r.Digest, StringComparer.Ordinal);

    /// <summary>Those in force, by id.</summary>
    public IEnumerable<Regime> All => _regimes.Values.OrderBy(r => r.Id, StringComparer.Ordinal);

    /// <summary>The regime of that id that is in force, or null.</summary>
    public Regime? Find(string id) => _regimes.GetValueOrDefault(id);

    /// <summary>Where a number comes from, by the text that was in force.</summary>
    /// <param name="regime">The text.</param>
    /// <param name="basis">The name of the basis in it.</param>
    public Basis BasisOf(RegimeRef regime, string basis) =>
        _texts.GetValueOrDefault(regime.Digest)?.Bases.GetValueOrDefault(basis)
        ?? new Basis(BasisKind.OperatorDefault,
            $"'{basis}' in a text of '{regime.Id}' that this hub no longer has ({regime.Digest})");
}
