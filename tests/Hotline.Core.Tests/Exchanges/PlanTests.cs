using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

public sealed class PlanTests
{
    private readonly RuleBench _bench = new();

    [Fact]
    public void Each_window_and_each_step_is_said_in_seconds_from_acceptance()
    {
        var plan = Plan(Cast.Opening("XB")).Value;
        var xb = Assert.Single(plan.Addressees);
        Assert.Equal(("exercise", "Exercise", "XB", "Desk XB", AddresseeRole.Action),
            (plan.Regime, plan.Title, xb.Participant, xb.Name, xb.Role));
        Assert.Contains("operator default", plan.Note, StringComparison.Ordinal);
        Assert.Equal([(Window.Delivery, 20.0), (Window.Acknowledgement, 60.0), (Window.Response, 300.0)],
            xb.Windows.Select(w => (w.Window, w.Seconds)));
        Assert.All(xb.Windows, w => Assert.Equal(BasisKind.OperatorDefault, w.Basis.Kind));
        Assert.Equal(
        [
            (EscalationStep.Mail, Window.Delivery, 20.0, "XB", "officer"),
            (EscalationStep.Remind, Window.Acknowledgement, 30.0, "XB", ""),
            (EscalationStep.Deputy, Window.Acknowledgement, 60.0, "XB", "deputy"),
            (EscalationStep.Diplomatic, Window.Acknowledgement, 90.0, "XB", "diplomat"),
            (EscalationStep.Coordinator, Window.Acknowledgement, 120.0, "XZ", "coordinator"),
            (EscalationStep.Remind, Window.Response, 225.0, "XB", ""),
            (EscalationStep.Coordinator, Window.Response, 300.0, "XZ", "coordinator"),
        ], xb.Steps.Select(s => (s.Step, s.Window, s.Seconds, s.Told, string.Join(",", s.Notices.Select(n => n.Poc)))));
        Assert.Equal(BasisKind.OperatorDefault, plan.EscalationBasis.Kind);
    }

    [Fact]
    public void An_information_addressee_has_only_to_be_reached_and_comes_last()
    {
        var plan = Plan(Cast.Opening("XC") with { Cc = ["XB"] }).Value;
        Assert.Equal([("XC", AddresseeRole.Action), ("XB", AddresseeRole.Info)],
            plan.Addressees.Select(a => (a.Participant, a.Role)));
        Assert.Equal([Window.Delivery], plan.Addressees[1].Windows.Select(w => w.Window));
        Assert.All(plan.Addressees[1].Steps, s => Assert.Equal(Window.Delivery, s.Window));
    }

    [Fact]
    public void Two_duty_officers_both_get_the_mail_and_one_without_address_gets_none()
    {
        var plan = Plan(Cast.Opening("XC", "XD")).Value;
        Assert.Equal("officer night", string.Join(
            ' ', plan.Addressees[0].Steps.First(s => s.Step == EscalationStep.Mail).Notices.Select(n => n.Poc)));
        Assert.Empty(plan.Addressees[1].Steps.First(s => s.Step == EscalationStep.Mail).Notices);
    }

    [Fact]
    public void An_outage_that_is_over_is_no_part_of_what_will_happen()
    {
        _bench.Outages = [new Outage(Cast.Start.AddHours(-1), Cast.Start.AddHours(1))];
        Assert.Equal(7, Plan(Cast.Opening("XB")).Value.Addressees[0].Steps.Length);
    }

    [Fact]
    public void A_reply_is_no_plan() =>
        Assert.Equal(2010, Plan(Cast.Reply(Cast.Opening("XB"), "XB", Kind.Acknowledgement, 2)).Refusal?.Number);

    [Fact]
    public void Nobody_plans_in_anothers_name() =>
        Assert.Equal(1023, Plans.Of(
            Cast.Opening("XB"), Cast.Directory.SeatOf(Cast.Signed(Cast.Opening("XB"), by: ("XB", "officer")).KeyId)!,
            _bench.Circumstances).Refusal?.Number);

    private Outcome<PlanView> Plan(Envelope message) =>
        Plans.Of(message, Cast.Directory.SeatOf(Cast.Signed(message).KeyId)!, _bench.Circumstances);
}
