using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

public sealed class EndingTests
{
    private readonly Envelope _opening = Cast.Opening("XB", "XC");
    private readonly RuleBench _bench = new();

    [Theory]
    [InlineData(Kind.Withdrawal, ExchangeState.Withdrawn)]
    [InlineData(Kind.Closure, ExchangeState.Closed)]
    public void An_ending_ends_the_windows_that_run_and_nothing_is_due_any_more(Kind kind, ExchangeState state)
    {
        _bench.Submit(_opening);
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        _bench.Submit(Cast.Ending(_opening, kind, 3));

        Assert.Equal([WindowState.Met, WindowState.Met, WindowState.Ended], _bench["XB"].Windows.Select(w => w.State));
        Assert.All(_bench["XC"].Windows, w => Assert.Equal(WindowState.Ended, w.State));
        Assert.Empty(Schedule.Of(_bench.State!));
        Assert.Empty(_bench.FireAt(TimeSpan.FromDays(1)));
        Assert.Equal(state, ExchangeViews.For(_bench.State!, Cast.Looker("XA", _bench.Now)).State);
    }

    [Fact]
    public void What_lapsed_before_the_end_stays_lapsed()
    {
        _bench.Submit(_opening);
        _bench.Now = Cast.Start.AddSeconds(60);

        _bench.Submit(Cast.Ending(_opening, Kind.Closure, 2));

        Assert.Equal(
            [WindowState.Lapsed, WindowState.Lapsed, WindowState.Ended], _bench["XB"].Windows.Select(w => w.State));
    }

    [Fact]
    public void An_act_after_the_end_is_on_record_as_such_and_moves_no_window()
    {
        _bench.Submit(_opening);
        _bench.Submit(Cast.Ending(_opening, Kind.Withdrawal, 2));

        var facts = _bench.Submit(
            Cast.Reply(_opening, "XB", Kind.Acknowledgement, 3) with { ExpectBy = Cast.Start.AddMinutes(1) });

        var fact = Assert.IsType<Acknowledged>(Assert.Single(facts));
        Assert.True(fact.After);
        Assert.False(fact.Late);
        Assert.Equal(Rung.Acknowledged, _bench["XB"].Rung);
        Assert.All(_bench["XB"].Windows, w => Assert.Equal(WindowState.Ended, w.State));
        Assert.Empty(Schedule.Of(_bench.State!));
    }

    [Fact]
    public void The_first_ending_counts_and_the_second_is_on_record()
    {
        _bench.Submit(_opening);
        _bench.Submit(Cast.Ending(_opening, Kind.Withdrawal, 2));
        _bench.Submit(Cast.Ending(_opening, Kind.Closure, 3));

        Assert.Equal(Kind.Withdrawal, _bench.State!.Ending!.Header.Kind);
        Assert.Equal([Cast.Id(2), Cast.Id(3)], _bench.State.Acts.Select(a => a.Header.Id));
    }
}
