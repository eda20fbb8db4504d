using System.Collections.Immutable;
using Hotline.Protocol;

namespace Hotline.Contract.Facts;

/// <summary>
/// A regime's text, named so that nobody can swap it: the text itself is an entry of the journal
/// (<see cref="RegimeAdopted"/>).
/// </summary>
/// <param name="Id">The regime, such as <c>osce</c>.</param>
/// <param name="Digest">SHA-256 of the text that was in force, base64url.</param>
public sealed record RegimeRef(string Id, string Digest);

/// <summary>A window of one addressee.</summary>
/// <param name="Window">Which.</param>
/// <param name="Due">When it ends: the first moment that is too late.</param>
/// <param name="Basis">Where its number comes from: the name of a basis in the exchange's regime text.</param>
/// <param name="Start">When it begins; null when with the entry that says so.</param>
public sealed record WindowTerms(Window Window, DateTimeOffset Due, string Basis, DateTimeOffset? Start = null);

/// <summary>One step of the escalation ladder as it was planned.</summary>
/// <param name="Step">What will be done.</param>
/// <param name="Window">
/// While (or after) which window an addressee stays silent: the step is dropped once that window is met.
/// </param>
/// <param name="Due">When.</param>
public sealed record PlannedStep(EscalationStep Step, Window Window, DateTimeOffset Due);

/// <summary>What is asked of one addressee.</summary>
/// <param name="Participant">Whom.</param>
/// <param name="Role">Action or info.</param>
/// <param name="Windows">The windows that are open from the beginning.</param>
/// <param name="Plan">The escalation ladder, by time.</param>
/// <param name="Calendar">Digest of the calendar by which its duty time is counted; null when time simply runs.</param>
public sealed record Asked(
    string Participant, AddresseeRole Role, ImmutableArray<WindowTerms> Windows, ImmutableArray<PlannedStep> Plan,
    string? Calendar = null);

/// <summary>A time in which the hub was not running, as far as it can know.</summary>
/// <param name="From">The last moment it was known to be alive.</param>
/// <param name="To">When it was back.</param>
public sealed record Outage(DateTimeOffset From, DateTimeOffset To);

/// <summary>A window of one addressee opened after the exchange did.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whose.</param>
/// <param name="Terms">The window.</param>
/// <param name="Plan">The steps for silence in it, by time.</param>
public sealed record WindowOpened(
    MessageId Exchange, string Addressee, WindowTerms Terms, ImmutableArray<PlannedStep> Plan)
    : ExchangeFact(Exchange)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>The end of a running window was moved; what ran before is not undone.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whose.</param>
/// <param name="Window">Which.</param>
/// <param name="Due">The new end.</param>
/// <param name="Why">What moved it.</param>
/// <param name="Basis">
/// Where the right to move it comes from: the name of a basis in the exchange's regime text.
/// </param>
public sealed record WindowRevised(
    MessageId Exchange, string Addressee, Window Window, DateTimeOffset Due, WindowRevision Why,
    string Basis) : ExchangeFact(Exchange)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>A window ended unmet. A fact, not an error.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whose.</param>
/// <param name="Window">Which.</param>
/// <param name="Due">When it ended; the entry's own time says when that was noticed.</param>
/// <param name="Outage">Set when the hub was down at <paramref name="Due"/>.</param>
public sealed record Lapsed(
    MessageId Exchange, string Addressee, Window Window, DateTimeOffset Due, Outage? Outage = null)
    : ExchangeFact(Exchange)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>
/// A step of the escalation ladder was taken for a silent addressee. What it orders follows in entries of their own.
/// </summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Who is silent.</param>
/// <param name="Step">What was done.</param>
/// <param name="Window">The window it concerns.</param>
/// <param name="Due">
/// When it was due; equal to the time of the entry when a notice that came back brought it forward.
/// </param>
/// <param name="Told">The participant told: the addressee itself, or the coordinator.</param>
/// <param name="Outage">Set when the hub was down at <paramref name="Due"/>.</param>
public sealed record Escalated(
    MessageId Exchange, string Addressee, EscalationStep Step, Window Window, DateTimeOffset Due, string Told,
    Outage? Outage = null)
    : ExchangeFact(Exchange)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}
