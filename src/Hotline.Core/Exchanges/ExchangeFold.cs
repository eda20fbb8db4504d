using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>The state of an exchange from its entries, one after the other. Total: an entry that the rules would not make changes nothing.</summary>
public static class ExchangeFold
{
    /// <summary>The state after one more entry.</summary>
    /// <param name="state">The state before; null before the first entry.</param>
    /// <param name="entry">The entry, of this exchange.</param>
    public static Exchange? Apply(Exchange? state, Entry entry) => (state, entry.Fact) switch
    {
        (null, Accepted opened) => Open(opened, entry),
        (null, _) => null,
        (_, Carried f) => Reach(state, f.Addressee, Rung.Carried, f.Carrier, f.Poc, false, entry),
        (_, Mailed f) => Mail(state, f.Addressee, f.Told, f.Poc, f.ReplyId, m => m with { State = MailState.Sent, At = entry.At }) is var sent && f.Told == f.Addressee && f.ReplyId is null
            ? Reach(sent, f.Addressee, Rung.Carried, Carrier.Mail, f.Poc, false, entry) : sent,
        (_, Delivered f) => Reach(state, f.Addressee, Rung.Delivered, f.Carrier, f.Poc, f.Late, entry),
        (_, Displayed f) => Reach(state, f.Addressee, Rung.Displayed, f.Carrier, f.Poc, f.Late, entry),
        (_, Acknowledged f) => Act(Expect(Reach(state, f.Reply.From, Rung.Acknowledged, f.Carrier, f.Reply.Sender, f.Late, entry), f), f, f.Late, f.ExpectBy, entry),
        (_, Answered f) => Act(Reach(state, f.Reply.From, Rung.Answered, f.Carrier, f.Reply.Sender, f.Late, entry), f, f.Late, null, entry),
        (_, Withdrawn f) => End(Act(state, f, false, null, entry), entry),
        (_, Closed f) => End(Act(state, f, false, null, entry), entry),
        (_, Lapsed f) => Update(state, f.Addressee, a => Settle(a, w => w.Window == f.Window, WindowState.Lapsed, entry.At, f.Outage)),
        (_, Escalated f) => Update(state, f.Addressee, a => Take(a, f, entry)),
        (_, Forwarded f) => Update(state, f.Addressee, a => Forward(a, f, entry)),
        (_, MailDeferred f) => Mail(state, f.Addressee, f.Told, f.Poc, f.ReplyId, m => m with { State = MailState.Owed, At = entry.At, Due = f.RetryAt, Attempts = f.Attempt, Reason = f.Reason }),
        (_, MailDead f) => Mail(state, f.Addressee, f.Told, f.Poc, f.ReplyId, m => m with { State = MailState.Dead, At = entry.At, Attempts = f.Attempt, Reason = f.Reason }),
        (_, Bounced f) => Mail(state, f.Addressee, f.Told, f.Poc, f.ReplyId, m => m with { State = MailState.Bounced, At = entry.At, Reason = f.Code }),
        _ => state,
    };

    private static Exchange Open(Accepted opened, Entry entry)
    {
        var accepted = new RungReached(Rung.Accepted, entry.At, entry.Position, opened.Carrier, null, false, false);
        Addressee New(string participant, AddresseeRole role)
        {
            bool Applies(Window w) => role == AddresseeRole.Action || w == Window.Delivery;
            return new Addressee(participant, role, [accepted],
                [.. opened.Windows.Where(w => Applies(w.Window)).Select(w => new WindowRun(w.Window, w.Due, w.Basis, WindowState.Open, null, null))],
                [.. opened.Plan.Where(s => Applies(s.Window)).Select(s => new StepRun(s.Step, s.Window, s.Due, null, null))],
                [], null);
        }
        return new Exchange(opened, entry.At, entry.Position,
            [.. opened.Opening.To.Select(p => New(p, AddresseeRole.Action)), .. opened.Opening.Cc.Select(p => New(p, AddresseeRole.Info))], [], null);
    }

    /// <summary>Records a rung, with those below that were never said on their own, and meets the windows that wait for it.</summary>
    private static Exchange Reach(Exchange state, string participant, Rung rung, Carrier carrier, string by, bool late, Entry entry) =>
        Update(state, participant, a =>
        {
            if (a.Rung >= rung)
            {
                return a;
            }
            var rungs = a.Rungs.ToBuilder();
            for (var lower = a.Rung + 1; lower < rung; lower++)
            {
                rungs.Add(new RungReached(lower, entry.At, entry.Position, carrier, by, lower.Waiting() is { } window && a.LapsedIn(window), Implied: true));
            }
            rungs.Add(new RungReached(rung, entry.At, entry.Position, carrier, by, late, Implied: false));
            return Settle(a with { Rungs = rungs.ToImmutable() }, w => w.Window.Expects() <= rung, WindowState.Met, entry.At, null);
        });

    /// <summary>"Answer expected by" is shown, and the addressee is reminded when it passes; a new promise takes the place of the one before.</summary>
    private static Exchange Expect(Exchange state, Acknowledged f) => f.ExpectBy is not { } by ? state : Update(state, f.Reply.From, a => a with
    {
        ExpectBy = by,
        Steps = [.. a.Steps.RemoveAll(s => s is { Promised: true, At: null })
            .Add(new StepRun(EscalationStep.Remind, Window.Response, by, null, null, Promised: true)).OrderBy(s => s.Due)],
    });

    private static Exchange Act(Exchange state, Act act, bool late, DateTimeOffset? expectBy, Entry entry) =>
        state with { Acts = state.Acts.Add(new ActOnRecord(act.Reply, entry.At, entry.Position, late, expectBy)) };

    private static Exchange End(Exchange state, Entry entry) => state.Ending is not null ? state : state with
    {
        Ending = state.Acts[^1],
        Addressees = [.. state.Addressees.Select(a => Settle(a, _ => true, WindowState.Ended, entry.At, null))],
    };

    private static Addressee Take(Addressee a, Escalated f, Entry entry)
    {
        var index = -1;
        for (var i = 0; i < a.Steps.Length && index < 0; i++)
        {
            index = a.Steps[i] is { At: null } step && step.Step == f.Step && step.Window == f.Window ? i : -1;
        }
        if (index < 0)
        {
            return a;
        }
        var mail = a.Mail;
        foreach (var poc in f.Mail)
        {
            // One mail a point of contact at a time: one that is still owed stays the same mail, is tried at once, and keeps its count, so that
            // no step makes the tries endless; it is worth sending for as long as any of its orders asks for something.
            mail = a.MailTo(f.Told, poc) switch
            {
                null => mail.Add(Order(f, poc, entry)),
                { State: MailState.Owed } owed => mail.Replace(owed, owed with { Due = entry.At, Window = f.Window > owed.Window ? f.Window : owed.Window }),
                { } settled => mail.Replace(settled, Order(f, poc, entry)),
            };
        }
        return a with { Steps = a.Steps.SetItem(index, a.Steps[index] with { At = entry.At, Position = entry.Position }), Mail = mail };
    }

    private static MailRun Order(Escalated f, string poc, Entry entry) =>
        new(f.Told, poc, MailState.Owed, entry.At, entry.At, 0, null, f.Step, f.Window, entry.At);

    private static Addressee Forward(Addressee a, Forwarded f, Entry entry) => a with
    {
        Mail = a.Mail.AddRange(f.Mail.Where(poc => a.MailTo(f.Told, poc, f.ReplyId) is null)
            .Select(poc => new MailRun(f.Told, poc, MailState.Owed, entry.At, entry.At, 0, null, EscalationStep.Mail, Window.Response, entry.At, f.ReplyId))),
    };

    private static Addressee Settle(Addressee a, Func<WindowRun, bool> which, WindowState to, DateTimeOffset at, Outage? outage) => a with
    {
        Windows = [.. a.Windows.Select(w => w.State == WindowState.Open && which(w) ? w with { State = to, At = at, Outage = outage } : w)],
    };

    private static Exchange Mail(Exchange state, string participant, string told, string poc, MessageId? reply, Func<MailRun, MailRun> change) =>
        Update(state, participant, a => a.MailTo(told, poc, reply) is { } mail ? a with { Mail = a.Mail.Replace(mail, change(mail)) } : a);

    private static Exchange Update(Exchange state, string participant, Func<Addressee, Addressee> change)
    {
        for (var i = 0; i < state.Addressees.Length; i++)
        {
            if (state.Addressees[i].Participant == participant)
            {
                return state with { Addressees = state.Addressees.SetItem(i, change(state.Addressees[i])) };
            }
        }
        return state;
    }
}
