using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Hubs;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;

namespace Hotline.Core.Tests.Streams;

public sealed class HubAndRegimeTests
{
    [Fact]
    public void A_start_says_whether_the_hub_had_been_stopped_in_order()
    {
        var (first, state) = Do(null, new StartHub("hub-a", "1.0.0", null));
        Assert.Equal<Fact>([new HubStarted("hub-a", "1.0.0", null, Clean: false)], first);
        var outage = new Outage(Cast.Start, Cast.Start.AddMinutes(1));
        var (crashed, _) = Do(state, new StartHub("hub-a", "1.0.0", outage));
        Assert.Equal<Fact>([new HubStarted("hub-a", "1.0.0", outage, Clean: false)], crashed);

        var (stopped, after) = Do(state, new StopHub("hub-a", "signal"));
        Assert.Equal<Fact>([new HubStopped("hub-a", "signal")], stopped);
        Assert.Equal<Fact>([new HubStarted("hub-a", "1.0.1", null, Clean: true)],
            Do(after, new StartHub("hub-a", "1.0.1", null)).Facts);
    }

    [Fact]
    public void A_hub_remembers_its_outages_and_not_without_end()
    {
        StreamState? state = null;
        for (var i = 0; i < HubState.MostOutages + 2; i++)
        {
            state = Do(state, new StartHub("hub-a", "1.0.0", Away(i))).After;
            state = Do(state, new StopHub("hub-a", "signal")).After;
        }
        var outages = Assert.IsType<HubState>(Do(state, new StartHub("hub-a", "1.0.0", null)).After).Outages;
        Assert.Equal(Enumerable.Range(2, HubState.MostOutages).Select(Away), outages);

        static Outage Away(int minute) => new(Cast.Start.AddMinutes(minute), Cast.Start.AddMinutes(minute + 1));
    }

    [Fact]
    public void A_recovery_begins_an_epoch_later_than_all_that_is_known_and_everybody_reads_it()
    {
        var (_, state) = Do(null, new StartHub("hub-a", "1.0.0", null));
        var later = Cast.Start.AddYears(1);
        var recover = new RecoverJournal("hub-a", 7, 9, Cast.Start, Cast.Start, "Ada Roe", "the disk is lost");
        var (first, after) = Do(state, recover);
        var (second, last) = Do(after, recover with { LaterThan = later });
        var (third, _) = Do(last, recover);

        var facts = first.Concat(second).Concat(third).Cast<JournalRecovered>().ToList();
        Assert.Equal(facts.Select(f => f.Epoch).Order().Distinct(), facts.Select(f => f.Epoch));
        Assert.True(facts[1].Epoch > later);
        Assert.Equal(Cast.Directory.Participants.Select(p => p.Code), facts[0].Told);
        Assert.Equal(
            facts.Take(2).Select(f => f.Epoch), Assert.IsType<HubState>(last).Recoveries.Select(r => r.Epoch));
        Assert.True(Assert.IsType<HubState>(last).Runs);
    }

    [Fact]
    public void A_regimes_text_is_journaled_once_and_again_when_it_comes_back()
    {
        var (exercise, other) =
            (Cast.Regimes.Find("exercise")!, Cast.Regimes.Find("exercise")! with { Text = "{ }", Digest = "other" });
        var (first, state) = Do(null, new AdoptRegime(exercise));
        Assert.Equal<Fact>([new RegimeAdopted("exercise", exercise.Digest, exercise.Text)], first);
        Assert.Empty(Do(state, new AdoptRegime(exercise)).Facts);
        var (_, changed) = Do(state, new AdoptRegime(other));
        Assert.Equal(exercise.Digest,
            Assert.IsType<RegimeAdopted>(Assert.Single(Do(changed, new AdoptRegime(exercise)).Facts)).Digest);
    }

    [Fact]
    public void A_text_that_is_no_longer_in_force_still_says_where_its_numbers_came_from()
    {
        var before = Cast.Regimes.Find("exercise")!;
        var after = before with
        {
            Bases = before.Bases.ToDictionary().ToFrozen("to-be-watched", "another source"),
            Digest = "after",
        };
        var book = new RegimeBook([after], [before]);

        Assert.Equal(
            before.Bases["to-be-watched"], book.BasisOf(new RegimeRef("exercise", before.Digest), "to-be-watched"));
        Assert.Equal("another source", book.BasisOf(new RegimeRef("exercise", "after"), "to-be-watched").Source);
        Assert.Contains("no longer has", book.BasisOf(new RegimeRef("exercise", "lost"), "to-be-watched").Source,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Streams_are_told_apart_by_their_bytes_and_come_back_from_them()
    {
        StreamId[] streams = [StreamId.Exchange(Cast.Id(1)), StreamId.Regime("osce"), StreamId.Hub("hub-a"),
            new("rota", "XB/night")];
        Assert.All(streams, s => Assert.Equal(s, StreamId.FromBytes(s.ToBytes())));
        Assert.Equal(streams.Length, streams.Select(s => Convert.ToHexString(s.ToBytes())).Distinct().Count());
        Assert.Equal((Cast.Id(1), null), (streams[0].AsExchange, streams[1].AsExchange));
        Assert.Throws<FormatException>(() => StreamId.FromBytes("nothing"u8));
    }

    private static (ImmutableArray<Fact> Facts, StreamState? After) Do(StreamState? state, Command command)
    {
        var sort = StreamBook.Default.Of(command.Stream);
        var facts = sort.Decide(state, command, Cast.At(Cast.Start)).Value;
        return (facts, facts.Aggregate(state, (s, fact) => sort.Apply(s, new Entry(1, Cast.Start, fact))));
    }
}

/// <summary>Bases with one source changed.</summary>
internal static class ChangedBases
{
    public static System.Collections.Frozen.FrozenDictionary<string, Basis> ToFrozen(
        this Dictionary<string, Basis> bases, string name, string source)
    {
        bases[name] = new Basis(BasisKind.OperatorDefault, source);
        return System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(bases);
    }
}
