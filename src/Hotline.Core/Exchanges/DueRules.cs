using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;

namespace Hotline.Core.Exchanges;

/// <summary>What follows from time alone: lapses, reminders, escalations.</summary>
internal static class DueRules
{
    /// <summary>
    /// The facts of everything that is due, in order of due time; a lapse before the step that it leads to.
    /// </summary>
    public static ImmutableArray<Fact> Settle(Exchange state, Circumstances now)
    {
        List<(DateTimeOffset Due, int Order, ImmutableArray<Fact> Facts)>? all = null;
        foreach (var addressee in state.Addressees)
        {
            foreach (var window in addressee.Windows)
            {
                if (window.State == WindowState.Open && window.Due <= now.Now)
                {
                    var lapsed = new Lapsed(
                        state.Id, addressee.Participant, window.Window, window.Due, OutageAt(window.Due, now));
                    (all ??= []).Add((window.Due, 0, [lapsed]));
                }
            }
            foreach (var step in Schedule.PendingSteps(state, addressee))
            {
                if (step.Due <= now.Now)
                {
                    (all ??= []).Add((step.Due, 1, Escalate(state, addressee, step, step.Due, now)));
                }
            }
        }
        return all is null ? [] : [.. all.OrderBy(f => f.Due).ThenBy(f => f.Order).SelectMany(f => f.Facts)];
    }

    /// <summary>
    /// A notice that cannot reach its reader says nothing to anybody: when it was the last of its step, and its
    /// addressee is still silent, the next step that tells somebody else is taken at once. Nobody is silent for the
    /// want of a reply's notice.
    /// </summary>
    public static ImmutableArray<Fact> MoveOn(Exchange state, Addressee addressee, Notice failed, Circumstances now)
    {
        if (failed is not OpeningNotice { Step: var step, Window: var window }
            || !failed.IsWanted(addressee.Rung, ended: false))
        {
            return [];
        }
        var others = addressee.Notices.OfType<OpeningNotice>().Any(n => n != failed
            && n.Step == step && n.Window == window
            && n.State is NoticeState.Owed or NoticeState.Sent);
        var next = others ? null : Schedule.PendingSteps(state, addressee).FirstOrDefault(s => TellsOthers(s.Step));
        return next is null ? [] : Escalate(state, addressee, next, now.Now, now);
    }

    /// <summary>
    /// The step, and the notices that it orders: one for each point of contact and means by which it can be told.
    /// </summary>
    private static ImmutableArray<Fact> Escalate(
        Exchange state, Addressee addressee, StepRun step, DateTimeOffset due, Circumstances now)
    {
        var (told, role) = Told(state, addressee, step.Step);
        var escalated = new Escalated(
            state.Id, addressee.Participant, step.Step, step.Window, due, told, OutageAt(due, now));
        var notices = from poc in now.Directory.Find(told)?.Pocs ?? []
                      where poc.Role == role
                      from means in now.Means
                      where means.Reaches(poc)
                      let key = new NoticeKey(means.Name, addressee.Participant, told, poc.Id, state.Id)
                      select new NoticeOrdered(state.Id, key, step.Step, step.Window);
        return [escalated, .. notices];
    }

    /// <summary>Whom a step tells: consoles alone (no role), or the points of contact of a role.</summary>
    private static (
        string Participant, PocRole? Role) Told(Exchange state, Addressee addressee, EscalationStep step) => step switch
    {
        EscalationStep.Remind => (addressee.Participant, null),
        EscalationStep.Mail => (addressee.Participant, PocRole.DutyOfficer),
        EscalationStep.Deputy => (addressee.Participant, PocRole.Deputy),
        EscalationStep.Diplomatic => (addressee.Participant, PocRole.Diplomatic),
        EscalationStep.Coordinator => state.Opening.Coordinator is { } coordinator
            ? (coordinator, PocRole.Coordinator) : (state.From, null),
    };

    /// <summary>True for steps that tell somebody else than the duty officer.</summary>
    private static bool TellsOthers(EscalationStep step) => step switch
    {
        EscalationStep.Remind or EscalationStep.Mail => false,
        EscalationStep.Deputy or EscalationStep.Diplomatic or EscalationStep.Coordinator => true,
    };

    private static Outage? OutageAt(DateTimeOffset due, Circumstances now) =>
        now.Outages.FirstOrDefault(outage => due > outage.From && due <= outage.To);
}
