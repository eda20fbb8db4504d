using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>Who looks at exchanges, and when.</summary>
/// <param name="Seat">Who.</param>
/// <param name="Now">The hub's time.</param>
/// <param name="Regimes">What the numbers come from.</param>
public sealed record Looker(Seat Seat, DateTimeOffset Now, RegimeBook Regimes)
{
    /// <summary>The participant that looks.</summary>
    public string Participant => Seat.Participant;

    /// <summary>What the rules take.</summary>
    public RuleLimits Limits { get; init; } = RuleLimits.Default;
}

/// <summary>An exchange as one reader may see it.</summary>
public static class ExchangeViews
{
    /// <summary>True when the reader may know that the exchange is there: its parties and its coordinator.</summary>
    public static bool MaySee(Exchange state, string reader) =>
        state.Parties.Contains(reader) || state.Opening.Coordinator == reader;

    /// <summary>True when the point of contact may know that the exchange is there.</summary>
    public static bool MaySee(Exchange state, Seat reader) =>
        MaySee(state, reader.Participant) && Audience.MayFollow(state.Opening.Opening, reader);

    /// <summary>The view of a reader who may see it.</summary>
    /// <param name="state">The exchange.</param>
    /// <param name="looker">Who looks, and when.</param>
    /// <param name="envelope">The opening envelope, when it is wanted; shown only to a reader who may open it.</param>
    public static ExchangeView For(Exchange state, Looker looker, string? envelope = null)
    {
        var (opening, reader) = (state.Opening, looker.Participant);
        var all = Acts.SeesAll(state, reader);
        var awaits = Acts.Awaits(state, reader);
        return new ExchangeView(
            state.Id, opening.Regime.Id, opening.Opening.Kind, opening.Precedence, opening.Status, opening.Tlp,
            state.From, opening.Opening.Sender,
            state.Ending?.Header.Kind switch
            {
                null => ExchangeState.Open,
                Kind.Withdrawal => ExchangeState.Withdrawn,
                _ => ExchangeState.Closed,
            },
            opening.Opening.Created, state.At, state.Position,
            [.. state.Addressees.Where(a => all || a.Participant == reader).Select(a => For(state, a, looker.Regimes))],
            [.. from act in state.Acts
                where all || Audience.MayOpen(act.Header, reader)
                select new ActView(
                    act.Header.Id, act.Header.Kind, act.Header.From, act.Header.Sender, act.At, act.Position, act.Late,
                    act.ExpectBy)],
            Acts.Turn(awaits, reader), awaits, Acts.May(state, looker), looker.Now,
            Audience.MayOpen(opening.Opening, looker.Seat) ? envelope : null);
    }

    private static AddresseeView For(Exchange state, Addressee a, RegimeBook regimes) => new(
        a.Participant, a.Role, a.Rung,
        [.. a.Rungs.Select(r => new RungView(r.Rung, r.At, r.Position, r.Carrier, r.By, r.Late, r.Implied))],
        [.. a.Windows.Select(w => new WindowView(
            w.Window, w.Start, w.Due, w.State, w.At, regimes.BasisOf(state.Opening.Regime, w.Basis), w.Outage))],
        [.. from step in a.Steps.Where(s => s.At is not null).Concat(Schedule.PendingSteps(state, a))
            orderby step.At ?? step.Due
            select new StepView(step.Step, step.Window, step.Due, step.At, step.Position)],
        [.. a.Notices.Select(n => For(n, n.StateAt(a.Rung, state.Ending is not null)))],
        a.ExpectBy);

    private static NoticeView For(Notice notice, NoticeState state) => new(
        notice.Key.Means, notice.Key.To, state, notice.At, state == NoticeState.Owed ? notice.Due : null,
        notice.Attempts,
        notice.Reason, (notice as ReplyNotice)?.Reply);
}
