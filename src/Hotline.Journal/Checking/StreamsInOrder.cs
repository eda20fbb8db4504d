using Hotline.Contract.Facts;
using Hotline.Core.Streams;

namespace Hotline.Journal.Checking;

/// <summary>
/// Every stream folded anew while the entries go by in their order, and sums of all rows that ought to stand beside
/// them. It keeps the streams that were last written to; one that comes up again later is read again. It finds whether
/// all is right, and names nothing: where it is in doubt, <see cref="StreamCheck"/> looks at each stream.
/// </summary>
internal sealed class StreamsInOrder(
    IJournalInspection journal, FsckOptions options, RowHash hash, CancellationToken stop)
{
    private readonly Dictionary<StreamId, LinkedListNode<StreamFollower>> _nodes = [];
    private readonly LinkedList<StreamFollower> _byUse = new();

    /// <summary>True when something is not as it must be, or could not be told.</summary>
    public bool Doubt { get; private set; }

    /// <summary>How many exchanges there are.</summary>
    public long Exchanges { get; private set; }

    /// <summary>Rows in feeds, once <see cref="End"/> was called; so the others.</summary>
    public RowSum Feeds { get; private set; }

    /// <summary>Rows in lists of what is open.</summary>
    public RowSum Lists { get; private set; }

    /// <summary>Rows in lists of whose turn it is.</summary>
    public RowSum Turns { get; private set; }

    /// <summary>Due rows.</summary>
    public RowSum Due { get; private set; }

    /// <summary>The next entry; null when it cannot be read.</summary>
    public async ValueTask TakeAsync(EntryRow row, Entry? entry)
    {
        if (Doubt || entry is null || StreamCheck.SortOf(row.Entry.Stream, options.Streams) is not { } sort)
        {
            Doubt = true;
            return;
        }
        var stream = row.Entry.Stream;
        if (!_nodes.TryGetValue(stream, out var node))
        {
            if (await BeginAsync(stream, sort, row.Entry.Position, entry) is not { } begun)
            {
                Doubt = true;
                return;
            }
            _nodes.Add(stream, node = _byUse.AddFirst(begun));
            Exchanges += begun.Last is null && stream.AsExchange is not null ? 1 : 0;
            if (_nodes.Count > options.KeptStreams)
            {
                Leave(_byUse.Last!);
            }
        }
        else if (node != _byUse.First)
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }
        Doubt |= entry.Previous != node.Value.Last || !Follow(node.Value, row, entry);
    }

    /// <summary>There are no more entries.</summary>
    public void End()
    {
        while (!Doubt && _byUse.Last is { } last)
        {
            Leave(last);
        }
    }

    /// <summary>True when the rows that were found are those that ought to be there.</summary>
    public bool Agrees(RowSums found) =>
        !Doubt && found.Feeds == Feeds && found.Lists == Lists && found.Turns == Turns && found.Due == Due;

    /// <summary>A stream as it was before an entry: mostly, there is nothing of it yet.</summary>
    private async ValueTask<StreamFollower?> BeginAsync(
        StreamId stream, StreamSort sort, long position, Entry first)
    {
        var follower = new StreamFollower(stream, sort);
        if (first.Previous is null && first.Fact.Message is { } message && StreamId.Exchange(message.Id) == stream)
        {
            return follower; // that no entry before it is found by its message has been seen already
        }
        foreach (var earlier in await journal.ReadStreamAsync(stream, stop))
        {
            if (earlier.Entry.Position >= position)
            {
                break;
            }
            if (!StreamFollower.TryRead(earlier.Entry, out var entry, out _) || !Follow(follower, earlier, entry))
            {
                return null;
            }
        }
        if (follower.Last is not null)
        {
            Count(follower, again: true);
        }
        return follower;
    }

    private static bool Follow(StreamFollower follower, EntryRow row, Entry entry)
    {
        var found = false;
        return follower.Take(row, entry, _ => found = true) && !found;
    }

    private void Leave(LinkedListNode<StreamFollower> node)
    {
        _byUse.Remove(node);
        _nodes.Remove(node.Value.Stream);
        Count(node.Value, again: false);
    }

    private void Count(StreamFollower follower, bool again)
    {
        var head = follower.End();
        Feeds = With(Feeds, follower.Feeds.Values.Select(hash.Of));
        Lists = With(Lists, StreamCheck.Rows(OpenLists.Open, head).Select(hash.Of));
        Turns = With(Turns, StreamCheck.Rows(OpenLists.Turn, head).Select(hash.Of));
        Due = With(Due, head.Due.Select(row => hash.Of(new Due(follower.Stream, row))));

        RowSum With(RowSum sum, IEnumerable<RowSum> rows) =>
            rows.Aggregate(sum, (all, one) => again ? all - one : all + one);
    }
}
