using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Exchanges;
using Hotline.Core.Reports;
using Hotline.Protocol;

namespace Hotline.Core.Tests.Reports;

/// <summary>
/// Under the exercise regime, priority: 20 s for delivery, 1 min for acknowledgement, 5 min for a response; a reminder
/// half-way to the acknowledgement.
/// </summary>
public sealed class SampleTests
{
    private readonly RuleBench _bench = new();
    private readonly Protocol.Envelopes.Envelope _opening = Cast.Opening("XB");

    public SampleTests() => _bench.Submit(_opening);

    [Fact]
    public void Each_window_of_each_addressee_is_one_sample()
    {
        var bench = new RuleBench();
        bench.Submit(Cast.Opening("XB", "XC") with { Cc = ["XD"] });
        Assert.Equal(
            ["XB delivery", "XB acknowledgement", "XB response", "XC delivery", "XC acknowledgement", "XC response",
                "XD delivery"],
            Samples.Of(bench.State!, Cast.Regimes).Select(s => $"{s.Addressee} {s.Window.Wire()}"));
        Assert.All(Samples.Of(bench.State!, Cast.Regimes), s => Assert.Equal(
            ("XZ", "XA", "exercise", Status.Exercise, Cast.Start),
            (s.Coordinator, s.From, s.Regime, s.Status, s.Opened)));
    }

    [Fact]
    public void A_window_that_runs_is_open_and_took_no_time_yet()
    {
        Assert.All(Samples.Of(_bench.State!, Cast.Regimes), s => Assert.Equal(
            (Timeliness.Open, null, null, null), (s.Outcome, s.At, s.Took, s.Carrier)));
    }

    [Fact]
    public void An_act_in_time_is_met_and_took_from_the_opening_to_the_act()
    {
        After(TimeSpan.FromSeconds(7),
            () => _bench.Do(new Confirm(_opening.Id, "XB", "officer", Rung.Delivered, Carrier.Mqtt)));
        After(TimeSpan.FromSeconds(25), () => _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2)));
        Assert.Equal((Timeliness.Met, 7_000L, Carrier.Mqtt), Seen(Window.Delivery));
        Assert.Equal((Timeliness.Met, 25_000L, Carrier.SignalR), Seen(Window.Acknowledgement));
        Assert.Equal(Timeliness.Open, Of(Window.Response).Outcome);
    }

    [Fact]
    public void A_response_stands_in_for_the_acknowledgement_that_never_came_on_its_own()
    {
        After(TimeSpan.FromSeconds(9), () => _bench.Submit(Cast.Reply(_opening, "XB", Kind.Response, 2)));
        Assert.All(
            Samples.Of(_bench.State!, Cast.Regimes), s => Assert.Equal((Timeliness.Met, 9_000L), (s.Outcome, s.Took)));
    }

    [Theory]
    [InlineData(59_999, Timeliness.Met)]
    [InlineData(60_000, Timeliness.Late)]
    [InlineData(60_001, Timeliness.Late)]
    public void At_its_due_time_an_act_is_late(int milliseconds, Timeliness outcome)
    {
        After(TimeSpan.FromMilliseconds(milliseconds),
            () => _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2)));
        Assert.Equal((outcome, (long)milliseconds, Carrier.SignalR), Seen(Window.Acknowledgement));
    }

    [Fact]
    public void A_window_that_lapsed_without_an_act_has_no_time_however_long_ago_it_was()
    {
        _bench.FireAt(TimeSpan.FromHours(1));
        Assert.All(Samples.Of(_bench.State!, Cast.Regimes), s => Assert.Equal(
            (Timeliness.Lapsed, null, true), (s.Outcome, s.Took, s.AfterEscalation)));
    }

    [Fact]
    public void What_comes_after_a_withdrawal_is_not_counted()
    {
        After(TimeSpan.FromSeconds(5), () => _bench.Submit(Cast.Ending(_opening, Kind.Withdrawal, 2)));
        After(TimeSpan.FromSeconds(6), () => _bench.Submit(Cast.Reply(_opening, "XB", Kind.Response, 3)));
        Assert.All(Samples.Of(_bench.State!, Cast.Regimes), s => Assert.Equal(
            (Timeliness.Ended, null, null), (s.Outcome, s.Took, s.Carrier)));
    }

    [Theory]
    [InlineData(29, false)]
    [InlineData(31, true)]
    [InlineData(90, true)]
    public void An_act_is_after_escalation_when_a_step_for_its_own_window_was_taken_before_it(int seconds, bool after)
    {
        After(TimeSpan.FromSeconds(seconds), () => _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2)));
        Assert.Equal(after, Of(Window.Acknowledgement).AfterEscalation);
        Assert.False(Of(Window.Response).AfterEscalation);
    }

    [Fact]
    public void A_mail_that_goes_out_with_every_message_at_once_is_no_escalation()
    {
        var (bench, opening) = (new RuleBench(), Cast.Opening("XB") with { Regime = "oas", Status = Status.Actual });
        bench.Submit(opening);
        Assert.Contains(bench["XB"].Steps, s => s is { Step: EscalationStep.Mail, At: not null });
        bench.Now += TimeSpan.FromSeconds(1);
        bench.Do(new Confirm(opening.Id, "XB", "officer", Rung.Delivered, Carrier.SignalR));
        Assert.False(Samples.Of(bench.State!, Cast.Regimes).First().AfterEscalation);
    }

    [Fact]
    public void A_wall_clock_that_was_set_back_makes_no_time_negative()
    {
        After(TimeSpan.FromHours(-1),
            () => _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2, Cast.Start.AddHours(-1))));
        Assert.Equal((Timeliness.Met, 0L, Carrier.SignalR), Seen(Window.Acknowledgement));
    }

    [Fact]
    public void A_lapse_while_the_hub_was_down_says_so()
    {
        _bench.Outages = [new Contract.Facts.Outage(Cast.Start.AddSeconds(5), Cast.Start.AddSeconds(30))];
        _bench.FireAt(TimeSpan.FromSeconds(61));
        Assert.Equal([true, false, false], Samples.Of(_bench.State!, Cast.Regimes).Select(s => s.InOutage));
    }

    private void After(TimeSpan time, Action act)
    {
        _bench.Now = Cast.Start + time;
        act();
    }

    private Sample Of(Window window) => Samples.Of(_bench.State!, Cast.Regimes).Single(s => s.Window == window);

    private (Timeliness, long?, Carrier?) Seen(Window window) =>
        Of(window) is var s ? (s.Outcome, s.Took, s.Carrier) : default;
}
