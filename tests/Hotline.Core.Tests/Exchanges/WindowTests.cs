using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

public sealed class WindowTests
{
    private static readonly TimeSpan Acknowledgement = TimeSpan.FromMinutes(1);

    private readonly Envelope _opening = Some.Opening("XB");
    private readonly Ledger _ledger = new();

    [Fact]
    public void An_accepted_message_opens_every_window_of_its_kind_for_an_action_addressee_and_only_delivery_for_an_information_addressee()
    {
        _ledger.Submit(_opening with { Cc = ["XC"] });

        Assert.Equal([(Window.Delivery, 20), (Window.Acknowledgement, 60), (Window.Response, 300)],
            _ledger["XB"].Windows.Select(w => (w.Window, (int)(w.Due - Some.Start).TotalSeconds)));
        Assert.Equal([Window.Delivery], _ledger["XC"].Windows.Select(w => w.Window));
        Assert.All(_ledger["XB"].Windows, w => Assert.Equal(
            BasisKind.OperatorDefault, Some.Regimes.BasisOf(_ledger.State!.Opening.Regime, w.Basis).Kind));
    }

    [Theory]
    [InlineData(-1, WindowState.Met)]
    [InlineData(0, WindowState.Lapsed)]
    [InlineData(1, WindowState.Lapsed)]
    public void An_act_before_the_due_time_is_in_time_and_at_the_due_time_it_is_late(int milliseconds, WindowState expected)
    {
        _ledger.Submit(_opening);
        _ledger.Now = Some.Start + Acknowledgement + TimeSpan.FromMilliseconds(milliseconds);

        var facts = _ledger.Submit(Some.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        Assert.Equal(expected, _ledger.WindowOf("XB", Window.Acknowledgement).State);
        Assert.Equal(expected == WindowState.Lapsed, facts.OfType<Acknowledged>().Single().Late);
        Assert.Equal(expected == WindowState.Lapsed, _ledger["XB"].Rungs[^1].Late);
    }

    [Theory]
    [InlineData(-1, WindowState.Met)]
    [InlineData(0, WindowState.Lapsed)]
    public void A_confirmation_before_the_due_time_is_in_time_and_at_the_due_time_it_is_late(int milliseconds, WindowState expected)
    {
        _ledger.Submit(_opening);
        _ledger.Now = Some.Start.AddSeconds(20).AddMilliseconds(milliseconds);

        var facts = _ledger.Do(new Confirm(_opening.Id, "XB", "officer", Rung.Delivered, Carrier.Mqtt));

        Assert.Equal(expected, _ledger.WindowOf("XB", Window.Delivery).State);
        Assert.Equal(expected == WindowState.Lapsed, facts.OfType<Delivered>().Single().Late);
    }

    [Fact]
    public void A_lapse_is_recorded_with_its_due_time_by_whatever_is_decided_next()
    {
        _ledger.Submit(_opening);
        _ledger.Now = Some.Start.AddSeconds(25);

        var facts = _ledger.Do(new Carry(_opening.Id, "XB", "officer", Carrier.Mqtt));

        Assert.Equal(new Lapsed(_opening.Id, "XB", Window.Delivery, Some.Start.AddSeconds(20)), facts[0]);
        Assert.Equal([typeof(Escalated), typeof(NoticeOrdered), typeof(Carried)], facts[1..].Select(f => f.GetType()));
        Assert.Equal(Some.Start.AddSeconds(25), _ledger.WindowOf("XB", Window.Delivery).At);
    }

    [Fact]
    public void A_window_met_in_time_does_not_lapse_later()
    {
        _ledger.Submit(_opening);
        _ledger.Submit(Some.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        _ledger.FireAt(TimeSpan.FromHours(1));

        Assert.Equal([WindowState.Met, WindowState.Met, WindowState.Lapsed], _ledger["XB"].Windows.Select(w => w.State));
    }

    [Fact]
    public void A_late_act_is_on_record_and_leaves_the_lapse_as_it_is()
    {
        _ledger.Submit(_opening);
        _ledger.FireAt(TimeSpan.FromHours(1));
        var lapsed = _ledger.WindowOf("XB", Window.Acknowledgement);

        _ledger.Submit(Some.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        Assert.Equal(lapsed, _ledger.WindowOf("XB", Window.Acknowledgement));
        Assert.True(Assert.Single(_ledger.State!.Acts).Late);
        Assert.Equal(Rung.Acknowledged, _ledger["XB"].Rung);
    }

    [Fact]
    public void Each_addressee_has_its_own_windows()
    {
        var opening = Some.Opening("XB", "XC");
        _ledger.Submit(opening);
        _ledger.Submit(Some.Reply(opening, "XB", Kind.Acknowledgement, 2));

        _ledger.FireAt(Acknowledgement);

        Assert.Equal(WindowState.Met, _ledger.WindowOf("XB", Window.Acknowledgement).State);
        Assert.Equal(WindowState.Lapsed, _ledger.WindowOf("XC", Window.Acknowledgement).State);
        Assert.Equal(Rung.Accepted, _ledger["XC"].Rung);
    }

    [Fact]
    public void An_answer_without_acknowledgement_meets_every_window_and_implies_the_rungs_below()
    {
        _ledger.Submit(_opening);

        _ledger.Submit(Some.Reply(_opening, "XB", Kind.Response, 2));

        Assert.All(_ledger["XB"].Windows, w => Assert.Equal(WindowState.Met, w.State));
        Assert.Equal([false, true, true, true, true, false], _ledger["XB"].Rungs.Select(r => r.Implied));
    }

    [Fact]
    public void A_rung_that_only_a_higher_one_implies_is_late_when_its_own_window_had_lapsed()
    {
        _ledger.Submit(_opening);
        _ledger.Now = Some.Start.AddSeconds(90);

        _ledger.Submit(Some.Reply(_opening, "XB", Kind.Response, 2));

        Assert.Equal([(Rung.Delivered, true), (Rung.Displayed, true), (Rung.Acknowledged, true), (Rung.Answered, false)],
            _ledger["XB"].Rungs.Skip(2).Select(r => (r.Rung, r.Late)));
    }

    [Fact]
    public void A_clock_that_goes_back_reopens_nothing()
    {
        _ledger.Submit(_opening);
        _ledger.FireAt(Acknowledgement);
        _ledger.Now = Some.Start.AddSeconds(5);

        var facts = _ledger.Submit(Some.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        Assert.True(facts.OfType<Acknowledged>().Single().Late);
        Assert.Equal(WindowState.Lapsed, _ledger.WindowOf("XB", Window.Acknowledgement).State);
    }

    [Fact]
    public void A_lapse_while_the_hub_was_away_says_so_and_one_outside_does_not()
    {
        _ledger.Submit(_opening);
        var outage = _ledger.Outage = new Outage(Some.Start.AddSeconds(30), Some.Start.AddSeconds(100));

        _ledger.FireAt(TimeSpan.FromSeconds(100));

        Assert.Null(_ledger.WindowOf("XB", Window.Delivery).Outage);
        Assert.Equal(outage, _ledger.WindowOf("XB", Window.Acknowledgement).Outage);
        Assert.Equal(WindowState.Open, _ledger.WindowOf("XB", Window.Response).State);
    }

    [Theory]
    [InlineData(20, 30, false)]
    [InlineData(19, 20, true)]
    [InlineData(19, 21, true)]
    [InlineData(10, 19, false)]
    public void The_hub_was_away_after_it_was_last_known_alive_and_up_to_when_it_was_back(int from, int to, bool away)
    {
        _ledger.Submit(_opening);
        _ledger.Outage = new Outage(Some.Start.AddSeconds(from), Some.Start.AddSeconds(to));

        _ledger.FireAt(TimeSpan.FromSeconds(Math.Max(20, to)));

        Assert.Equal(away, _ledger.WindowOf("XB", Window.Delivery).Outage is not null);
    }

    [Fact]
    public void Firing_twice_is_firing_once()
    {
        _ledger.Submit(_opening);
        Assert.NotEmpty(_ledger.FireAt(Acknowledgement));

        Assert.Empty(_ledger.Fire());
    }

    [Fact]
    public void A_timer_for_an_exchange_that_is_not_there_finds_nothing_due() =>
        Assert.Empty(new Ledger().Do(new Fire(StreamId.Exchange(Some.Id(7)))));
}
