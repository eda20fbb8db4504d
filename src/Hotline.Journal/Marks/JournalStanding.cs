using System.Buffers.Text;
using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Hubs;
using Hotline.Core.Streams;
using Hotline.Journal.Checking;
using Hotline.Journal.Trees;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Marks;

/// <summary>How a journal agrees with its high-water mark.</summary>
public enum Agreement
{
    /// <summary>It holds all that the mark says, or has on record why not.</summary>
    Holds,

    /// <summary>It ends before the mark, or knows nothing of the mark's epoch.</summary>
    Behind,

    /// <summary>It had another tree at the mark's position.</summary>
    Other,
}

/// <summary>A journal beside its high-water mark. Nothing is changed by looking.</summary>
/// <param name="Agreement">How they agree.</param>
/// <param name="Head">The journal's last position.</param>
/// <param name="LastAt">When that was recorded; null when there is no entry.</param>
/// <param name="Kept">Up to here the journal is what the mark speaks of, as far as can be known.</param>
/// <param name="Epoch">The journal's epoch; null in its first.</param>
public sealed record JournalStanding(
    Agreement Agreement, long Head, DateTimeOffset? LastAt, long Kept, DateTimeOffset? Epoch)
{
    private const int Page = 256;

    /// <summary>What a mark makes of a journal that is not there.</summary>
    public static JournalStanding Missing(Checkpoint? mark) =>
        new(mark is null ? Agreement.Holds : Agreement.Behind, 0, null, 0, null);

    /// <summary>Looks.</summary>
    /// <param name="mark">What the mark says; null when there is none.</param>
    /// <param name="hub">The hub's id.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="StorageDamagedException">It cannot be read so far.</exception>
    public static async Task<JournalStanding> OfAsync(
        Checkpoint? mark, string hub, IJournalInspection journal, CancellationToken ct)
    {
        var head = await journal.HeadAsync(ct);
        var last = head == 0 ? null : (DateTimeOffset?)(await journal.ReadAsync(head - 1, 1, ct))[0].At;
        var recoveries = await RecoveriesAsync(hub, journal, ct);
        var epoch = recoveries.LastOrDefault()?.Epoch;
        var (agreement, kept) = mark is null ? (Agreement.Holds, head)
            : await CompareAsync(mark, head, recoveries, journal, ct);
        return new JournalStanding(agreement, head, last, kept, epoch);
    }

    /// <summary>The root of the tree of the first entries, from what is kept of it and from the entries.</summary>
    /// <param name="size">How many entries; they must be there.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The root; null when a hash that is needed is not there.</returns>
    public static async Task<byte[]?> RootAsync(long size, IJournalInspection journal, CancellationToken ct)
    {
        var peaks = new List<byte[]>();
        foreach (var subtree in Subtree.Cover(0, size))
        {
            if (await HashAsync(subtree, journal, ct) is not { } hash)
            {
                return null;
            }
            peaks.Add(hash);
        }
        return new Frontier(size, peaks).Root();
    }

    private static async Task<(Agreement Agreement, long Kept)> CompareAsync(
        Checkpoint mark, long head, ImmutableArray<Recovery> recoveries, IJournalInspection journal,
        CancellationToken ct)
    {
        if (mark.Epoch is not null && recoveries.All(r => r.Epoch != mark.Epoch))
        {
            // The journal is from before that epoch, and nobody knows what the epoch kept of it.
            return (Agreement.Behind, 0);
        }
        if (recoveries.Any(r => (mark.Epoch is null || r.Epoch > mark.Epoch) && r.Kept < mark.Size))
        {
            // The loss is on record already; the hub ended before the mark could follow.
            return (Agreement.Holds, head);
        }
        if (head < mark.Size)
        {
            return (Agreement.Behind, head);
        }
        return await RootAsync(mark.Size, journal, ct) is { } root && Base64Url.EncodeToString(root) == mark.Root
            ? (Agreement.Holds, head) : (Agreement.Other, 0);
    }

    private static async Task<ImmutableArray<Recovery>> RecoveriesAsync(
        string hub, IJournalInspection journal, CancellationToken ct)
    {
        var stream = StreamId.Hub(hub);

        // A damaged word of the hub's own is told when it is read; it keeps nobody from starting.
        var entries = (await journal.ReadStreamAsync(stream, ct))
            .Where(row => row.Entry.IsSound && row.Leaf.AsSpan().SequenceEqual(Merkle.Leaf(row.Entry.Json)))
            .Select(row => row.Entry).ToList();
        return (StreamBook.Default.Of(stream).Fold(entries) as HubState)?.Recoveries ?? [];
    }

    private static async Task<byte[]?> HashAsync(Subtree subtree, IJournalInspection journal, CancellationToken ct)
    {
        if (TreeReader.IsTile(subtree))
        {
            return await journal.TileAsync(subtree, ct);
        }
        if (subtree.Level > 8)
        {
            return await HashAsync(new Subtree(subtree.Level - 1, subtree.Index * 2), journal, ct) is { } left
                && await HashAsync(new Subtree(subtree.Level - 1, subtree.Index * 2 + 1), journal, ct) is { } right
                ? Merkle.Node(left, right) : null;
        }
        var grown = new Frontier();
        foreach (var row in await journal.ReadAsync(subtree.First, (int)Math.Min(Page, subtree.Leaves), ct))
        {
            // The seal is over the hash: where it holds, that is the entry's, whatever became of its bytes since.
            grown.Append(row.IsSealed ? row.Leaf : Merkle.Leaf(row.Entry.Json));
        }
        return grown.Size == subtree.Leaves ? grown.Root() : null;
    }
}
