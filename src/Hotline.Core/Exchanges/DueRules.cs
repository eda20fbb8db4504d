using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>What follows from time alone: lapses, reminders, escalations.</summary>
internal static class DueRules
{
    /// <summary>The facts of everything that is due, in order of due time; a lapse before the step that it leads to.</summary>
    public static ImmutableArray<Fact> Settle(Exchange state, Circumstances now)
    {
        var facts = new List<(DateTimeOffset Due, int Order, Fact Fact)>();
        foreach (var addressee in state.Addressees)
        {
            foreach (var window in addressee.Windows)
            {
                if (window.State == WindowState.Open && window.Due <= now.Now)
                {
                    facts.Add((window.Due, 0, new Lapsed(state.Id, addressee.Participant, window.Window, window.Due, OutageAt(window.Due, now))));
                }
            }
            foreach (var step in Schedule.PendingSteps(state, addressee))
            {
                if (step.Due <= now.Now)
                {
                    facts.Add((step.Due, 1, Escalate(state, addressee, step, step.Due, now)));
                }
            }
        }
        return facts.Count == 0 ? [] : [.. facts.OrderBy(f => f.Due).ThenBy(f => f.Order).Select(f => f.Fact)];
    }

    /// <summary>
    /// A mail that cannot reach its reader says nothing to anybody: when it was the last of its step, and its addressee is still silent, the next step
    /// that tells somebody else is taken at once. Nobody is silent for the want of a reply's mail.
    /// </summary>
    public static ImmutableArray<Fact> MoveOn(Exchange state, Addressee addressee, MailRun failed, Circumstances now)
    {
        if (failed.Reply is not null)
        {
            return [];
        }
        var others = addressee.Mail.Any(m => m != failed && m.Reply is null && m.Step == failed.Step && m.Window == failed.Window && m.State is (MailState.Owed or MailState.Sent));
        if (others || !addressee.Awaits(failed))
        {
            return [];
        }
        var next = Schedule.PendingSteps(state, addressee).FirstOrDefault(s => s.Step is EscalationStep.Deputy or EscalationStep.Diplomatic or EscalationStep.Coordinator);
        return next is null ? [] : [Escalate(state, addressee, next, now.Now, now)];
    }

    private static Escalated Escalate(Exchange state, Addressee addressee, StepRun step, DateTimeOffset due, Circumstances now)
    {
        var (told, role) = step.Step switch
        {
            EscalationStep.Remind => (addressee.Participant, (PocRole?)null),
            EscalationStep.Mail => (addressee.Participant, PocRole.DutyOfficer),
            EscalationStep.Deputy => (addressee.Participant, PocRole.Deputy),
            EscalationStep.Diplomatic => (addressee.Participant, PocRole.Diplomatic),
            EscalationStep.Coordinator => (state.Opening.Coordinator ?? state.From, state.Opening.Coordinator is null ? null : PocRole.Coordinator),
        };
        ImmutableArray<string> mail = role is null ? [] :
            [.. from poc in now.Directory.Find(told)?.Pocs ?? [] where poc.Role == role && poc.Mail is not null select poc.Id];
        return new Escalated(state.Id, addressee.Participant, step.Step, step.Window, due, told, mail, OutageAt(due, now));
    }

    private static Outage? OutageAt(DateTimeOffset due, Circumstances now) =>
        now.Outage is { } outage && due > outage.From && due <= outage.To ? outage : null;
}
