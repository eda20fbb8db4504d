using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

public sealed class MailTests
{
    private readonly Envelope _opening = Cast.Opening("XB");
    private readonly RuleBench _bench = new();

    [Fact]
    public void A_mail_that_a_relay_took_carries_the_message_and_meets_no_window()
    {
        OweMail();

        var fact = Assert.IsType<NoticeSent>(Assert.Single(_bench.Do(Sent("XB", "officer"))));

        Assert.Equal("relay", fact.Relay);
        Assert.Equal((Rung.Carried, Carrier.Mail), (_bench["XB"].Rung, _bench["XB"].Rungs[^1].Carrier));
        Assert.Equal(WindowState.Lapsed, _bench.WindowOf("XB", Window.Delivery).State);
        Assert.Empty(_bench.MailDue);
    }

    [Fact]
    public void A_mail_to_the_coordinator_carries_nothing()
    {
        _bench.Submit(_opening);
        _bench.FireAt(TimeSpan.FromSeconds(120));

        _bench.Do(new TellSent(_opening.Id, Cast.Mail("XB", "XZ", "coordinator"), "relay"));

        Assert.Equal(Rung.Accepted, _bench["XB"].Rung);
    }

    [Fact]
    public void Every_duty_officer_has_a_mail_of_its_own()
    {
        OweMail("XC");

        Assert.Equal([$"XC/XC/night/{_opening.Id}", $"XC/XC/officer/{_opening.Id}"], _bench.MailDue.Order());
    }

    [Fact]
    public void A_mail_that_no_relay_took_is_owed_again_later_and_at_last_a_dead_letter()
    {
        OweMail();
        var waits = new List<TimeSpan>();
        while (_bench.Do(Failed("XB", "officer")).OfType<NoticeDeferred>().SingleOrDefault() is { } deferred)
        {
            waits.Add(deferred.RetryAt - _bench.Now);
            _bench.Now = deferred.RetryAt;
        }

        Assert.Equal(RuleLimits.Default.NoticeRetries, waits);
        Assert.Equal((NoticeState.Dead, 7),
            (_bench.Mail("XB", "XB", "officer")!.State, _bench.Mail("XB", "XB", "officer")!.Attempts));
        Assert.Empty(_bench.Do(Failed("XB", "officer")));
    }

    [Fact]
    public void One_that_was_tried_before_its_time_costs_nothing_unless_somebody_took_it_or_never_will()
    {
        OweMail();
        var retry = _bench.Do(Failed("XB", "officer")).OfType<NoticeDeferred>().Single().RetryAt;
        _bench.Now = retry.AddMilliseconds(-1);
        Assert.Empty(_bench.Do(Failed("XB", "officer")).OfType<NoticeFact>());
        var mail = _bench.Mail("XB", "XB", "officer")!;
        Assert.Equal((NoticeState.Owed, 1, retry), (mail.State, mail.Attempts, mail.Due));

        _bench.Now = retry;
        Assert.Equal(2, _bench.Do(Failed("XB", "officer")).OfType<NoticeDeferred>().Single().Attempt);
        Assert.Single(_bench.Do(Failed("XB", "officer", final: true)).OfType<NoticeDead>());
    }

    [Fact]
    public void A_mail_refused_for_good_is_a_dead_letter_at_once_and_the_next_step_is_taken_early()
    {
        OweMail();

        var facts = _bench.Do(Failed("XB", "officer", final: true));

        Assert.Equal([typeof(NoticeDead), typeof(Escalated), typeof(NoticeOrdered)], facts.Select(f => f.GetType()));
        var step = (Escalated)facts[1];
        Assert.Equal((EscalationStep.Deputy, _bench.Now), (step.Step, step.Due));
        Assert.DoesNotContain(
            _bench.FireAt(TimeSpan.FromSeconds(89)).OfType<Escalated>(), s => s.Step == EscalationStep.Deputy);
    }

    [Fact]
    public void A_bounce_moves_the_ladder_on_and_takes_nothing_back()
    {
        OweMail();
        _bench.Do(Sent("XB", "officer"));

        var facts = _bench.Do(Returned("XB", "officer"));

        Assert.Equal(
            [typeof(NoticeReturned), typeof(Escalated), typeof(NoticeOrdered)], facts.Select(f => f.GetType()));
        Assert.Equal(Rung.Carried, _bench["XB"].Rung);
        Assert.Equal((NoticeState.Returned, "5.1.1"),
            (_bench.Mail("XB", "XB", "officer")!.State, _bench.Mail("XB", "XB", "officer")!.Reason));
        Assert.Empty(_bench.Do(Returned("XB", "officer")));
    }

    [Fact]
    public void A_bounce_of_a_mail_that_a_later_one_has_replaced_changes_nothing()
    {
        var bench = new RuleBench();
        bench.Submit(_opening with { Regime = "busy" });
        bench.Do(Sent("XB", "officer"));
        var first = bench.Mail("XB", "XB", "officer")!.Ordered;
        bench.FireAt(TimeSpan.FromSeconds(10));
        bench.Do(Sent("XB", "officer"));

        Assert.Empty(bench.Do(new TellReturned(_opening.Id, Cast.Mail("XB", "XB", "officer"), first, "5.1.1")));
        Assert.Equal(NoticeState.Sent, bench.Mail("XB", "XB", "officer")!.State);
    }

    [Fact]
    public void While_another_mail_of_the_step_may_still_be_read_a_bounce_moves_nothing_on()
    {
        OweMail("XC");
        _bench.Do(Sent("XC", "officer"));
        _bench.Do(Sent("XC", "night"));

        Assert.Equal([typeof(NoticeReturned)], _bench.Do(Returned("XC", "officer")).Select(f => f.GetType()));
        Assert.Equal([typeof(NoticeReturned), typeof(Escalated), typeof(NoticeOrdered)],
            _bench.Do(Returned("XC", "night")).Select(f => f.GetType()));
    }

    [Fact]
    public void A_bounce_after_the_acknowledgement_moves_nothing_on()
    {
        OweMail();
        _bench.Do(Sent("XB", "officer"));
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        Assert.IsType<NoticeReturned>(Assert.Single(_bench.Do(Returned("XB", "officer"))));
    }

    [Fact]
    public void A_program_that_confirms_does_not_make_a_mail_needless_and_a_person_who_acknowledges_does()
    {
        OweMail();
        _bench.Do(new Confirm(_opening.Id, "XB", "officer", Rung.Displayed, Carrier.SignalR));
        Assert.Contains($"XB/XB/officer/{_opening.Id}", _bench.MailDue);

        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));
        Assert.Empty(_bench.MailDue);
    }

    [Fact]
    public void A_mail_for_a_missing_answer_is_sent_though_the_message_was_acknowledged()
    {
        _bench.Submit(_opening);
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        _bench.FireAt(TimeSpan.FromSeconds(300));

        Assert.Equal([new DueRow("notice/mail/priority", $"XB/XZ/coordinator/{_opening.Id}", _bench.Now)],
            Schedule.Of(_bench.State!).ToArray());
    }

    [Fact]
    public void A_second_order_of_a_mail_still_owed_tries_it_at_once_and_keeps_the_count()
    {
        var bench = new RuleBench();
        bench.Submit(_opening with { Regime = "busy" });
        bench.Do(Failed("XB", "officer"));

        bench.FireAt(TimeSpan.FromSeconds(10));

        var mail = (OpeningNotice)bench.Mail("XB", "XB", "officer")!;
        Assert.Equal(
            (1, bench.Now, Cast.Start, EscalationStep.Mail), (mail.Attempts, mail.Due, mail.Ordered, mail.Step));
        Assert.Equal(Window.Response, mail.Window);
    }

    [Fact]
    public void A_second_order_of_a_mail_already_sent_is_a_new_mail()
    {
        var bench = new RuleBench();
        bench.Submit(_opening with { Regime = "busy" });
        bench.Do(Failed("XB", "officer"));
        bench.Do(Sent("XB", "officer"));

        bench.FireAt(TimeSpan.FromSeconds(10));

        var mail = bench.Mail("XB", "XB", "officer")!;
        Assert.Equal((NoticeState.Owed, 0, bench.Now), (mail.State, mail.Attempts, mail.Ordered));
    }

    [Fact]
    public void A_point_of_contact_without_mail_address_is_told_by_console_alone()
    {
        _bench.Submit(Cast.Opening("XD"));

        var facts = _bench.FireAt(TimeSpan.FromSeconds(90));
        Assert.NotEmpty(facts.OfType<Escalated>());
        Assert.Empty(facts.OfType<NoticeFact>());
        Assert.Empty(_bench["XD"].Notices);
    }

    [Fact]
    public void Word_of_a_mail_that_nobody_ordered_changes_nothing()
    {
        _bench.Submit(_opening);

        Assert.Empty(_bench.Do(Sent("XB", "officer")));
        Assert.Empty(_bench.Do(Failed("XB", "nobody")));
        Assert.Empty(_bench.Do(new TellReturned(_opening.Id, Cast.Mail("XE", "XE", "officer"), _bench.Now, "5.1.1")));
    }

    [Fact]
    public void Nothing_is_mailed_after_the_end()
    {
        OweMail();

        _bench.Submit(Cast.Ending(_opening, Kind.Withdrawal, 2));

        Assert.Empty(Schedule.Of(_bench.State!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("XB/XB/officer")]
    [InlineData("XB/XB/officer/no-message")]
    [InlineData("XB/XB/officer/019c0000-0000-7000-8000-000000000001/more")]
    public void Only_the_key_of_a_notice_row_names_a_notice(string key) =>
        Assert.False(Schedule.TryNotice(Means.Mail, key, out _));

    [Fact]
    public void The_key_of_a_notice_row_names_it_again()
    {
        var key = Cast.Mail("XB", "XZ", "coordinator");

        Assert.True(Schedule.TryNotice(Means.Mail, Schedule.KeyOf(key), out var read));
        Assert.Equal(key, read);
    }

    private void OweMail(string addressee = "XB")
    {
        _bench.Submit(Cast.Opening(addressee));
        _bench.FireAt(TimeSpan.FromSeconds(20));
    }

    private TellSent Sent(string addressee, string poc) =>
        new(_opening.Id, Cast.Mail(addressee, addressee, poc), "relay");

    private TellFailed Failed(string addressee, string poc, bool final = false) =>
        new(_opening.Id, Cast.Mail(addressee, addressee, poc), final, "451 try later");

    private TellReturned Returned(string addressee, string poc) => new(
        _opening.Id, Cast.Mail(addressee, addressee, poc), _bench.Mail(addressee, addressee, poc)!.Ordered, "5.1.1");
}
