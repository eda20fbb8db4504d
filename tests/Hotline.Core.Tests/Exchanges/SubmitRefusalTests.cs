using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

/// <summary>
/// Every refusal of a signed message, and that none leaves a trace (<see cref="RuleBench.Refused"/> checks it).
/// </summary>
public sealed class SubmitRefusalTests
{
    private readonly Envelope _opening = Cast.Opening("XB");
    private readonly RuleBench _bench = new();

    [Fact]
    public void A_key_that_is_in_no_directory_opens_nothing() =>
        Refuses(1022, "unknown-key", Cast.SubmitByStranger(_opening));

    [Fact]
    public void A_key_speaks_only_for_its_own_participant() =>
        Refuses(1023, "wrong-sender", Cast.Submit(_opening, by: ("XB", "officer")));

    [Fact]
    public void A_key_speaks_only_for_its_own_point_of_contact() =>
        Refuses(1023, "wrong-sender", Cast.Submit(_opening, by: ("XA", "deputy")));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_message_may_be_made_as_far_in_the_future_as_clocks_differ(int millisecondsTooMany, bool refused) =>
        Refuses(refused ? (2003, "from-the-future") : null,
            Cast.Submit(_opening with { Created = Cast.Start.AddMinutes(5).AddMilliseconds(millisecondsTooMany) }));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_message_may_not_be_made_too_long_ago(int millisecondsTooMany, bool refused) =>
        Refuses(refused ? (2004, "too-old") : null,
            Cast.Submit(_opening with { Created = Cast.Start.AddDays(-7).AddMilliseconds(-millisecondsTooMany) }));

    [Fact]
    public void A_notifier_may_not_assign_itself_flash() =>
        Refuses(2201, "notifier-flash", Cast.Submit(
            _opening with { Sender = "notifier", Kind = Kind.IncidentNotification, Precedence = Precedence.Flash }));

    [Fact]
    public void A_notifier_may_not_ask_for_information() =>
        Refuses(2202, "not-allowed", Cast.Submit(_opening with { Sender = "notifier" }));

    [Fact]
    public void A_reply_to_an_exchange_that_is_not_there_is_refused() =>
        Refuses(2010, "no-such-exchange", Cast.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_addressee_must_be_in_the_directory(bool action) =>
        Refuses(
            2002, "unknown-addressee", Cast.Submit(action ? Cast.Opening("XB", "XQ") : _opening with { Cc = ["XQ"] }));

    [Fact]
    public void The_regime_must_be_known()
    {
        var refusal = Refuses(2101, "unknown-regime", Cast.Submit(_opening with { Regime = "nowhere" }));
        Assert.Contains("arf, busy, exercise, oas, osce, un", refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Real_traffic_does_not_run_under_the_exercise_regime() =>
        Refuses(2103, "status-not-in-regime", Cast.Submit(_opening with { Status = Status.Actual }));

    [Fact]
    public void A_kind_that_the_regime_does_not_name_is_refused()
    {
        var regime = Shipped.Regimes.Single(r => r.Id == "exercise");
        var bench = new RuleBench(
            new([regime with { Kinds = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
                regime.Kinds.Where(k => k.Key == Kind.Declaration), k => k.Key, k => k.Value) }]));
        Assert.Equal(2102, bench.Refused(Cast.Submit(_opening))?.Number);
    }

    [Fact]
    public void An_exchange_is_opened_once()
    {
        _bench.Submit(_opening);
        Assert.Equal(2001, ExchangeRules.Decide(_bench.State, Cast.Submit(_opening with { Subject = "Something else" }),
            _bench.Circumstances).Refusal?.Number);
    }

    [Fact]
    public void Whoever_is_not_a_party_learns_nothing_of_an_exchange()
    {
        _bench.Submit(_opening);
        var strangers = Refuses(
            2010, "no-such-exchange", Cast.Submit(Cast.Reply(_opening, "XE", Kind.Acknowledgement, 2)));
        var nobodys = new RuleBench().Refused(Cast.Submit(Cast.Reply(_opening, "XE", Kind.Acknowledgement, 2)));
        Assert.Equal(nobodys, strangers);
    }

    [Fact]
    public void A_coordinator_that_only_watches_acknowledges_nothing()
    {
        _bench.Submit(_opening);
        Refuses(2010, "no-such-exchange",
            Cast.Submit(Cast.Reply(_opening, "XZ", Kind.Acknowledgement, 2) with { Sender = "coordinator" }));
    }

    [Fact]
    public void A_reply_runs_under_the_regime_and_status_of_its_exchange()
    {
        _bench.Submit(_opening);
        var reply = Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2);
        Refuses(2011, "other-rules", Cast.Submit(reply with { Regime = "osce" }));
        Refuses(2011, "other-rules", Cast.Submit(reply with { Status = Status.Test }));
    }

    [Fact]
    public void A_reply_names_a_message_of_its_exchange()
    {
        _bench.Submit(_opening);
        _bench.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2));
        Refuses(null, Cast.Submit(Cast.Reply(_opening, "XB", Kind.Response, 3) with { InReplyTo = Cast.Id(2) }));
        Refuses(2012, "no-such-message",
            Cast.Submit(Cast.Reply(_opening, "XB", Kind.Response, 4) with { InReplyTo = Cast.Id(99) }));
    }

    [Fact]
    public void Only_an_addressee_acknowledges_or_answers_and_it_tells_the_opening_side()
    {
        var opening = Cast.Opening("XB", "XC");
        _bench.Submit(opening);
        Refuses(2013, "not-addressed",
            Cast.Submit(Cast.Reply(opening, "XA", Kind.Acknowledgement, 2) with { To = ["XB"] }));
        Refuses(2013, "not-addressed", Cast.Submit(Cast.Reply(opening, "XB", Kind.Response, 3) with { To = ["XC"] }));
    }

    [Theory]
    [InlineData(Kind.Withdrawal)]
    [InlineData(Kind.Closure)]
    public void Only_the_opening_side_ends_an_exchange_and_it_tells_all(Kind kind)
    {
        var opening = Cast.Opening("XB") with { Cc = ["XC"] };
        _bench.Submit(opening);
        Refuses(2014, "not-the-opener", Cast.Submit(Cast.Reply(opening, "XB", kind, 2)));
        Refuses(2014, "not-the-opener", Cast.Submit(Cast.Ending(opening, kind, 3) with { Cc = [] }));
        Refuses(null, Cast.Submit(Cast.Ending(opening, kind, 4)));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(366L * 24 * 3600 * 1000, false)]
    [InlineData(366L * 24 * 3600 * 1000 + 1, true)]
    public void A_promise_lies_in_the_future_and_within_a_year(long milliseconds, bool refused)
    {
        _bench.Submit(_opening);
        Refuses(refused ? (2015, "bad-expect-by") : null, Cast.Submit(Cast.Reply(
            _opening, "XB", Kind.Acknowledgement, 2) with { ExpectBy = Cast.Start.AddMilliseconds(milliseconds) }));
    }

    [Fact]
    public void A_communication_check_is_acknowledged_and_neither_answered_nor_promised_an_answer()
    {
        var check = _opening with { Kind = Kind.CommunicationCheck };
        _bench.Submit(check);
        Refuses(2016, "not-answered", Cast.Submit(Cast.Reply(check, "XB", Kind.Response, 2)));
        Refuses(2016, "not-answered",
            Cast.Submit(Cast.Reply(check, "XB", Kind.Acknowledgement, 3) with { ExpectBy = Cast.Start.AddHours(1) }));
        Refuses(null, Cast.Submit(Cast.Reply(check, "XB", Kind.Acknowledgement, 4)));
    }

    [Fact]
    public void A_reply_goes_to_parties_only()
    {
        _bench.Submit(_opening);
        Refuses(
            2017, "stranger", Cast.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 2) with { Cc = ["XE"] }));
        Refuses(2017, "stranger",
            Cast.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 3) with { To = ["XA", "XC"] }));
    }

    [Fact]
    public void A_refusal_records_not_even_what_was_due()
    {
        _bench.Submit(_opening);
        _bench.Now = Cast.Start.AddHours(1);

        Refuses(2018, "not-confirmable", new Confirm(_opening.Id, "XB", "officer", Rung.Answered, Carrier.Mqtt));

        Assert.Equal(WindowState.Open, _bench.WindowOf("XB", Window.Delivery).State);
        Assert.Contains(_bench.Fire(), f => f is Lapsed);
    }

    [Fact]
    public void A_command_that_the_rules_do_not_know_is_a_defect_and_no_refusal()
    {
        _bench.Submit(_opening);
        Assert.Throws<ArgumentException>(
            () => ExchangeRules.Decide(_bench.State, new Unheard(_opening.Id), _bench.Circumstances));
    }

    private Refusal? Refuses(int number, string name, Command command) => Refuses((number, name), command);

    private Refusal? Refuses((int Number, string Name)? expected, Command command)
    {
        if (expected is null)
        {
            Assert.NotEqual(ImmutableArray<Fact>.Empty, _bench.Do(command));
            return null;
        }
        var refusal = _bench.Refused(command);
        Assert.Equal(expected, (refusal?.Number ?? 0, refusal?.Name ?? ""));
        return refusal;
    }

    private sealed record Unheard(MessageId Exchange) : ExchangeCommand(Exchange);
}
