using Hotline.Contract.Facts;
using Hotline.Core.Streams;

namespace Hotline.Journal.Checking;

/// <summary>Each stream folded anew, and what was derived from it against that.</summary>
internal sealed class StreamCheck(
    IJournalInspection journal, StreamBook streams, Action<Finding> find, CancellationToken stop)
{
    private const int Page = 500;

    /// <summary>How many entries were found by their streams.</summary>
    public long Entries { get; private set; }

    /// <summary>Rows in feeds.</summary>
    public Tally Feeds { get; private set; }

    /// <summary>Rows in lists of what is open.</summary>
    public Tally Lists { get; private set; }

    /// <summary>Rows in lists of whose turn it is.</summary>
    public Tally Turns { get; private set; }

    /// <summary>Due rows.</summary>
    public Tally Due { get; private set; }

    /// <returns>How many exchanges there are.</returns>
    public async Task<long> RunAsync(Action<long> report)
    {
        var exchanges = 0L;
        StreamId? last = null;
        while (await journal.StreamsAsync(last, Page, stop) is { Count: > 0 } page)
        {
            report(Entries);
            foreach (var stream in page)
            {
                exchanges += stream.AsExchange is null ? 0 : 1;
                await CheckAsync(stream);
            }
            last = page[^1];
        }
        return exchanges;
    }

    /// <summary>The rows that lists should have of a stream.</summary>
    public static IEnumerable<OpenRow> Rows(OpenLists list, StreamHead head) => list switch
    {
        OpenLists.Open when !head.Open => [],
        OpenLists.Open => head.Listed.Select(participant => new OpenRow(participant, head.Opening, head.Stream)),
        OpenLists.Turn => head.Turns.Select(participant => new OpenRow(participant, head.Opening, head.Stream)),
    };

    /// <summary>The sort of a stream; null when this program knows none of that name.</summary>
    public static StreamSort? SortOf(StreamId stream, StreamBook streams)
    {
        try
        {
            return streams.Of(stream);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private async Task CheckAsync(StreamId stream)
    {
        var rows = await journal.ReadStreamAsync(stream, stop);
        Entries += rows.Count;
        if (SortOf(stream, streams) is not { } sort)
        {
            find(Findings.UnknownStream(stream));
            return;
        }
        var follower = new StreamFollower(stream, sort);
        foreach (var row in rows)
        {
            if (!StreamFollower.TryRead(row.Entry, out var entry, out _))
            {
                // Named when the entries were checked; what follows from it cannot be told.
                return;
            }
            if (entry.Previous != follower.Last)
            {
                find(Findings.WrongPrevious(row.Entry.Position, entry.Previous, follower.Last));
            }
            if (!follower.Take(row, entry, find))
            {
                return;
            }
        }
        var head = follower.End();
        await CheckFeedsAsync([.. follower.Feeds.Values]);
        Lists = await CheckListsAsync(OpenLists.Open, Lists, head);
        Turns = await CheckListsAsync(OpenLists.Turn, Turns, head);
        await CheckDueAsync(head, [.. head.Due.Select(row => new Due(stream, row))]);
    }

    private async Task CheckFeedsAsync(List<FeedRow> expected)
    {
        var found = await journal.FindInFeedsAsync(expected, stop);
        Feeds = Feeds.Add(expected.Count, found.Count(row => row is not null));
        foreach (var (row, there) in expected.Zip(found))
        {
            if (there is null)
            {
                find(Findings.WrongReaders(row.Position, $"it is not in the feed of {row.Participant}"));
            }
            else if (there.Opens != row.Opens)
            {
                var takes = row.Opens ? "does not know it for" : "takes it for";
                find(Findings.WrongReaders(row.Position, $"the feed of {row.Participant} {takes} an opening"));
            }
        }
    }

    private async Task<Tally> CheckListsAsync(OpenLists list, Tally tally, StreamHead head)
    {
        var expected = Rows(list, head).ToList();
        var found = await journal.FindInListsAsync(list, expected, stop);
        foreach (var (row, _) in expected.Zip(found).Where(pair => !pair.Second))
        {
            find(Findings.WrongList(head.Stream, list switch
            {
                OpenLists.Open => $"it is open, and not in the list of {row.Participant}",
                OpenLists.Turn => $"it is not among what waits for {row.Participant}, whose turn it is",
            }));
        }
        return tally.Add(expected.Count, found.Count(there => there));
    }

    private async Task CheckDueAsync(StreamHead head, List<Due> expected)
    {
        var found = await journal.FindDueAsync(expected, stop);
        Due = Due.Add(expected.Count, found.Count(there => there));
        foreach (var (due, _) in expected.Zip(found).Where(pair => !pair.Second))
        {
            find(Findings.WrongDue(head.Stream, $"by its entries {StrayCheck.Say(due.Row)}, and there is no such row"));
        }
    }

    /// <summary>How many rows there should be, and how many of them there are.</summary>
    internal readonly record struct Tally(long Expected, long Found)
    {
        public Tally Add(long expected, long found) => new(Expected + expected, Found + found);
    }
}
