namespace Hotline.Protocol.Proofs;

/// <summary>
/// The right edge of a growing tree: the hashes of the perfect subtrees that make it up, one for each bit of its size.
/// All that is needed to append and to know the root, whatever the size. Not thread-safe.
/// </summary>
public sealed class Frontier
{
    private readonly List<byte[]> _peaks;

    /// <summary>The frontier of the empty tree.</summary>
    public Frontier() => _peaks = [];

    /// <summary>A frontier from known hashes.</summary>
    /// <param name="size">Size of the tree.</param>
    /// <param name="peaks">
    /// Hashes of <see cref="Subtree.Cover"/> from 0 to <paramref name="size"/>, in that order.
    /// </param>
    /// <exception cref="ArgumentException">There are not as many as the size needs.</exception>
    public Frontier(long size, IEnumerable<byte[]> peaks)
    {
        (Size, _peaks) = (size, [.. peaks]);
        if (_peaks.Count != Subtree.Cover(0, size).Length)
        {
            throw new ArgumentException(
                $"A tree of {size} leaves has {Subtree.Cover(0, size).Length} peaks, not {_peaks.Count}.",
                nameof(peaks));
        }
    }

    /// <summary>How many leaves the tree has.</summary>
    public long Size { get; private set; }

    /// <summary>The perfect subtrees and their hashes, from left to right.</summary>
    public IEnumerable<(Subtree Subtree, byte[] Hash)> Peaks => Subtree.Cover(0, Size).Zip(_peaks);

    /// <summary>A frontier that grows on its own.</summary>
    public Frontier Copy() => new(Size, _peaks);

    /// <summary>Appends a leaf.</summary>
    /// <param name="leaf">Its hash, <see cref="Merkle.Leaf"/>.</param>
    /// <param name="completed">Told each perfect subtree that is now complete, the leaf first.</param>
    public void Append(byte[] leaf, Action<Subtree, byte[]>? completed = null)
    {
        var node = new Subtree(0, Size);
        var hash = leaf;
        completed?.Invoke(node, hash);
        while ((node.Index & 1) == 1)
        {
            hash = Merkle.Node(_peaks[^1], hash);
            _peaks.RemoveAt(_peaks.Count - 1);
            node = new Subtree(node.Level + 1, node.Index >> 1);
            completed?.Invoke(node, hash);
        }
        _peaks.Add(hash);
        Size++;
    }

    /// <summary>The root hash.</summary>
    public byte[] Root() => Size == 0 ? Merkle.Empty : InclusionPath.Join(_peaks);
}
