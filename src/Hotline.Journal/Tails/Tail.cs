using System.Collections.Concurrent;
using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;

namespace Hotline.Journal;

/// <summary>
/// What carriers read: each participant's feed from any position. The newest entries are kept in memory, so that live
/// readers do not touch the store; a reader who is further behind reads from the store until it has caught up. Nothing
/// is pushed and nobody is waited for: a slow reader is only further behind. Thread-safe.
/// </summary>
public sealed class Tail
{
    /// <summary>Most entries of one page.</summary>
    public const int LargestPage = 500;

    /// <summary>Most characters of envelopes of one page, but for a single one that is longer.</summary>
    public const int LargestEnvelopes = 1024 * 1024;

    private const int StorePage = 64;

    /// <summary>How many rows are read at first: nobody knows yet how long they are.</summary>
    private const int FirstRows = 4;

    /// <summary>And at most, so that long ones cost little more than what is asked for.</summary>
    private const int MostRows = 16;
    private readonly ConcurrentDictionary<string, Feed> _feeds = new(StringComparer.Ordinal);

    // Those after the floor, by position, without gaps.
    private readonly Dictionary<long, Recent> _recent = [];
    private readonly UrgentEntries _urgent = new();
    private readonly IJournalStore _store;
    private readonly int _most;
    private readonly long _mostBytes;
    private long _bytes;
    private long _floor;
    private long _head;

    internal Tail(IJournalStore store, long head, int most, long mostBytes)
    {
        _store = store;
        _head = _floor = head;
        _most = most;
        _mostBytes = mostBytes;
    }

    /// <summary>The journal's epoch, which does not change while it is open; null in its first.</summary>
    public DateTimeOffset? Epoch { get; init; }

    /// <summary>
    /// Raised for each entry that is on record, with its stream, before its readers are woken. Must neither block nor
    /// throw.
    /// </summary>
    public event Action<StreamId>? Written;

    /// <summary>The last position that readers may know of.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>A page of a participant's feed. Envelopes come along where the participant may open them.</summary>
    /// <param name="participant">Whose feed.</param>
    /// <param name="after">Position; 0 for all, below 0 for only what comes.</param>
    /// <param name="limit">
    /// At most so many entries, 1 to <see cref="LargestPage"/>; a page of large envelopes holds fewer.
    /// </param>
    /// <param name="ct">Gives up.</param>
    /// <returns>
    /// The page. Its cursor is the last position that was looked at: also a page without items moves on.
    /// </returns>
    public ValueTask<FeedPage> ReadAsync(
        string participant, long after, int limit, CancellationToken ct = default) =>
        ReadAsync(participant, after, limit, LargestEnvelopes, ct);

    /// <summary>The same, with no more than so many characters of envelopes, but at least one entry.</summary>
    public async ValueTask<FeedPage> ReadAsync(
        string participant, long after, int limit, int envelopes, CancellationToken ct)
    {
        envelopes = Math.Min(envelopes, LargestEnvelopes);
        limit = Math.Clamp(limit, 1, LargestPage);
        var head = Head;
        if (after < 0 || after >= head)
        {
            return new FeedPage([], after < 0 ? head : after, head);
        }
        if (after >= Volatile.Read(ref _floor))
        {
            var items = FeedOf(participant).Read(after, head, limit, envelopes, out var whole);

            // Whoever was thrown out of memory while we looked was older than the floor is now.
            if (after >= Volatile.Read(ref _floor))
            {
                return new FeedPage(items, whole ? head : items[^1].Entry.Position, head);
            }
        }
        return await ReadStoreAsync(participant, (after, head), (Math.Min(limit, StorePage), envelopes), ct);
    }

    /// <summary>
    /// What a reader who is behind need not wait for: the newest messages of precedence flash in its feed, in order.
    /// They are in its pages all the same.
    /// </summary>
    /// <param name="participant">Whose feed.</param>
    /// <param name="after">After this position.</param>
    /// <param name="envelopes">No more than so many characters of envelopes, but at least one message.</param>
    /// <returns>None mostly; what the limit cut off comes when asked for after the last.</returns>
    public ImmutableArray<FeedItem> Urgent(string participant, long after, int envelopes) =>
        _urgent.Read(participant, after, Head, envelopes);

    /// <summary>
    /// Completes when the participant may have something after a position; at once when it may have it now. Others'
    /// entries wake nobody.
    /// </summary>
    /// <param name="participant">Whose feed.</param>
    /// <param name="after">The cursor of the last page read.</param>
    /// <param name="ct">Gives up.</param>
    public Task WaitAsync(string participant, long after, CancellationToken ct) =>
        FeedOf(participant).WaitAsync(after, ct);

    /// <summary>
    /// Makes committed entries visible, then wakes whom they concern. Only the commit loop calls this, one at a time,
    /// in order.
    /// </summary>
    internal void Publish(IReadOnlyList<Written> entries)
    {
        var (addressed, senders) = (new HashSet<Feed>(), new HashSet<Feed>());
        foreach (var written in entries)
        {
            var item = new Recent(written.Entry, written.Appended.Readers);
            foreach (var reader in item.Readers)
            {
                var feed = FeedOf(reader);
                feed.Add(item);
                (reader == item.Stored.Entry.Fact.Message?.From ? senders : addressed).Add(feed);
            }
            Written?.Invoke(item.Stored.Stream);
            _recent.Add(item.Position, item);
            _urgent.Add(item);
            _bytes += item.Bytes;
            foreach (var joining in written.Joinings)
            {
                Join(joining);
            }
        }
        Volatile.Write(ref _head, entries[^1].Entry.Position);

        // Whoever wrote it knows it already.
        foreach (var feed in addressed.Concat(senders))
        {
            feed.Wake();
        }
        while (_recent.Count > _most || _bytes > _mostBytes)
        {
            Forget(_recent[_floor + 1]);
        }
    }

    /// <summary>What is in memory of the earlier entries comes into the feed as well.</summary>
    private void Join(Joining joining)
    {
        foreach (var position in joining.Positions)
        {
            if (_recent.TryGetValue(position, out var item) && item.Join(joining.Participant))
            {
                FeedOf(joining.Participant).Add(item);
            }
        }
    }

    private void Forget(Recent item)
    {
        // The floor goes up first: a reader who misses the item then sees that it must ask the store.
        Volatile.Write(ref _floor, item.Position);
        _recent.Remove(item.Position);
        foreach (var reader in item.Readers)
        {
            FeedOf(reader).Forget(item.Position);
        }
        _bytes -= item.Bytes;
    }

    private async ValueTask<FeedPage> ReadStoreAsync(
        string participant, (long After, long Head) range, (int Entries, int Envelopes) most, CancellationToken ct)
    {
        var items = ImmutableArray.CreateBuilder<FeedItem>();
        var damaged = ImmutableArray.CreateBuilder<long>();
        var (cursor, head, read, size, ask) = (range.After, range.Head, 0, 0, FirstRows);
        while (read < most.Entries)
        {
            ask = Math.Min(ask, most.Entries - read);
            var rows = await _store.ReadForAsync(participant, cursor, ask, ct);
            foreach (var row in rows)
            {
                if (row.Position > head)
                {
                    // Committed, but not announced yet: whoever waits for it must find it after the cursor.
                    return Page(head);
                }
                if (!row.IsSound)
                {
                    damaged.Add(row.Position);
                    continue;
                }
                var item = Feed.ItemFor(participant, row);
                size += item.Envelope?.Length ?? 0;
                if (items.Count > 0 && size > most.Envelopes)
                {
                    return Page(row.Position - 1);
                }
                items.Add(item);
            }
            if (rows.Count < ask)
            {
                return Page(head);
            }
            (cursor, read) = (rows[^1].Position, read + rows.Count);
            ask = Math.Min(2 * ask, MostRows);
        }
        return Page(cursor);

        FeedPage Page(long upTo) =>
            new(items.ToImmutable(), upTo, head) { Damaged = damaged.Count > 0 ? damaged.ToImmutable() : null };
    }

    private Feed FeedOf(string participant) =>
        _feeds.TryGetValue(participant, out var feed)
        ? feed : _feeds.GetOrAdd(participant, static (name, tail) => new Feed(name, tail.Head), this);
}
