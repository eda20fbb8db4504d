using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

public sealed class EscalationTests
{
    private readonly Envelope _opening = Cast.Opening("XB");
    private readonly RuleBench _bench = new();

    [Fact]
    public void A_silent_addressee_is_reminded_mailed_and_passed_on_to_deputy_diplomat_and_coordinator_in_that_order()
    {
        _bench.Submit(_opening);

        var facts = _bench.FireAt(TimeSpan.FromHours(1));

        Assert.Equal(
            [
                (EscalationStep.Mail, 20, "XB", "officer"), (EscalationStep.Remind, 30, "XB", ""),
                (EscalationStep.Deputy, 60, "XB", "deputy"),
                (EscalationStep.Diplomatic, 90, "XB", "diplomat"),
                (EscalationStep.Coordinator, 120, "XZ", "coordinator"),
                (EscalationStep.Remind, 225, "XB", ""), (EscalationStep.Coordinator, 300, "XZ", "coordinator"),
            ],
            facts.OfType<Escalated>()
                .Select(s => (s.Step, (int)(s.Due - Cast.Start).TotalSeconds, s.Told, Notified(facts, s))));
    }

    [Fact]
    public void A_step_is_taken_at_its_time_and_not_before()
    {
        _bench.Submit(_opening);

        Assert.Empty(_bench.FireAt(TimeSpan.FromSeconds(20) - TimeSpan.FromMilliseconds(1)));
        Assert.Equal([typeof(Lapsed), typeof(Escalated), typeof(NoticeOrdered)],
            _bench.FireAt(TimeSpan.FromSeconds(20)).Select(f => f.GetType()));
    }

    [Fact]
    public void A_late_timer_records_everything_in_the_order_in_which_it_was_due_a_lapse_before_the_step_that_it_leads_to()
    {
        _bench.Submit(_opening);

        var facts = _bench.FireAt(TimeSpan.FromSeconds(70));

        Assert.Equal(
            ["lapsed 20", "Mail 20", "mail to XB/officer", "Remind 30", "lapsed 60", "Deputy 60", "mail to XB/deputy"],
            facts.Select(f => f switch
            {
                Lapsed lapse => $"lapsed {(lapse.Due - Cast.Start).TotalSeconds}",
                Escalated step => $"{step.Step} {(step.Due - Cast.Start).TotalSeconds}",
                NoticeOrdered notice => $"{notice.Notice.Means} to {notice.Notice.To}",
                _ => f.ToString(),
            }));
    }

    [Fact]
    public void An_acknowledgement_drops_the_steps_of_its_window_and_keeps_those_of_the_response()
    {
        _bench.Submit(_opening);
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        Assert.Equal([(EscalationStep.Remind, Window.Response), (EscalationStep.Coordinator, Window.Response)],
            _bench.FireAt(TimeSpan.FromHours(1)).OfType<Escalated>().Select(s => (s.Step, s.Window)));
    }

    [Fact]
    public void A_promise_reminds_when_it_passes_and_moves_no_window()
    {
        _bench.Submit(_opening);
        _bench.Submit(
            Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2) with { ExpectBy = Cast.Start.AddSeconds(100) });

        Assert.Equal(Cast.Start.AddSeconds(300), _bench.WindowOf("XB", Window.Response).Due);
        Assert.Empty(_bench.FireAt(TimeSpan.FromSeconds(99)));
        var reminder = Assert.IsType<Escalated>(Assert.Single(_bench.FireAt(TimeSpan.FromSeconds(100))));
        Assert.Equal((EscalationStep.Remind, Window.Response, "XB"), (reminder.Step, reminder.Window, reminder.Told));
    }

    [Fact]
    public void A_new_promise_takes_the_place_of_the_one_before()
    {
        _bench.Submit(_opening);
        _bench.Submit(
            Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2) with { ExpectBy = Cast.Start.AddSeconds(100) });
        _bench.Submit(Cast.Reply(
            _opening, "XB", Kind.Acknowledgement, 3) with { Sender = "deputy", ExpectBy = Cast.Start.AddSeconds(200) });

        Assert.Empty(_bench.FireAt(TimeSpan.FromSeconds(199)));
        Assert.Single(_bench.FireAt(TimeSpan.FromSeconds(200)));
        Assert.Equal(Cast.Start.AddSeconds(200), _bench["XB"].ExpectBy);
        Assert.Equal(2, _bench.State!.Acts.Count);
    }

    [Fact]
    public void A_promise_for_the_very_time_of_a_planned_reminder_leaves_that_one_in_the_plan()
    {
        _bench.Submit(_opening);
        _bench.Submit(
            Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2) with { ExpectBy = Cast.Start.AddSeconds(225) });
        _bench.Submit(
            Cast.Reply(_opening, "XB", Kind.Acknowledgement, 3) with { ExpectBy = Cast.Start.AddSeconds(250) });

        Assert.Equal([225, 250], _bench.FireAt(
            TimeSpan.FromSeconds(290)).OfType<Escalated>().Select(s => (s.Due - Cast.Start).TotalSeconds));
    }

    [Fact]
    public void An_answer_ends_the_reminders_of_a_promise()
    {
        _bench.Submit(_opening);
        _bench.Submit(
            Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2) with { ExpectBy = Cast.Start.AddSeconds(100) });
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Response, 3));

        Assert.Empty(_bench.FireAt(TimeSpan.FromHours(1)));
        Assert.Empty(Schedule.Of(_bench.State!));
    }

    [Fact]
    public void A_regime_without_coordinator_tells_none()
    {
        var bench = new RuleBench();
        bench.Submit(_opening with { Regime = "osce" });

        var facts = bench.FireAt(TimeSpan.FromDays(30));

        Assert.Equal([EscalationStep.Mail, EscalationStep.Remind, EscalationStep.Deputy, EscalationStep.Diplomatic,
            EscalationStep.Remind, EscalationStep.Diplomatic],
            facts.OfType<Escalated>().Select(s => s.Step));
        Assert.All(facts, f => Assert.Equal(["XA", "XB"], Audience.Of(bench.State!, (ExchangeFact)f).ToArray()));
    }

    [Fact]
    public void Where_the_regime_mails_at_once_the_mail_is_owed_in_the_same_decision()
    {
        var facts = _bench.Submit(_opening with { Regime = "oas" });

        Assert.Equal("officer", Notified(facts, Assert.IsType<Escalated>(facts[1])));
        Assert.Contains(
            new DueRow("notice/mail/priority", $"XB/XB/officer/{_opening.Id}", Cast.Start), Schedule.Of(_bench.State!));
    }

    [Fact]
    public void An_information_addressee_is_mailed_and_never_passed_on()
    {
        _bench.Submit(_opening with { Cc = ["XC"] });

        Assert.Equal([EscalationStep.Mail], _bench.FireAt(TimeSpan.FromHours(1))
            .OfType<Escalated>().Where(s => s.Addressee == "XC").Select(s => s.Step));
    }

    [Fact]
    public void A_declaration_needs_no_acknowledgement()
    {
        _bench.Submit(_opening with { Kind = Kind.Declaration });
        _bench.Do(new Confirm(_opening.Id, "XB", "officer", Rung.Delivered, Carrier.SignalR));

        Assert.Empty(Schedule.Of(_bench.State!));
    }

    /// <summary>The points of contact that a step has notices for: they follow it.</summary>
    private static string Notified(IEnumerable<Fact> facts, Escalated step) => string.Join(
        ",", facts.SkipWhile(f => f != step)
            .Skip(1).TakeWhile(f => f is NoticeOrdered).Cast<NoticeOrdered>().Select(o => o.Notice.Poc));
}
