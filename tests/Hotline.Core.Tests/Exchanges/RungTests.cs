using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

public sealed class RungTests
{
    private readonly Envelope _opening = Cast.Opening("XB");
    private readonly RuleBench _bench = new();

    public RungTests() => _bench.Submit(_opening);

    [Fact]
    public void Each_word_of_a_program_is_recorded_once_in_its_order()
    {
        _bench.Do(new Carry(_opening.Id, "XB", "officer", Carrier.Mqtt));
        _bench.Do(Confirm(Rung.Delivered));
        _bench.Do(Confirm(Rung.Displayed));

        Assert.Equal(
            [Rung.Accepted, Rung.Carried, Rung.Delivered, Rung.Displayed], _bench["XB"].Rungs.Select(r => r.Rung));
        Assert.All(_bench["XB"].Rungs, r => Assert.False(r.Implied));
        Assert.Equal([1L, 2, 3, 4], _bench["XB"].Rungs.Select(r => r.Position));
    }

    [Fact]
    public void Saying_it_again_or_after_something_higher_changes_nothing()
    {
        _bench.Do(Confirm(Rung.Displayed));

        Assert.Empty(_bench.Do(Confirm(Rung.Displayed)));
        Assert.Empty(_bench.Do(Confirm(Rung.Delivered)));
        Assert.Empty(_bench.Do(new Carry(_opening.Id, "XB", "officer", Carrier.Mqtt)));
    }

    [Fact]
    public void A_second_acknowledgement_is_on_record_and_reaches_nothing_new()
    {
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));
        var rungs = _bench["XB"].Rungs;

        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 3) with { Sender = "deputy" });

        Assert.Equal(rungs.ToArray(), _bench["XB"].Rungs.ToArray());
        Assert.Equal(["officer", "deputy"], _bench.State!.Acts.Select(a => a.Header.Sender));
    }

    [Theory]
    [InlineData(Rung.Accepted)]
    [InlineData(Rung.Carried)]
    [InlineData(Rung.Acknowledged)]
    [InlineData(Rung.Answered)]
    public void A_program_confirms_delivered_or_displayed_and_nothing_else(Rung rung) =>
        Assert.Equal((2018, "not-confirmable"), Name(_bench.Refused(Confirm(rung))));

    [Fact]
    public void Whoever_is_not_addressed_confirms_and_carries_nothing()
    {
        Assert.Equal(
            (2010, "no-such-exchange"), Name(_bench.Refused(Confirm(Rung.Delivered) with { Addressee = "XE" })));
        Assert.Equal(
            (2010, "no-such-exchange"), Name(_bench.Refused(Confirm(Rung.Delivered) with { Addressee = "XA" })));
        Assert.Equal(
            (2010, "no-such-exchange"), Name(_bench.Refused(new Carry(_opening.Id, "XE", "officer", Carrier.Mqtt))));
        Assert.Equal((2010, "no-such-exchange"), Name(new RuleBench().Refused(Confirm(Rung.Delivered))));
    }

    private Confirm Confirm(Rung rung) => new(_opening.Id, "XB", "officer", rung, Carrier.SignalR);

    private static (int, string)? Name(Refusal? refusal) => refusal is null ? null : (refusal.Number, refusal.Name);
}
