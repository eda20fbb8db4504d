using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;

namespace Hotline.Core.Exchanges;

/// <summary>
/// The state of an exchange from its entries, one after the other. Total: an entry that the rules would not make
/// changes nothing.
/// </summary>
public static class ExchangeFold
{
    /// <summary>The state after one more entry.</summary>
    /// <param name="state">The state before; null before the first entry.</param>
    /// <param name="entry">The entry, of this exchange.</param>
    /// <exception cref="ArgumentException">The entry is not about an exchange.</exception>
    public static Exchange? Apply(Exchange? state, Entry entry) => (state, entry.Fact) switch
    {
        (null, Accepted opened) => Open(opened, entry),
        (null, ExchangeFact) => null,
        (not null, ExchangeFact fact) => fact.Accept(new Step(state, entry)),
        _ => throw new ArgumentException($"A {entry.Fact.GetType().Name} is not about an exchange.", nameof(entry)),
    };

    private static Exchange Open(Accepted opened, Entry entry)
    {
        var accepted = new RungReached(
            Rung.Accepted, entry.At, entry.Position, opened.Carrier, null, Late: false, Implied: false);
        return new Exchange(opened, entry.At, entry.Position, [.. opened.Asked.Select(asked => new Addressee(
            asked.Participant, asked.Role, [accepted], [.. asked.Windows.Select(terms => Run(terms, entry))],
            [.. asked.Plan.Select(Run)], NoticeList.Empty, null))], [], null);
    }

    private static WindowRun Run(WindowTerms terms, Entry said) =>
        new(terms.Window, terms.Start ?? said.At, terms.Due, terms.Basis, WindowState.Open, null, null);

    private static StepRun Run(PlannedStep step) => new(step.Step, step.Window, step.Due, null, null);

    /// <summary>What each fact makes of an exchange that is there.</summary>
    private sealed class Step(Exchange state, Entry entry) : IExchangeFactVisitor<Exchange>
    {
        public Exchange Visit(Accepted fact) => state;

        public Exchange Visit(Carried fact) =>
            Update(fact.Addressee, a => Reach(a, new(Rung.Carried, fact.Carrier, fact.Poc)));

        public Exchange Visit(Delivered fact) =>
            Update(fact.Addressee, a => Reach(a, new(Rung.Delivered, fact.Carrier, fact.Poc, fact.Late)));

        public Exchange Visit(Displayed fact) =>
            Update(fact.Addressee, a => Reach(a, new(Rung.Displayed, fact.Carrier, fact.Poc, fact.Late)));

        public Exchange Visit(Acknowledged fact) => OnRecord(
            Update(fact.Reply.From, a => Expect(
                Reach(a, new(Rung.Acknowledged, fact.Carrier, fact.Reply.Sender, fact.Late)), fact.ExpectBy)),
            fact, fact.Late, fact.ExpectBy);

        public Exchange Visit(Answered fact) => OnRecord(
            Update(fact.Reply.From, a => Reach(a, new(Rung.Answered, fact.Carrier, fact.Reply.Sender, fact.Late))),
            fact, fact.Late);

        public Exchange Visit(Withdrawn fact) => End(OnRecord(state, fact));

        public Exchange Visit(Closed fact) => End(OnRecord(state, fact));

        public Exchange Visit(WindowOpened fact) => Update(fact.Addressee, a => OpenWindow(a, fact));

        public Exchange Visit(WindowRevised fact) => Update(fact.Addressee, a => Revise(a, fact));

        public Exchange Visit(Lapsed fact) => Update(
            fact.Addressee, a => Settle(a, w => w.Window == fact.Window, WindowState.Lapsed, fact.Outage));

        public Exchange Visit(Escalated fact) => Update(fact.Addressee, a => Take(a, fact));

        public Exchange Visit(NoticeOrdered fact) => Update(fact.Notice.Addressee, a => Order(a, fact));

        public Exchange Visit(ReplyNoticeOrdered fact) => Update(
            fact.Notice.Addressee, a => a.Notice(fact.Notice) is not null ? a
            : a with { Notices = a.Notices.With(new ReplyNotice(fact.Notice, entry.At)) });

        public Exchange Visit(NoticeSent fact) => Update(fact.Notice.Addressee, a =>
        {
            a = Change(a, fact.Notice, n => n with { State = NoticeState.Sent, At = entry.At });
            return fact.Carried is { } carrier ? Reach(a, new(Rung.Carried, carrier, fact.Notice.Poc)) : a;
        });

        public Exchange Visit(NoticeDeferred fact) =>
            Update(fact.Notice.Addressee, a => Change(a, fact.Notice, n => n with
            {
                State = NoticeState.Owed, At = entry.At, Due = fact.RetryAt, Attempts = fact.Attempt,
                Reason = fact.Reason,
            }));

        public Exchange Visit(NoticeDead fact) => Update(fact.Notice.Addressee, a => Change(a, fact.Notice, n => n with
        {
            State = NoticeState.Dead, At = entry.At, Attempts = fact.Attempt, Reason = fact.Reason,
        }));

        public Exchange Visit(NoticeReturned fact) =>
            Update(fact.Notice.Addressee, a => Change(a, fact.Notice, n => n with
            {
                State = NoticeState.Returned, At = entry.At, Reason = fact.Code,
            }));

        private Exchange Update(string participant, Func<Addressee, Addressee> change)
        {
            for (var i = 0; i < state.Addressees.Length; i++)
            {
                var before = state.Addressees[i];
                if (before.Participant == participant)
                {
                    var after = change(before);
                    return ReferenceEquals(before, after)
                        ? state : state with { Addressees = state.Addressees.SetItem(i, after) };
                }
            }
            return state;
        }

        /// <summary>
        /// Records a rung, with those below that were never said on their own, and meets the windows that wait for it.
        /// </summary>
        private Addressee Reach(Addressee a, Ascent to)
        {
            if (a.Rung >= to.Rung)
            {
                return a;
            }
            var rungs = a.Rungs.ToBuilder();
            for (var lower = a.Rung + 1; lower < to.Rung; lower++)
            {
                var late = lower.Waiting() is { } window && a.LapsedIn(window);
                rungs.Add(new RungReached(lower, entry.At, entry.Position, to.Carrier, to.By, late, Implied: true));
            }
            rungs.Add(new RungReached(to.Rung, entry.At, entry.Position, to.Carrier, to.By, to.Late, Implied: false));
            return Settle(
                a with { Rungs = rungs.ToImmutable() }, w => w.Window.Expects() <= to.Rung, WindowState.Met, null);
        }

        /// <summary>
        /// "Answer expected by" is shown, and the addressee is reminded when it passes; a new promise takes the place
        /// of the one before.
        /// </summary>
        private static Addressee Expect(Addressee a, DateTimeOffset? by) => by is not { } promised ? a : a with
        {
            ExpectBy = promised,
            Steps = [.. a.Steps.RemoveAll(s => s is { Promised: true, At: null })
                .Add(new StepRun(EscalationStep.Remind, Window.Response, promised, null, null, Promised: true))
                .OrderBy(s => s.Due)],
        };

        private Exchange OnRecord(Exchange before, Act act, bool late = false, DateTimeOffset? expectBy = null) =>
            before with
            {
                Acts = before.Acts.Add(new ActOnRecord(act.Reply, entry.At, entry.Position, late, expectBy)),
                Said = Count(before, act.Reply),
            };

        private static ImmutableArray<Said> Count(Exchange before, MessageHeader reply)
        {
            var said = before.SaidBy(reply.From);
            var more = said with { Acts = said.Acts + 1, Bytes = said.Bytes + (reply.Size ?? 0) };
            var place = before.Said.IndexOf(said);
            return place < 0 ? before.Said.Add(more) : before.Said.SetItem(place, more);
        }

        private Exchange End(Exchange before) => before.Ending is not null ? before : before with
        {
            Ending = before.Acts[^1],
            Addressees = [.. before.Addressees.Select(a => Settle(a, _ => true, WindowState.Ended, null))],
        };

        /// <summary>
        /// A window that opens when what it waits for has come already is met at once; none opens twice.
        /// </summary>
        private Addressee OpenWindow(Addressee a, WindowOpened fact)
        {
            if (state.Ending is not null || a.Windows.Any(w => w.Window == fact.Terms.Window))
            {
                return a;
            }
            var opened = a with
            {
                Windows = a.Windows.Add(Run(fact.Terms, entry)),
                Steps = [.. a.Steps.Concat(fact.Plan.Select(Run)).OrderBy(s => s.Due)],
            };
            return Settle(
                opened, w => w.Window == fact.Terms.Window && w.Window.Expects() <= a.Rung, WindowState.Met, null);
        }

        /// <summary>The steps for silence in the window move with its end; those that were taken stay.</summary>
        private static Addressee Revise(Addressee a, WindowRevised fact)
        {
            if (a.Windows.FirstOrDefault(w => w.Window == fact.Window) is not { State: WindowState.Open } window)
            {
                return a;
            }
            var by = fact.Due - window.Due;
            return a with
            {
                Windows = a.Windows.Replace(window, window with { Due = fact.Due, Basis = fact.Basis }),
                Steps = [.. a.Steps.Select(s => s is { At: null, Promised: false } && s.Window == fact.Window
                    ? s with { Due = s.Due + by } : s).OrderBy(s => s.Due)],
            };
        }

        private Addressee Take(Addressee a, Escalated fact)
        {
            for (var i = 0; i < a.Steps.Length; i++)
            {
                var step = a.Steps[i];
                if (step.At is null && step.Step == fact.Step && step.Window == fact.Window)
                {
                    return a with { Steps = a.Steps.SetItem(
                        i, step with { At = entry.At, Position = entry.Position }) };
                }
            }
            return a;
        }

        /// <summary>
        /// One notice a point of contact and means at a time: one that is still owed stays the same notice, is tried at
        /// once, and keeps its count, so that no step makes the tries endless; it is worth sending for as long as any
        /// of its orders asks for something.
        /// </summary>
        private Addressee Order(Addressee a, NoticeOrdered fact) => a.Notice(fact.Notice) switch
        {
            OpeningNotice { State: NoticeState.Owed } owed => a with
            {
                Notices = a.Notices.With(owed with
                {
                    Due = entry.At, Window = fact.Window > owed.Window ? fact.Window : owed.Window,
                }),
            },
            _ => a with { Notices = a.Notices.With(New(fact)) },
        };

        private OpeningNotice New(NoticeOrdered fact) => new(fact.Notice, entry.At, fact.Step, fact.Window);

        private static Addressee Change(Addressee a, NoticeKey key, Func<Notice, Notice> change) =>
            a.Notice(key) is { } notice ? a with { Notices = a.Notices.With(change(notice)) } : a;

        private Addressee Settle(Addressee a, Predicate<WindowRun> which, WindowState to, Outage? outage)
        {
            var windows = a.Windows;
            for (var i = 0; i < windows.Length; i++)
            {
                if (windows[i].State == WindowState.Open && which(windows[i]))
                {
                    windows = windows.SetItem(i, windows[i] with { State = to, At = entry.At, Outage = outage });
                }
            }
            return windows == a.Windows ? a : a with { Windows = windows };
        }
    }

    /// <summary>A rung that somebody says has been reached.</summary>
    private readonly record struct Ascent(Rung Rung, Carrier Carrier, string By, bool Late = false);
}
