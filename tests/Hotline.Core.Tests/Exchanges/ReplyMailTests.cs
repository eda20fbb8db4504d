using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

public sealed class ReplyMailTests
{
    private readonly Envelope _opening = Cast.Opening("XB", "XC");
    private readonly RuleBench _bench = new();

    private Envelope Acknowledgement(string from = "XB", int id = 2) =>
        Cast.Reply(_opening, from, Kind.Acknowledgement, id);

    [Fact]
    public void Who_opened_by_mail_gets_each_reply_by_mail_at_the_point_of_contact_that_wrote()
    {
        _bench.Submit(_opening, Carrier.Mail);
        var facts = _bench.Submit(Acknowledgement());
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Response, 3));

        Assert.Equal(Cast.Mail("XB", "XA", "officer", Cast.Id(2)), Assert.IsType<ReplyNoticeOrdered>(facts[1]).Notice);
        Assert.Equal(2, facts.Length);
        Assert.Equal(
            [
                new DueRow("notice/mail/priority", $"XB/XA/officer/{Cast.Id(2)}", _bench.Now),
                new DueRow("notice/mail/priority", $"XB/XA/officer/{Cast.Id(3)}", _bench.Now),
            ],
            Schedule.Of(_bench.State!).Where(r => r.Kind != DueKinds.Clock));
    }

    [Theory]
    [InlineData(Carrier.SignalR)]
    [InlineData(Carrier.Mqtt)]
    [InlineData(Carrier.Http)]
    public void Who_opened_otherwise_gets_none(Carrier carrier)
    {
        _bench.Submit(_opening, carrier);
        Assert.IsType<Acknowledged>(Assert.Single(_bench.Submit(Acknowledgement(), Carrier.Mail)));
    }

    [Fact]
    public void A_machine_has_no_mailbox_and_the_duty_officers_get_the_reply()
    {
        _bench.Submit(_opening with { Sender = "notifier", Kind = Kind.IncidentNotification }, Carrier.Mail);
        Assert.Equal(
            "officer", Assert.Single(_bench.Submit(Acknowledgement()).OfType<ReplyNoticeOrdered>()).Notice.Poc);
    }

    [Theory]
    [InlineData(Kind.Withdrawal)]
    [InlineData(Kind.Closure)]
    public void An_addressee_that_acknowledged_by_mail_is_told_of_the_end_by_mail_and_one_that_did_at_its_console_is_not(Kind kind)
    {
        _bench.Submit(_opening);
        _bench.Submit(Acknowledgement("XB", 2), Carrier.Mail);
        _bench.Submit(Acknowledgement("XC", 3));

        var ordered = Assert.Single(_bench.Submit(Cast.Ending(_opening, kind, 4)).OfType<ReplyNoticeOrdered>());
        Assert.Equal(("XB", "XB"), (ordered.Notice.Addressee, ordered.Notice.Told));
        Assert.Equal([$"XB/XB/officer/{Cast.Id(4)}"], Schedule.Of(_bench.State!).Select(r => r.Key));
    }

    [Fact]
    public void An_addressee_that_has_had_nothing_but_mail_is_told_of_the_end_wherever_the_mail_went()
    {
        _bench.Submit(_opening);
        _bench.FireAt(TimeSpan.FromSeconds(20));
        foreach (var poc in new[] { "officer", "night" })
        {
            _bench.Do(new TellSent(_opening.Id, Cast.Mail("XC", "XC", poc), "relay"));
        }

        // XB's mail has not left yet: whoever never heard of it need not hear that it is over.
        var ordered = _bench.Submit(Cast.Ending(_opening, Kind.Withdrawal, 4))
            .OfType<ReplyNoticeOrdered>().Select(o => o.Notice.To);
        Assert.Equal(["XC/night", "XC/officer"], ordered.Order());
    }

    [Fact]
    public void A_program_that_confirms_after_the_mail_reads_live_again()
    {
        _bench.Submit(_opening);
        _bench.FireAt(TimeSpan.FromSeconds(20));
        _bench.Do(new TellSent(_opening.Id, Cast.Mail("XB", "XB", "officer"), "relay"));
        _bench.Do(new Confirm(_opening.Id, "XB", "officer", Rung.Delivered, Carrier.SignalR));

        Assert.Empty(_bench.Submit(Cast.Ending(_opening, Kind.Withdrawal, 4)).OfType<ReplyNoticeOrdered>());
    }

    [Fact]
    public void A_reply_by_mail_reaches_no_rung_and_when_it_fails_nobody_is_escalated_to()
    {
        _bench.Submit(_opening);
        _bench.Submit(Acknowledgement("XC"), Carrier.Mail);
        _bench.Submit(Acknowledgement("XC", 3) with { To = ["XA", "XB"] }, Carrier.Mail);
        _bench.Submit(Cast.Ending(_opening, Kind.Withdrawal, 4));
        var rung = _bench["XC"].Rung;

        var key = Cast.Mail("XC", "XC", "officer", Cast.Id(4));
        var sent = Assert.IsType<NoticeSent>(Assert.Single(_bench.Do(new TellSent(_opening.Id, key, "relay"))));
        Assert.Equal((key, (Carrier?)null), (sent.Notice, sent.Carried));
        Assert.Equal(rung, _bench["XC"].Rung);
        var mail = Assert.IsType<ReplyNotice>(_bench["XC"].Notice(key));
        Assert.Equal((NoticeState.Sent, Cast.Id(4)), (mail.State, mail.Reply));
        Assert.IsType<NoticeReturned>(
            Assert.Single(_bench.Do(new TellReturned(_opening.Id, key, mail.Ordered, "5.1.1"))));
    }

    [Fact]
    public void A_reply_that_no_relay_takes_is_tried_as_often_as_any_mail_though_the_exchange_is_over_and_is_then_a_dead_letter()
    {
        _bench.Submit(_opening, Carrier.Mail);
        _bench.Submit(Acknowledgement());
        _bench.Submit(Cast.Ending(_opening, Kind.Closure, 4));
        var tries = 1;
        var key = Cast.Mail("XB", "XA", "officer", Cast.Id(2));
        while (_bench.Do(new TellFailed(_opening.Id, key, false, "451 try later")) is [NoticeDeferred deferred])
        {
            _bench.Now = deferred.RetryAt;
            tries++;
        }
        Assert.Equal(RuleLimits.Default.NoticeRetries.Count + 1, tries);
        Assert.Equal(NoticeState.Dead, _bench["XB"].Notice(key)!.State);
        Assert.Empty(Schedule.Of(_bench.State!));
    }

    [Fact]
    public void The_opening_message_and_a_reply_to_the_same_point_of_contact_are_two_mails()
    {
        _bench.Submit(_opening);
        _bench.FireAt(TimeSpan.FromSeconds(20));
        _bench.Do(new TellSent(_opening.Id, Cast.Mail("XB", "XB", "officer"), "relay"));
        _bench.Submit(Cast.Ending(_opening, Kind.Withdrawal, 4));

        Assert.Equal([_opening.Id, Cast.Id(4)], _bench["XB"].Notices.Select(n => n.Key.Message));
        Assert.Equal([typeof(OpeningNotice), typeof(ReplyNotice)], _bench["XB"].Notices.Select(n => n.GetType()));
        Assert.Equal([NoticeState.Sent, NoticeState.Owed], _bench["XB"].Notices.Select(n => n.State));
        Assert.Empty(_bench.Do(new TellSent(_opening.Id, Cast.Mail("XB", "XB", "officer"), "relay")));
    }
}
