using System.Collections.Immutable;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Trees;

/// <summary>
/// Reads the Merkle tree back from the store. Tiles hold the hashes of perfect subtrees of 256, 65,536 and 16,777,216
/// entries; whatever lies between two tile levels is computed from at most 128 hashes of the lower one, leaves from the
/// entries' bytes. So any proof costs O(log n) reads.
/// </summary>
public sealed class TreeReader(IJournalStore store)
{
    /// <summary>Levels of which each hash is kept.</summary>
    public static ImmutableArray<int> TileLevels { get; } = [8, 16, 24];

    /// <summary>True when the hash of this subtree is kept.</summary>
    public static bool IsTile(Subtree subtree) => subtree.Level is 8 or 16 or 24;

    /// <summary>The frontier of the first <paramref name="size"/> entries.</summary>
    public async ValueTask<Frontier> FrontierAsync(long size, CancellationToken ct) =>
        new(size, await HashesAsync(Subtree.Cover(0, size), ct));

    /// <summary>The inclusion path of an entry in the tree of the first <paramref name="size"/> entries.</summary>
    /// <param name="position">The entry's position, from 1.</param>
    /// <param name="size">Size of the tree, at least <paramref name="position"/> and at most the head.</param>
    /// <param name="ct">Gives up.</param>
    public async ValueTask<ImmutableArray<byte[]>> PathAsync(long position, long size, CancellationToken ct)
    {
        var path = ImmutableArray.CreateBuilder<byte[]>();
        foreach (var sibling in InclusionPath.Plan(position - 1, size))
        {
            path.Add(InclusionPath.Join(await HashesAsync(sibling, ct)));
        }
        return path.ToImmutable();
    }

    /// <summary>The hash of a perfect subtree whose entries are all there.</summary>
    public async ValueTask<byte[]> HashAsync(Subtree subtree, CancellationToken ct)
    {
        var tileLevel = Math.Min(subtree.Level / 8 * 8, TileLevels[^1]);
        var first = subtree.Index << (subtree.Level - tileLevel);
        var count = 1 << (subtree.Level - tileLevel);
        var hashes = tileLevel == 0
            ? (await store.ReadAsync(first, count, ct)).Select(e => e.Leaf
                ?? throw new DamagedEntryException(e.Position)).ToArray()
            : [.. await store.ReadTilesAsync(tileLevel, first, count, ct)];
        if (hashes.Length != count)
        {
            throw new InvalidDataException(
                $"The journal holds {hashes.Length} of the {count} hashes of level {tileLevel} from {first}. Check it "
                + "with 'hotline fsck'.");
        }
        while (hashes.Length > 1)
        {
            hashes = [.. hashes.Chunk(2).Select(pair => Merkle.Node(pair[0], pair[1]))];
        }
        return hashes[0];
    }

    private async ValueTask<byte[][]> HashesAsync(ImmutableArray<Subtree> subtrees, CancellationToken ct)
    {
        var hashes = new byte[subtrees.Length][];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = await HashAsync(subtrees[i], ct);
        }
        return hashes;
    }
}
