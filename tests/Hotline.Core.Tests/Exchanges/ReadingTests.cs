using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

/// <summary>Who may read what: audiences of facts, and views.</summary>
public sealed class ReadingTests
{
    private readonly Envelope _opening = Cast.Opening("XB", "XC") with { Cc = ["XD"] };
    private readonly RuleBench _bench = new();

    public ReadingTests() => _bench.Submit(_opening);

    [Fact]
    public void The_opening_message_is_for_all_that_it_names_and_the_coordinator_reads_the_fact_without_the_envelope()
    {
        var accepted = _bench.Entries[0].Fact;

        Assert.Equal(["XA", "XB", "XC", "XD", "XZ"], Audience.Of(_bench.State!, (ExchangeFact)accepted).ToArray());
        Assert.Equal(["XA", "XB", "XC", "XD"],
            Cast.Directory.Participants.Select(p => p.Code).Where(p => Audience.MayOpen(accepted.Message!, p)));
    }

    [Fact]
    public void What_becomes_of_one_addressee_is_not_told_to_the_others()
    {
        var facts = _bench.FireAt(TimeSpan.FromHours(1))
            .Add(_bench.Do(new Confirm(_opening.Id, "XB", "officer", Rung.Delivered, Carrier.Mqtt))[0]);

        Assert.All(facts.Where(f => f is Lapsed { Addressee: "XB" } or Escalated { Addressee: "XB" } or Delivered),
            f => Assert.Equal(["XA", "XB", "XZ"], Audience.Of(_bench.State!, (ExchangeFact)f).ToArray()));
    }

    [Fact]
    public void A_reply_is_for_those_that_it_names()
    {
        var acknowledged = _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2))[0];
        var answered = _bench.Submit(Cast.Reply(_opening, "XC", Kind.Response, 3) with { Cc = ["XB"] })[0];

        Assert.Equal(["XB", "XA", "XZ"], Audience.Of(_bench.State!, (ExchangeFact)acknowledged).ToArray());
        Assert.Equal(["XC", "XA", "XB", "XZ"], Audience.Of(_bench.State!, (ExchangeFact)answered).ToArray());
        Assert.False(Audience.MayOpen(acknowledged.Message!, "XC"));
        Assert.False(Audience.MayOpen(acknowledged.Message!, "XZ"));
    }

    [Fact]
    public void The_opening_side_and_the_coordinator_see_every_addressee_and_an_addressee_only_itself()
    {
        Assert.Equal(["XB", "XC", "XD"], View("XA").Addressees.Select(a => a.Participant));
        Assert.Equal(["XB", "XC", "XD"], View("XZ").Addressees.Select(a => a.Participant));
        Assert.Equal(["XC"], View("XC").Addressees.Select(a => a.Participant));
    }

    [Fact]
    public void Only_the_parties_see_the_envelope_and_nobody_else_sees_the_exchange()
    {
        Assert.Equal("envelope", View("XD").Envelope);
        Assert.Null(View("XZ").Envelope);
        Assert.Equal(["XA", "XB", "XC", "XD", "XZ"],
            Cast.Directory.Participants.Select(p => p.Code).Where(p => ExchangeViews.MaySee(_bench.State!, p)));
    }

    [Fact]
    public void An_addressee_sees_the_replies_that_name_it()
    {
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));
        _bench.Submit(Cast.Reply(_opening, "XC", Kind.Acknowledgement, 3) with { Cc = ["XB"] });

        Assert.Equal([Cast.Id(2), Cast.Id(3)], View("XA").Acts.Select(a => a.Message));
        Assert.Equal([Cast.Id(2), Cast.Id(3)], View("XB").Acts.Select(a => a.Message));
        Assert.Equal([Cast.Id(3)], View("XC").Acts.Select(a => a.Message));
    }

    [Fact]
    public void A_view_shows_taken_steps_and_those_to_come_but_none_that_was_dropped()
    {
        _bench.FireAt(TimeSpan.FromSeconds(30));
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        Assert.Equal(
            [(EscalationStep.Mail, true), (EscalationStep.Remind, true), (EscalationStep.Remind, false),
                (EscalationStep.Coordinator, false)],
            View("XB").Addressees[0].Steps.Select(s => (s.Step, s.At is not null)));
    }

    [Fact]
    public void A_view_names_each_mail_with_its_state()
    {
        _bench.FireAt(TimeSpan.FromSeconds(20));
        _bench.Do(new TellSent(_opening.Id, Cast.Mail("XC", "XC", "night"), "relay"));
        _bench.Do(new TellFailed(_opening.Id, Cast.Mail("XC", "XC", "officer"), true, "550 no such user"));

        Assert.Equal([("XC/officer", NoticeState.Dead, "550 no such user"), ("XC/night", NoticeState.Sent, null)],
            View("XC").Addressees[0].Notices.Select(m => (m.To, m.State, m.Reason)));
        Assert.Equal(("XB/officer", NoticeState.Owed, _bench.Now),
            View("XB").Addressees[0].Notices.Select(m => (m.To, m.State, m.Due!.Value)).Single());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mail_that_is_owed_is_so_no_longer_when_its_addressee_acknowledged_or_the_exchange_ended(bool ends)
    {
        _bench.FireAt(TimeSpan.FromSeconds(20));
        Assert.Contains(View("XA").Addressees, a => a.Notices.Any(n => n.State == NoticeState.Owed));

        if (ends)
        {
            _bench.Submit(Cast.Ending(_opening, Kind.Withdrawal, 2));
        }
        else
        {
            _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));
            _bench.Submit(Cast.Reply(_opening, "XC", Kind.Acknowledgement, 3));
        }

        var notices = View("XA").Addressees.SelectMany(a => a.Notices).ToList();
        Assert.NotEmpty(notices);
        Assert.All(notices, n => Assert.Equal((NoticeState.Unneeded, null), (n.State, n.Due)));
    }

    private Contract.Wire.ExchangeView View(string reader) =>
        ExchangeViews.For(_bench.State!, Cast.Looker(reader, _bench.Now), "envelope");
}
