using System.Collections.Immutable;
using System.Numerics;

namespace Hotline.Protocol.Proofs;

/// <summary>
/// A perfect subtree: <c>2^Level</c> leaves from <c>Index · 2^Level</c>. Its hash never changes once those leaves are
/// there.
/// </summary>
/// <param name="Level">Height: 0 is a leaf. At most 62.</param>
/// <param name="Index">Which of its level, from 0.</param>
public readonly record struct Subtree(int Level, long Index)
{
    /// <summary>Its first leaf.</summary>
    public long First => Index << Level;

    /// <summary>How many leaves it has.</summary>
    public long Leaves => 1L << Level;

    /// <summary>True when a tree of this size has all its leaves.</summary>
    public bool IsWhole(long size) => First + Leaves <= size;

    /// <summary>
    /// The fewest perfect subtrees that make up the leaves from <paramref name="from"/> up to, not including, <paramref
    /// name="to"/>; from left to right, each smaller than the one before.
    /// </summary>
    /// <param name="from">
    /// First leaf; a multiple of the largest power of two that fits in between (0 always is).
    /// </param>
    /// <param name="to">One past the last leaf.</param>
    public static ImmutableArray<Subtree> Cover(long from, long to)
    {
        var cover = ImmutableArray.CreateBuilder<Subtree>();
        while (from < to)
        {
            var level = BitOperations.Log2((ulong)(to - from));
            cover.Add(new Subtree(level, from >> level));
            from += 1L << level;
        }
        return cover.ToImmutable();
    }
}

/// <summary>Which hashes prove that a leaf is in a tree (RFC 6962 §2.1.1).</summary>
public static class InclusionPath
{
    /// <summary>
    /// The siblings from the leaf up. Each is a perfect subtree, or, at the right edge (once at most), several that are
    /// to be joined by <see cref="Join"/>.
    /// </summary>
    /// <param name="index">The leaf, from 0, less than <paramref name="size"/>.</param>
    /// <param name="size">Size of the tree.</param>
    public static ImmutableArray<ImmutableArray<Subtree>> Plan(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = ImmutableArray.CreateBuilder<ImmutableArray<Subtree>>();
        for (var level = 0; 1L << level < size; level++)
        {
            if (Sibling(index, level, size) is { } sibling)
            {
                path.Add(sibling.IsWhole(size) ? [sibling] : Subtree.Cover(sibling.First, size));
            }
        }
        return path.ToImmutable();
    }

    /// <summary>
    /// The sibling of one level, for whoever has the hashes at hand; null where the tree ends before it.
    /// </summary>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="level">The level, from 0, whose subtrees have fewer leaves than the tree.</param>
    /// <param name="size">
    /// Size of the tree. A sibling that is not whole in it is to be joined of its <see cref="Subtree.Cover"/>.
    /// </param>
    public static Subtree? Sibling(long index, int level, long size)
    {
        var sibling = new Subtree(level, (index >> level) ^ 1);
        return sibling.First < size ? sibling : null;
    }

    /// <summary>The hash of what a run of perfect subtrees makes up.</summary>
    /// <param name="hashes">Their hashes, from left to right, at least one.</param>
    public static byte[] Join(IReadOnlyList<byte[]> hashes)
    {
        var joined = hashes[^1];
        for (var i = hashes.Count - 2; i >= 0; i--)
        {
            joined = Merkle.Node(hashes[i], joined);
        }
        return joined;
    }
}
