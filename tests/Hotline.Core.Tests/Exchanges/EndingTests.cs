using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

public sealed class EndingTests
{
    private readonly Envelope _opening = Some.Opening("XB", "XC");
    private readonly Ledger _ledger = new();

    [Theory]
    [InlineData(Kind.Withdrawal, ExchangeState.Withdrawn)]
    [InlineData(Kind.Closure, ExchangeState.Closed)]
    public void An_ending_ends_the_windows_that_run_and_nothing_is_due_any_more(Kind kind, ExchangeState state)
    {
        _ledger.Submit(_opening);
        _ledger.Submit(Some.Reply(_opening, "XB", Kind.Acknowledgement, 2));

        _ledger.Submit(Some.Ending(_opening, kind, 3));

        Assert.Equal([WindowState.Met, WindowState.Met, WindowState.Ended], _ledger["XB"].Windows.Select(w => w.State));
        Assert.All(_ledger["XC"].Windows, w => Assert.Equal(WindowState.Ended, w.State));
        Assert.Empty(Schedule.Of(_ledger.State!));
        Assert.Empty(_ledger.FireAt(TimeSpan.FromDays(1)));
        Assert.Equal(state, ExchangeViews.For(_ledger.State!, Some.Looker("XA", _ledger.Now)).State);
    }

    [Fact]
    public void What_lapsed_before_the_end_stays_lapsed()
    {
        _ledger.Submit(_opening);
        _ledger.Now = Some.Start.AddSeconds(60);

        _ledger.Submit(Some.Ending(_opening, Kind.Closure, 2));

        Assert.Equal([WindowState.Lapsed, WindowState.Lapsed, WindowState.Ended], _ledger["XB"].Windows.Select(w => w.State));
    }

    [Fact]
    public void An_act_after_the_end_is_on_record_as_such_and_moves_no_window()
    {
        _ledger.Submit(_opening);
        _ledger.Submit(Some.Ending(_opening, Kind.Withdrawal, 2));

        var facts = _ledger.Submit(Some.Reply(_opening, "XB", Kind.Acknowledgement, 3) with { ExpectBy = Some.Start.AddMinutes(1) });

        var fact = Assert.IsType<Acknowledged>(Assert.Single(facts));
        Assert.True(fact.After);
        Assert.False(fact.Late);
        Assert.Equal(Rung.Acknowledged, _ledger["XB"].Rung);
        Assert.All(_ledger["XB"].Windows, w => Assert.Equal(WindowState.Ended, w.State));
        Assert.Empty(Schedule.Of(_ledger.State!));
    }

    [Fact]
    public void The_first_ending_counts_and_the_second_is_on_record()
    {
        _ledger.Submit(_opening);
        _ledger.Submit(Some.Ending(_opening, Kind.Withdrawal, 2));
        _ledger.Submit(Some.Ending(_opening, Kind.Closure, 3));

        Assert.Equal(Kind.Withdrawal, _ledger.State!.Ending!.Header.Kind);
        Assert.Equal([Some.Id(2), Some.Id(3)], _ledger.State.Acts.Select(a => a.Header.Id));
    }
}
