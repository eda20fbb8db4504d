using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

/// <summary>What is awaited of whom, whose turn it is, and what the reader may do: said once, in the view.</summary>
public sealed class ActsTests
{
    private readonly Envelope _opening = Cast.Opening("XB") with { Cc = ["XC"] };
    private readonly RuleBench _bench = new();

    public ActsTests() => _bench.Submit(_opening);

    [Fact]
    public void An_addressee_is_to_acknowledge_and_respond_and_its_program_to_take_delivery() =>
        Assert.Equal(
            [
                ("XB", Awaited.Acknowledge, "XB", Window.Acknowledgement, 60, false),
                ("XB", Awaited.Respond, "XB", Window.Response, 300, false),
                ("XB", Awaited.TakeDelivery, "XB", Window.Delivery, 20, false),
            ],
            Awaits("XB"));

    [Fact]
    public void It_is_the_turn_of_who_owes_an_act_and_of_nobody_where_only_a_program_does()
    {
        Assert.Equal((Turn.Theirs, Turn.Ours, Turn.Nobody, Turn.Theirs),
            (View("XA").Turn, View("XB").Turn, View("XC").Turn, View("XZ").Turn));
        Assert.Equal([("XC", Awaited.TakeDelivery, "XC", Window.Delivery, 20, false)], Awaits("XC"));
    }

    [Fact]
    public void What_came_is_no_longer_awaited_and_what_lapsed_still_is()
    {
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));
        _bench.FireAt(TimeSpan.FromSeconds(300));

        Assert.Equal([("XB", Awaited.Respond, "XB", Window.Response, 300, true)], Awaits("XB"));
        Assert.Equal(Turn.Ours, View("XB").Turn);
    }

    [Fact]
    public void A_coordinator_who_has_been_told_of_a_silence_is_to_reach_the_silent_side_until_it_speaks()
    {
        _bench.FireAt(TimeSpan.FromSeconds(120));

        Assert.Equal(("XZ", Awaited.Reach, "XB", Window.Acknowledgement, 60, true), Awaits("XZ")[0]);
        Assert.Equal(Turn.Ours, View("XZ").Turn);
        Assert.Equal((Turn.Theirs, Turn.Ours), (View("XA").Turn, View("XB").Turn));
        Assert.DoesNotContain(Awaits("XB"), a => a.What == Awaited.Reach);

        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));
        Assert.DoesNotContain(Awaits("XZ"), a => a.What == Awaited.Reach);
    }

    [Theory]
    [InlineData(Kind.Withdrawal, ExchangeState.Withdrawn)]
    [InlineData(Kind.Closure, ExchangeState.Closed)]
    public void After_the_end_nothing_is_awaited_and_no_act_is_open(Kind kind, ExchangeState state)
    {
        _bench.Submit(Cast.Ending(_opening, kind, 2));

        var view = View("XB");
        Assert.Equal((state, Turn.Nobody), (view.State, view.Turn));
        Assert.Empty(view.Awaits);
        Assert.All(view.May, m => Assert.False(m.Open));
        Assert.Contains(view.May, m => m is { Act: OpenAct.Acknowledge, Number: 2021 });
    }

    [Theory]
    [InlineData("XA", "officer", "2013 2013 open open")]
    [InlineData("XA", "notifier", "2202 2202 open 2202")]
    [InlineData("XA", "admin", "2202 2202 2202 2202")]
    [InlineData("XB", "officer", "open open 2014 2014")]
    [InlineData("XB", "deputy", "open open 2014 2014")]
    [InlineData("XB", "notifier", "2202 2202 2014 2202")]
    [InlineData("XC", "officer", "open 2019 2014 2014")]
    [InlineData("XZ", "coordinator", "2013 2202 2014 2014")]
    public void Every_act_is_open_or_says_why_not(string participant, string poc, string may) =>
        Assert.Equal(may, May(participant, poc));

    [Fact]
    public void What_was_acknowledged_need_not_be_acknowledged_again()
    {
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));
        Assert.Equal("2020 open 2014 2014", May("XB", "officer"));
    }

    [Theory]
    [InlineData(Kind.Declaration)]
    [InlineData(Kind.CommunicationCheck)]
    public void What_is_not_answered_may_be_acknowledged_only(Kind kind)
    {
        var bench = new RuleBench();
        bench.Submit(Cast.Opening("XB") with { Kind = kind, From = "XA", Id = Cast.Id(1) });
        Assert.Equal("open 2016 2014 2014", string.Join(
            ' ', ExchangeViews.For(bench.State!, Cast.Looker("XB", bench.Now)).May.Select(Word)));
    }

    [Fact]
    public void What_may_be_done_is_what_is_accepted()
    {
        foreach (var (participant, poc) in new[] { ("XA", "officer"), ("XA", "notifier"), ("XB", "officer"),
            ("XB", "notifier"), ("XC", "officer") })
        {
            foreach (var may in View(participant, poc).May)
            {
                var refusal = ExchangeRules.Decide(
                    _bench.State, Cast.Submit(Reply(participant, poc, may.Act)), _bench.Circumstances).Refusal;
                Assert.Equal((may.Open, may.Number), (refusal is null, refusal?.Number));
            }
        }
    }

    [Fact]
    public void Who_is_informed_answers_nothing_and_promises_nothing()
    {
        Assert.Equal(2019, _bench.Refused(Cast.Submit(Cast.Reply(_opening, "XC", Kind.Response, 2)))?.Number);
        Assert.Equal(2019, _bench.Refused(Cast.Submit(
            Cast.Reply(_opening, "XC", Kind.Acknowledgement, 3) with { ExpectBy = Cast.Start.AddMinutes(1) }))?.Number);
        Assert.IsType<Acknowledged>(_bench.Submit(Cast.Reply(_opening, "XC", Kind.Acknowledgement, 4))[0]);
    }

    [Fact]
    public void Who_only_coordinates_is_asked_to_acknowledge_and_never_to_answer()
    {
        var bench = new RuleBench();
        bench.Submit(Cast.Opening("XZ", "XB"));

        Assert.Equal([Window.Delivery, Window.Acknowledgement], bench["XZ"].Windows.Select(w => w.Window));
        Assert.DoesNotContain(bench["XZ"].Steps, s => s.Window == Window.Response);
        Assert.Contains(bench["XB"].Windows, w => w.Window == Window.Response);
    }

    private (string, Awaited What, string, Window, int, bool)[] Awaits(string reader) =>
        [.. View(reader).Awaits
            .Select(a => (a.Of, a.What, a.About, a.Window, (int)(a.Due - Cast.Start).TotalSeconds, a.Lapsed))];

    private string May(string participant, string poc) => string.Join(' ', View(participant, poc).May.Select(Word));

    private static string Word(MayView may)
    {
        Assert.Equal(may.Open, may.Why is null);
        return may.Open ? "open" : $"{may.Number}";
    }

    private ExchangeView View(string reader, string? poc = null) =>
        ExchangeViews.For(_bench.State!, Cast.Looker(reader, _bench.Now, poc));

    private Envelope Reply(string from, string poc, OpenAct act)
    {
        var kind = act switch
        {
            OpenAct.Acknowledge => Kind.Acknowledgement,
            OpenAct.Respond => Kind.Response,
            OpenAct.Withdraw => Kind.Withdrawal,
            OpenAct.Close => Kind.Closure,
        };
        var reply = Cast.Ending(_opening, kind, 9) with { From = from, Sender = poc, Cc = [] };
        return reply with { To = from == "XA" ? ["XB", "XC"] : ["XA"] };
    }
}
