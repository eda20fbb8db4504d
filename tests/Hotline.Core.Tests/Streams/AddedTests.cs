using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Notices;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Tests.Streams;

/// <summary>
/// What somebody adds without editing what is there: a sort of stream, and a second means of telling.
/// </summary>
public sealed class AddedTests
{
    private static readonly StreamBook Book = new(new ExchangeStream(), new RotaStream());
    private static readonly StreamId Night = new("rota", "XB-night");

    [Fact]
    public void A_sort_of_stream_decides_folds_schedules_and_says_who_reads()
    {
        var rota = Book.Of(Night);
        var now = Cast.At(Cast.Start);
        var facts = rota.Decide(null, new Relieve("XB-night", "deputy"), now).Value;
        var entry = Book.Format.Read(Book.Format.Write(new Entry(1, Cast.Start, Assert.Single(facts))));
        var state = rota.Apply(null, entry)!;

        Assert.Equal(new Relieved("XB-night", "deputy"), entry.Fact);
        Assert.Equal(("relieved", Night), (entry.Type, entry.Fact.Stream));
        Assert.Equal([new DueRow(DueKinds.Clock, "", Cast.Start.AddHours(8))], rota.Due(state).AsEnumerable());
        Assert.Equal((ListMark.Opens, "XB"),
            (rota.Project(null, state, entry).Mark, Assert.Single(rota.Project(null, state, entry).Readers)));
        Assert.Equal(9001, rota.Decide(state, new Relieve("XB-night", "deputy"), now).Refusal?.Number);
    }

    [Fact]
    public void A_fact_that_is_not_in_the_contract_is_read_by_nobody_who_was_not_told_of_it() =>
        Assert.Throws<System.Text.Json.JsonException>(
            () => Entry.FromJson(Book.Format.Write(new Entry(1, Cast.Start, new Relieved("XB-night", "deputy")))));

    [Fact]
    public void A_sort_that_nobody_knows_is_named() =>
        Assert.Contains("'tide'", Assert.Throws<ArgumentException>(() => Book.Of(new StreamId("tide", "1"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_second_means_is_ordered_beside_the_first_for_whom_it_reaches_and_carries_nothing_when_it_takes_nothing_along()
    {
        var (opening, bench) = (Cast.Opening("XB"), new RuleBench { Means = [MeansRule.Mail, Pager] });
        bench.Submit(opening);

        var ordered = bench.FireAt(TimeSpan.FromSeconds(20))
            .OfType<NoticeOrdered>().Select(o => (o.Notice.Means, o.Notice.To));
        Assert.Equal([("mail", "XB/officer"), ("pager", "XB/officer")], ordered);
        Assert.Equal(["notice/mail/priority", "notice/pager/priority"],
            Schedule.Of(bench.State!).Select(r => r.Kind).Where(k => k != DueKinds.Clock).Order());

        var key = Cast.Mail("XB", "XB", "officer") with { Means = "pager" };
        Assert.Null(Assert.IsType<NoticeSent>(Assert.Single(bench.Do(new TellSent(opening.Id, key, "tower")))).Carried);
        Assert.Equal(Rung.Accepted, bench["XB"].Rung);
    }

    [Fact]
    public void While_one_means_may_still_reach_somebody_the_failure_of_another_moves_nothing_on()
    {
        var (opening, bench) = (Cast.Opening("XB"), new RuleBench { Means = [MeansRule.Mail, Pager] });
        bench.Submit(opening);
        bench.FireAt(TimeSpan.FromSeconds(20));
        var mail = Cast.Mail("XB", "XB", "officer");

        Assert.IsType<NoticeDead>(Assert.Single(bench.Do(new TellFailed(opening.Id, mail, true, "550 no such user"))));
        Assert.Contains(bench.Do(new TellFailed(opening.Id, mail with { Means = "pager" }, true, "no such number")),
            f => f is Escalated { Step: EscalationStep.Deputy });
    }

    [Fact]
    public void Who_has_heard_of_it_by_the_second_means_alone_hears_of_the_end_by_it_too()
    {
        var (opening, bench) = (Cast.Opening("XB"), new RuleBench { Means = [MeansRule.Mail, Pager] });
        bench.Submit(opening);
        bench.FireAt(TimeSpan.FromSeconds(20));
        bench.Do(new TellSent(opening.Id, Cast.Mail("XB", "XB", "officer") with { Means = "pager" }, "tower"));

        var ordered = bench.Submit(Cast.Ending(opening, Kind.Withdrawal, 2))
            .OfType<ReplyNoticeOrdered>().Select(o => o.Notice.Means);
        Assert.Equal(["pager"], ordered);
    }

    private static MeansRule Pager { get; } = new("pager", null, poc => poc.Id == "officer");

    /// <summary>Who is on duty.</summary>
    private sealed record Relieved(string Rota, string Poc) : ForeignFact
    {
        [JsonIgnore]
        public override string TypeName => "relieved";

        [JsonIgnore]
        public override StreamId Stream => new("rota", Rota);
    }

    private sealed record Relieve(string Rota, string Poc) : Command(new StreamId("rota", Rota));

    private sealed record RotaState(string Poc, DateTimeOffset Since) : StreamState;

    private sealed class RotaStream : StreamSort<RotaState>
    {
        public override string Name => "rota";

        public override ImmutableArray<(Type Fact, string Name)> ForeignFacts => [(typeof(Relieved), "relieved")];

        protected override RotaState? Apply(RotaState? state, Entry entry) => new(((Relieved)entry.Fact).Poc, entry.At);

        protected override Outcome<ImmutableArray<Fact>> Decide(RotaState? state, Command command, Circumstances now) =>
            command is Relieve relieve && relieve.Poc != state?.Poc
                ? ImmutableArray.Create<Fact>(new Relieved(relieve.Rota, relieve.Poc))
                : new Refusal(9001, "on-duty", RefusalClass.Conflict, "That point of contact is on duty already.");

        protected override ImmutableArray<DueRow> Due(RotaState state) =>
            [new DueRow(DueKinds.Clock, "", state.Since.AddHours(8))];

        protected override Projection Project(RotaState? before, RotaState after, Entry entry) =>
            new(["XB"]) { Mark = before is null ? ListMark.Opens : ListMark.None };
    }
}
