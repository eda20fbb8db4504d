using System.Text;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Exchanges;

/// <summary>What one party says is read by all: so an exchange takes only so much of one.</summary>
public sealed class RoomTests
{
    private readonly Envelope _opening = Cast.Opening("XB", "XC");

    [Fact]
    public void A_reply_more_than_an_exchange_takes_of_one_party_is_refused_and_others_are_not()
    {
        var bench = Bench(RuleLimits.Default with { RepliesPerExchange = 3 });
        Reply(bench, "XB", Kind.Response, 3);

        Assert.Equal(2022, bench.Refused(Cast.Submit(Cast.Reply(_opening, "XB", Kind.Response, 90)))?.Number);
        Assert.Contains(
            ExchangeViews.For(bench.State!, Cast.Looker("XB", bench.Now) with { Limits = bench.Limits }).May,
            may => may is { Act: OpenAct.Respond, Open: false, Number: 2022 });
        Reply(bench, "XC", Kind.Response, 3, first: 20);
        Assert.Equal([("XB", 3), ("XC", 3)], bench.State!.Said.Select(said => (said.Participant, said.Acts)));
    }

    [Fact]
    public void A_reply_by_which_they_would_grow_too_large_is_refused_and_a_smaller_one_is_not()
    {
        var small = Cast.Submit(Cast.Reply(_opening, "XB", Kind.Response, 2));
        var large = Cast.Submit(Cast.Reply(_opening, "XB", Kind.Response, 4) with { Subject = new string('x', 100) });
        var room = 2L * small.Envelope.Compact.Length;
        var bench = Bench(RuleLimits.Default with { ReplyBytesPerExchange = room });
        bench.Do(small);

        Assert.Equal(2023, bench.Refused(large)?.Number);
        bench.Do(Cast.Submit(Cast.Reply(_opening, "XB", Kind.Response, 3)));
        Assert.Equal(new Said("XB", 2, room), Assert.Single(bench.State!.Said));
    }

    [Fact]
    public void What_moves_an_exchange_on_is_always_taken()
    {
        var bench = Bench(RuleLimits.Default with { RepliesPerExchange = 2, ReplyBytesPerExchange = 1 });
        Reply(bench, "XB", Kind.Acknowledgement, 1);
        Assert.Equal(2023, bench.Refused(Cast.Submit(Cast.Reply(_opening, "XB", Kind.Acknowledgement, 90)))?.Number);

        bench.Submit(Cast.Reply(_opening, "XB", Kind.Response, 10));
        Assert.Equal(Rung.Answered, bench["XB"].Rung);
        bench.Submit(Cast.Ending(_opening, Kind.Closure, 11));
        Assert.Equal(2023, bench.Refused(Cast.Submit(Cast.Ending(_opening, Kind.Closure, 91)))?.Number);
    }

    [Fact]
    public void Entries_of_before_sizes_were_written_down_count_as_replies_and_no_bytes()
    {
        var bench = Bench(RuleLimits.Default);
        Reply(bench, "XB", Kind.Response, 2);
        var old = bench.Entries.Select(entry => entry.Fact is Answered answered
            ? entry with { Fact = answered with { Reply = answered.Reply with { Size = null } } } : entry);

        var state = old.Aggregate((Exchange?)null, (folded, entry) => ExchangeFold.Apply(folded, entry))!;

        Assert.Equal(new Said("XB", 2, 0), Assert.Single(state.Said));
        Assert.DoesNotContain("size", Encoding.UTF8.GetString(old.ElementAt(1).ToJson()), StringComparison.Ordinal);
    }

    /// <summary>By what it allocates, which is the same at every run; time is not.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Folding_four_times_as_many_replies_costs_hardly_more_than_four_times_as_much(bool mailed)
    {
        var few = Allocated(Entries(500, mailed));

        Assert.InRange(Allocated(Entries(2000, mailed)), few * 3, few * 6);
    }

    private static long Allocated(IReadOnlyList<Entry> entries)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var state = entries.Aggregate((Exchange?)null, (folded, entry) => ExchangeFold.Apply(folded, entry))!;
        Assert.NotEmpty(state.Acts);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>An exchange with so many answers, and the notices of each by mail when that is wanted.</summary>
    private List<Entry> Entries(int answers, bool mailed)
    {
        var bench = Bench(RuleLimits.Default);
        var header = Cast.Submit(Cast.Reply(_opening, "XB", Kind.Response, 2)).Envelope.Header();
        for (var i = 0; i < answers; i++)
        {
            var reply = header with { Id = Cast.Id(100 + i) };
            bench.Record(new Answered(_opening.Id, reply, Carrier.Mqtt, Late: false, After: false));
            if (mailed)
            {
                var notice = Cast.Mail("XB", "XA", "officer", reply.Id);
                bench.Record(new ReplyNoticeOrdered(_opening.Id, notice));
                bench.Record(new NoticeSent(_opening.Id, notice, "relay", null));
            }
        }
        return bench.Entries;
    }

    private RuleBench Bench(RuleLimits limits)
    {
        var bench = new RuleBench { Limits = limits };
        bench.Submit(_opening);
        return bench;
    }

    private void Reply(RuleBench bench, string from, Kind kind, int count, int first = 2)
    {
        for (var id = first; id < first + count; id++)
        {
            bench.Submit(Cast.Reply(_opening, from, kind, id));
        }
    }
}
