using Hotline.Core.Streams;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal;

/// <summary>
/// Puts entries that are on record into an empty store, in their order, with everything that follows from them: feeds,
/// lists, due rows, the tree. Nothing is decided, and no byte of an entry changes.
/// </summary>
/// <param name="store">Where to: a store with nothing in it.</param>
/// <param name="streams">The sorts of streams that there are.</param>
public sealed class Rebuilding(IJournalStore store, StreamBook streams)
{
    private const int KeptStreams = 4096;
    private readonly StreamCache _cache = new(KeptStreams);
    private Frontier _tree = new();

    /// <summary>Up to which entry it has come.</summary>
    public long Head => _tree.Size;

    /// <summary>Root of the tree over them.</summary>
    public byte[] Root => _tree.Root();

    /// <summary>Takes the next entries, in one commit.</summary>
    /// <param name="entries">From the one after <see cref="Head"/> on, without gaps, with envelopes, all sound.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="InvalidOperationException">A sort of stream makes no sense of one.</exception>
    public async Task TakeAsync(IEnumerable<StoredEntry> entries, CancellationToken ct)
    {
        await using var transaction = await store.BeginAsync(ct);
        var tree = new BatchTree(_tree, transaction.AddTile);
        foreach (var entry in entries)
        {
            var stream = entry.Stream;
            var sort = streams.Of(stream);
            IReadOnlyList<StoredEntry>? earlier = null;
            var before = _cache.Find(stream)
                ?? StreamHead.Of(stream, sort, earlier = await transaction.ReadStreamAsync(stream, ct));
            var (after, projection) = before.Take(sort, entry.Entry);
            transaction.Append(StepDraft.Append(entry, projection, before, after));
            if (!projection.Joined.IsEmpty)
            {
                (after, var joinings) = after.Join(
                    sort, projection, earlier ?? await EarlierAsync(transaction, entry, ct));
                foreach (var joining in joinings)
                {
                    transaction.Join(joining);
                }
            }
            after = after.Settled(sort);
            transaction.ReplaceDue(
                stream, StepDraft.Without(before.Due, after.Due), StepDraft.Without(after.Due, before.Due));
            _cache.Set(after);
            tree.Append(entry.Leaf!);
        }
        await transaction.CommitAsync(ct);
        _tree = tree.Frontier;
    }

    private static async Task<IEnumerable<StoredEntry>> EarlierAsync(
        IJournalTransaction transaction, StoredEntry entry, CancellationToken ct) =>
        (await transaction.ReadStreamAsync(entry.Stream, ct)).Where(e => e.Position < entry.Position);
}
