using Hotline.Core.Streams;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal;

/// <summary>
/// The journal as far as it is known in memory: its tree, and the streams last written to. Only the commit loop touches
/// it.
/// </summary>
internal sealed class KnownJournal(IJournalStore store, StreamBook streams, StreamCache cache, Frontier frontier)
{
    private const int Page = 256;

    /// <summary>The tree; nobody changes it, it is replaced when it grows.</summary>
    public Frontier Frontier { get; private set; } = frontier;

    /// <summary>The last position that is known.</summary>
    public long Head => Frontier.Size;

    /// <summary>Entries of this hub are on record.</summary>
    public void Grow(Frontier grown) => Frontier = grown;

    /// <summary>
    /// Takes in entries that did not come from here, page by page: folds them into their streams, and finds out whom
    /// they concern. Each page is known before it is given.
    /// </summary>
    /// <exception cref="InvalidDataException">The store is behind what is known here, or has a gap.</exception>
    public async IAsyncEnumerable<IReadOnlyList<Written>> ReadUpToAsync(long head)
    {
        if (head < Head)
        {
            throw Wrong($"ends at {head}, but {Head} was committed");
        }
        while (Head < head)
        {
            var grown = Frontier.Copy();
            var page = new List<Written>();
            foreach (var entry in await store.ReadAsync(Head, (int)Math.Min(Page, head - Head), CancellationToken.None))
            {
                if (entry.Position != grown.Size + 1)
                {
                    throw Wrong($"holds no entry at {grown.Size + 1}");
                }
                page.Add(await TakeAsync(entry));
                grown.Append(entry.Leaf ?? throw new DamagedEntryException(entry.Position));
            }
            if (page.Count == 0)
            {
                throw Wrong($"ends at {head} and holds no entry at {Head + 1}");
            }
            Frontier = grown;
            yield return page;
        }
    }

    /// <summary>A damaged one concerns nobody that is known; its stream cannot be told from memory any more.</summary>
    private async ValueTask<Written> TakeAsync(StoredEntry stored)
    {
        if (stored.IsSound && (await TakeSoundAsync(stored)) is { } written)
        {
            return written;
        }
        cache.Clear();
        return new Written(new Appended(stored, default, null, [], ListMark.None), []);
    }

    /// <returns>Null when an earlier entry of the stream is damaged.</returns>
    private async ValueTask<Written?> TakeSoundAsync(StoredEntry stored)
    {
        var (stream, entry) = (stored.Stream, stored.Entry);
        var sort = streams.Of(stream);
        var head = cache.Find(stream);
        IReadOnlyList<StoredEntry>? earlier = null;
        if (head is null || head.Last != (entry.Previous ?? 0))
        {
            earlier = await EarlierAsync(stored);
            if (!sort.BearsGaps && earlier.Any(e => !e.IsSound))
            {
                return null;
            }
            head = StreamHead.Of(stream, sort, earlier);
        }
        (head, var projection) = head.Take(sort, entry);
        var written = new Written(
            new Appended(stored, entry.At, entry.Fact.Message?.Id, projection.Readers, projection.Mark), []);
        if (!projection.Joined.IsEmpty)
        {
            (head, var joinings) = head.Join(sort, projection, earlier ?? await EarlierAsync(stored));
            written = written with { Joinings = joinings };
        }
        cache.Set(head.Settled(sort));
        return written;
    }

    private async ValueTask<IReadOnlyList<StoredEntry>> EarlierAsync(StoredEntry entry) =>
        [.. (await store.ReadStreamAsync(entry.Stream, CancellationToken.None))
            .TakeWhile(e => e.Position < entry.Position)];

    private static InvalidDataException Wrong(string what) =>
        new($"The journal {what}. Stop the hub, restore the data directory and check it with 'hotline fsck'.");
}
