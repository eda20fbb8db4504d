using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

/// <summary>
/// Windows that open after the exchange did, and windows whose end is moved: what the fold makes of such facts.
/// </summary>
public sealed class LaterWindowTests
{
    private readonly Envelope _opening = Cast.Opening("XB") with { Kind = Protocol.Kind.Declaration };
    private readonly RuleBench _bench = new();

    public LaterWindowTests() => _bench.Submit(_opening);

    [Fact]
    public void A_window_opened_later_runs_lapses_and_leads_to_its_steps()
    {
        Record(Opened(Window.Response, 100, new PlannedStep(
            EscalationStep.Coordinator, Window.Response, Cast.Start.AddSeconds(150))));

        Assert.Equal(
            (WindowState.Open, Cast.Start.AddSeconds(10)), (Of(Window.Response).State, Of(Window.Response).Start));
        Assert.Equal(_bench.State!.At, Of(Window.Delivery).Start);
        var facts = _bench.FireAt(TimeSpan.FromSeconds(150));
        Assert.Contains(new Lapsed(_opening.Id, "XB", Window.Response, Cast.Start.AddSeconds(100)), facts);
        Assert.Contains(facts, f => f is Escalated { Step: EscalationStep.Coordinator, Window: Window.Response });
    }

    [Fact]
    public void A_window_that_opens_when_its_act_has_come_is_met_at_once_and_none_opens_twice()
    {
        _bench.Do(new Confirm(_opening.Id, "XB", "officer", Rung.Delivered, Carrier.Mqtt));
        var before = _bench["XB"].Windows;
        Record(Opened(Window.Delivery, 5));
        Assert.Equal(before.AsEnumerable(), _bench["XB"].Windows);

        _bench.Submit(Cast.Reply(_opening, "XB", Protocol.Kind.Acknowledgement, 2));
        Record(Opened(Window.Acknowledgement, 100));
        Assert.Equal(WindowState.Met, Of(Window.Acknowledgement).State);
    }

    [Fact]
    public void The_end_of_a_running_window_moves_with_its_steps_and_its_basis()
    {
        var (window, step) = (Of(Window.Delivery), _bench["XB"].Steps[0]);
        Record(new WindowRevised(
            _opening.Id, "XB", Window.Delivery, window.Due.AddSeconds(40), WindowRevision.Extended, "agreed"));

        Assert.Equal((window.Due.AddSeconds(40), "agreed", window.Start),
            (Of(Window.Delivery).Due, Of(Window.Delivery).Basis, Of(Window.Delivery).Start));
        Assert.Equal(step.Due.AddSeconds(40), _bench["XB"].Steps[0].Due);
        Assert.Equal(
            [new DueRow(DueKinds.Clock, "", window.Due.AddSeconds(40))], Schedule.Of(_bench.State!).AsEnumerable());
    }

    [Fact]
    public void A_window_that_has_lapsed_stays_lapsed_whatever_moves_it()
    {
        _bench.FireAt(TimeSpan.FromSeconds(20));
        Record(new WindowRevised(
            _opening.Id, "XB", Window.Delivery, Cast.Start.AddHours(1), WindowRevision.Outage, "agreed"));

        Assert.Equal(
            (WindowState.Lapsed, Cast.Start.AddSeconds(20)), (Of(Window.Delivery).State, Of(Window.Delivery).Due));
    }

    private WindowRun Of(Window window) => _bench.WindowOf("XB", window);

    private WindowOpened Opened(Window window, int due, params PlannedStep[] plan) =>
        new(_opening.Id, "XB", new WindowTerms(window, Cast.Start.AddSeconds(due), "agreed", Cast.Start.AddSeconds(10)),
            [.. plan]);

    private void Record(ExchangeFact fact) => _bench.Record(fact);
}
