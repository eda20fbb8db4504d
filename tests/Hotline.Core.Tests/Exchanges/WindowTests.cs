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

    private readonly Envelope _opening = Cast.Opening("XB");
    private readonly RuleBench _bench = new();

    [Fact]
    public void An_accepted_message_opens_every_window_of_its_kind_for_an_action_addressee_and_only_delivery_for_an_information_addressee()
    {
        _bench.Submit(_opening with { Cc = ["XC"] });

        Assert.Equal([(Window.Delivery, 20), (Window.Acknowledgement, 60), (Window.Response, 300)],
            _bench["XB"].Windows.Select(w => (w.Window, (int)(w.Due - Cast.Start).TotalSeconds)));
        Assert.Equal([Window.Delivery], _bench["XC"].Windows.Select(w => w.Window));
        Assert.All(_bench["XB"].Windows, w => Assert.Equal(
            BasisKind.OperatorDefault, Cast.Regimes.BasisOf(_bench.State!.Opening.Regime, w.Basis).Kind));
    }

    [Theory]
    [InlineData(-1, WindowState.Met)]
    [InlineData(0, WindowState.Lapsed)]
    [InlineData(1, WindowState.Lapsed)]
    public void An_act_before_the_due_time_is_in_time_and_at_the_due_time_it_is_late(
        int milliseconds, WindowState expected)
    {
        _bench.Submit(_opening);
        _bench.Now = Cast.Start + Acknowledgement + TimeSpan.FromMilliseconds(milliseconds);

        var facts = _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        Assert.Equal(expected, _bench.WindowOf("XB", Window.Acknowledgement).State);
        Assert.Equal(expected == WindowState.Lapsed, facts.OfType<Acknowledged>().Single().Late);
        Assert.Equal(expected == WindowState.Lapsed, _bench["XB"].Rungs[^1].Late);
    }

    [Theory]
    [InlineData(-1, WindowState.Met)]
    [InlineData(0, WindowState.Lapsed)]
    public void A_confirmation_before_the_due_time_is_in_time_and_at_the_due_time_it_is_late(
        int milliseconds, WindowState expected)
    {
        _bench.Submit(_opening);
        _bench.Now = Cast.Start.AddSeconds(20).AddMilliseconds(milliseconds);

        var facts = _bench.Do(new Confirm(_opening.Id, "XB", "officer", Rung.Delivered, Carrier.Mqtt));

        Assert.Equal(expected, _bench.WindowOf("XB", Window.Delivery).State);
        Assert.Equal(expected == WindowState.Lapsed, facts.OfType<Delivered>().Single().Late);
    }

    [Fact]
    public void A_lapse_is_recorded_with_its_due_time_by_whatever_is_decided_next()
    {
        _bench.Submit(_opening);
        _bench.Now = Cast.Start.AddSeconds(25);

        var facts = _bench.Do(new Carry(_opening.Id, "XB", "officer", Carrier.Mqtt));

        Assert.Equal(new Lapsed(_opening.Id, "XB", Window.Delivery, Cast.Start.AddSeconds(20)), facts[0]);
        Assert.Equal([typeof(Escalated), typeof(NoticeOrdered), typeof(Carried)], facts[1..].Select(f => f.GetType()));
        Assert.Equal(Cast.Start.AddSeconds(25), _bench.WindowOf("XB", Window.Delivery).At);
    }

    [Fact]
    public void A_window_met_in_time_does_not_lapse_later()
    {
        _bench.Submit(_opening);
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        _bench.FireAt(TimeSpan.FromHours(1));

        Assert.Equal([WindowState.Met, WindowState.Met, WindowState.Lapsed], _bench["XB"].Windows.Select(w => w.State));
    }

    [Fact]
    public void A_late_act_is_on_record_and_leaves_the_lapse_as_it_is()
    {
        _bench.Submit(_opening);
        _bench.FireAt(TimeSpan.FromHours(1));
        var lapsed = _bench.WindowOf("XB", Window.Acknowledgement);

        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        Assert.Equal(lapsed, _bench.WindowOf("XB", Window.Acknowledgement));
        Assert.True(Assert.Single(_bench.State!.Acts).Late);
        Assert.Equal(Rung.Acknowledged, _bench["XB"].Rung);
    }

    [Fact]
    public void Each_addressee_has_its_own_windows()
    {
        var opening = Cast.Opening("XB", "XC");
        _bench.Submit(opening);
        _bench.Submit(Cast.Reply(opening, "XB", Kind.Acknowledgement, 2));

        _bench.FireAt(Acknowledgement);

        Assert.Equal(WindowState.Met, _bench.WindowOf("XB", Window.Acknowledgement).State);
        Assert.Equal(WindowState.Lapsed, _bench.WindowOf("XC", Window.Acknowledgement).State);
        Assert.Equal(Rung.Accepted, _bench["XC"].Rung);
    }

    [Fact]
    public void An_answer_without_acknowledgement_meets_every_window_and_implies_the_rungs_below()
    {
        _bench.Submit(_opening);

        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Response, 2));

        Assert.All(_bench["XB"].Windows, w => Assert.Equal(WindowState.Met, w.State));
        Assert.Equal([false, true, true, true, true, false], _bench["XB"].Rungs.Select(r => r.Implied));
    }

    [Fact]
    public void A_rung_that_only_a_higher_one_implies_is_late_when_its_own_window_had_lapsed()
    {
        _bench.Submit(_opening);
        _bench.Now = Cast.Start.AddSeconds(90);

        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Response, 2));

        Assert.Equal(
            [(Rung.Delivered, true), (Rung.Displayed, true), (Rung.Acknowledged, true), (Rung.Answered, false)],
            _bench["XB"].Rungs.Skip(2).Select(r => (r.Rung, r.Late)));
    }

    [Fact]
    public void A_clock_that_goes_back_reopens_nothing()
    {
        _bench.Submit(_opening);
        _bench.FireAt(Acknowledgement);
        _bench.Now = Cast.Start.AddSeconds(5);

        var facts = _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        Assert.True(facts.OfType<Acknowledged>().Single().Late);
        Assert.Equal(WindowState.Lapsed, _bench.WindowOf("XB", Window.Acknowledgement).State);
    }

    [Fact]
    public void A_lapse_while_the_hub_was_away_says_so_and_one_outside_does_not()
    {
        _bench.Submit(_opening);
        var outage = new Outage(Cast.Start.AddSeconds(30), Cast.Start.AddSeconds(100));
        _bench.Outages = [outage];

        _bench.FireAt(TimeSpan.FromSeconds(100));

        Assert.Null(_bench.WindowOf("XB", Window.Delivery).Outage);
        Assert.Equal(outage, _bench.WindowOf("XB", Window.Acknowledgement).Outage);
        Assert.Equal(WindowState.Open, _bench.WindowOf("XB", Window.Response).State);
    }

    [Fact]
    public void Each_lapse_names_the_outage_that_it_fell_into_of_several()
    {
        _bench.Submit(_opening);
        var first = new Outage(Cast.Start.AddSeconds(15), Cast.Start.AddSeconds(25));
        var second = new Outage(Cast.Start.AddSeconds(25), Cast.Start.AddSeconds(100));
        _bench.Outages = [first, second];

        _bench.FireAt(TimeSpan.FromSeconds(100));

        Assert.Equal(first, _bench.WindowOf("XB", Window.Delivery).Outage);
        Assert.Equal(second, _bench.WindowOf("XB", Window.Acknowledgement).Outage);
    }

    [Theory]
    [InlineData(20, 30, false)]
    [InlineData(19, 20, true)]
    [InlineData(19, 21, true)]
    [InlineData(10, 19, false)]
    public void The_hub_was_away_after_it_was_last_known_alive_and_up_to_when_it_was_back(int from, int to, bool away)
    {
        _bench.Submit(_opening);
        _bench.Outages = [new Outage(Cast.Start.AddSeconds(from), Cast.Start.AddSeconds(to))];

        _bench.FireAt(TimeSpan.FromSeconds(Math.Max(20, to)));

        Assert.Equal(away, _bench.WindowOf("XB", Window.Delivery).Outage is not null);
    }

    [Fact]
    public void Firing_twice_is_firing_once()
    {
        _bench.Submit(_opening);
        Assert.NotEmpty(_bench.FireAt(Acknowledgement));

        Assert.Empty(_bench.Fire());
    }

    [Fact]
    public void A_timer_for_an_exchange_that_is_not_there_finds_nothing_due() =>
        Assert.Empty(new RuleBench().Do(new Fire(StreamId.Exchange(Cast.Id(7)))));
}
