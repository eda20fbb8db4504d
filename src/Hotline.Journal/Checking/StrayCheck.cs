using System.Globalization;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Journal.Checking;

/// <summary>
/// Names rows that are there and ought not to be. It looks only when there are more than were found to be right: each
/// costs a fold.
/// </summary>
internal sealed class StrayCheck(
    IJournalInspection journal, StreamBook streams, Action<Finding> find, CancellationToken stop)
{
    private const int Page = 500;

    public async Task RunAsync(RowSums counts, StreamCheck expected)
    {
        if (counts.Lists.Rows != expected.Lists.Found)
        {
            await NameListsAsync(OpenLists.Open, "in the list of");
        }
        if (counts.Turns.Rows != expected.Turns.Found)
        {
            await NameListsAsync(OpenLists.Turn, "among what waits for");
        }
        if (counts.Due.Rows != expected.Due.Found)
        {
            await NameDueAsync();
        }
    }

    /// <summary>A due row in words.</summary>
    public static string Say(DueRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"'{row.Kind}'{(row.Key.Length > 0 ? $" for {row.Key}" : "")} is due at {Instant.Write(row.At)}");

    private async Task NameListsAsync(OpenLists list, string where)
    {
        OpenRow? last = null;
        while (await journal.ListsAsync(list, last, Page, stop) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                if (await HeadAsync(row.Stream) is { } head && !StreamCheck.Rows(list, head).Contains(row))
                {
                    find(Findings.WrongList(
                        row.Stream, $"it is {where} {row.Participant}, and ought not to be"));
                }
            }
            last = page[^1];
        }
    }

    private async Task NameDueAsync()
    {
        Due? last = null;
        while (await journal.DueAsync(last, Page, stop) is { Count: > 0 } page)
        {
            foreach (var due in page)
            {
                if (await HeadAsync(due.Stream) is { } head && !head.Due.Contains(due.Row))
                {
                    find(Findings.WrongDue(
                        due.Stream, $"there is a row that {Say(due.Row)}, and its entries say nothing of it"));
                }
            }
            last = page[^1];
        }
    }

    /// <summary>Null when there is no such stream, or none that can be followed, which has been found before.</summary>
    private async Task<StreamHead?> HeadAsync(StreamId stream)
    {
        if (StreamCheck.SortOf(stream, streams) is not { } sort)
        {
            return null;
        }
        var follower = new StreamFollower(stream, sort);
        foreach (var row in await journal.ReadStreamAsync(stream, stop))
        {
            if (!StreamFollower.TryRead(row.Entry, out var entry, out _) || !follower.Take(row, entry, _ => { }))
            {
                return null;
            }
        }
        return follower.Last is null ? null : follower.End();
    }
}
