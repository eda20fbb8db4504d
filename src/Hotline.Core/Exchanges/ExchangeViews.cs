using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>An exchange as one reader may see it.</summary>
public static class ExchangeViews
{
    /// <summary>True when the reader may know that the exchange is there: its parties and its coordinator.</summary>
    public static bool MaySee(Exchange state, string reader) => state.Parties.Contains(reader) || state.Opening.Coordinator == reader;

    /// <summary>The view of a reader who <see cref="MaySee"/> it.</summary>
    /// <param name="state">The exchange.</param>
    /// <param name="reader">The participant that looks.</param>
    /// <param name="now">The hub's time.</param>
    /// <param name="envelope">The opening envelope, when it is wanted; shown only to a reader who may open it.</param>
    public static ExchangeView For(Exchange state, string reader, DateTimeOffset now, string? envelope = null)
    {
        var all = state.From == reader || state.Opening.Coordinator == reader;
        return new ExchangeView(
            state.Id, state.Opening.Regime, state.Opening.Opening.Kind, state.Opening.Precedence, state.Opening.Status, state.Opening.Tlp,
            state.From, state.Opening.Opening.Sender,
            state.Ending?.Header.Kind switch { null => "open", Kind.Withdrawal => "withdrawn", _ => "closed" },
            state.Opening.Opening.Created, state.At, state.Position,
            [.. state.Addressees.Where(a => all || a.Participant == reader).Select(a => For(state, a))],
            [.. from act in state.Acts
                where all || Audience.MayOpen(act.Header, reader)
                select new ActView(act.Header.Id, act.Header.Kind, act.Header.From, act.Header.Sender, act.At, act.Position, act.Late, act.ExpectBy)],
            now, Audience.MayOpen(state.Opening.Opening, reader) ? envelope : null);
    }

    private static AddresseeView For(Exchange state, Addressee a) => new(
        a.Participant, a.Role, a.Rung,
        [.. a.Rungs.Select(r => new RungView(r.Rung, r.At, r.Position, r.Carrier, r.By, r.Late, r.Implied))],
        [.. a.Windows.Select(w => new WindowView(w.Window, state.At, w.Due, w.State, w.At, w.Basis, w.Outage))],
        [.. from step in a.Steps.Where(s => s.At is not null).Concat(Schedule.PendingSteps(state, a))
            orderby step.At ?? step.Due
            select new StepView(step.Step, step.Window, step.Due, step.At, step.Position)],
        [.. a.Mail.Select(m => new MailView($"{m.Told}/{m.Poc}", Name(m.State), m.At, m.State == MailState.Owed ? m.Due : null, m.Attempts, m.Reason, m.Reply))],
        a.ExpectBy);

    private static string Name(MailState state) => state switch
    {
        MailState.Owed => "owed",
        MailState.Sent => "sent",
        MailState.Bounced => "bounced",
        MailState.Dead => "dead",
    };
}
