using System.Collections.Concurrent;
using System.Text;
using Hotline.Protocol.Proofs;

namespace Hotline.Protocol.Tests.Proofs;

public sealed class MerkleTests
{
    private const int Largest = 130;
    private static readonly byte[][] Leaves = [
        .. Enumerable.Range(0, Largest).Select(i => Merkle.Leaf(Encoding.ASCII.GetBytes($"entry {i}")))];

    private static readonly ConcurrentDictionary<(int Start, int Size), byte[]> Roots = [];

    [Fact]
    public void Every_entry_of_every_tree_is_proven_and_nothing_else()
    {
        for (var size = 1; size <= Largest; size++)
        {
            var root = Root(0, size);
            for (var index = 0; index < size; index++)
            {
                var path = Path(index, 0, size);
                Assert.True(Merkle.Includes(Leaves[index], index, size, path, root), $"{index} of {size}");
                Assert.False(Merkle.Includes(Leaves[(index + 1) % Largest], index, size, path, root),
                    $"another leaf, {index} of {size}");
                Assert.False(Merkle.Includes(Leaves[index], index, size, [.. path, root], root),
                    $"longer path, {index} of {size}");
                Assert.Equal(path.Count == 0, Merkle.Includes(Leaves[index], index, size, [.. path.Skip(1)], root));
                foreach (var other in new[] { index ^ 1, index + 1, index - 1, index + size, -1 }
                    .Where(other => other != index))
                {
                    Assert.False(
                        Merkle.Includes(Leaves[index], other, size, path, root), $"as {other}, {index} of {size}");
                }
            }
        }
    }

    [Fact]
    public void Any_flipped_bit_fails()
    {
        foreach (var size in new[] { 1, 2, 3, 7, 8, 9, 100, Largest })
        {
            foreach (var index in new[] { 0, size / 2, size - 1 })
            {
                byte[][] proof = [Leaves[index], Root(0, size), .. Path(index, 0, size)];
                for (var bit = 0; bit < proof.Length * Merkle.HashSize * 8; bit++)
                {
                    var flipped = proof.Select(hash => hash.ToArray()).ToArray();
                    flipped[bit / 256][bit % 256 / 8] ^= (byte)(1 << (bit % 8));
                    Assert.False(Merkle.Includes(flipped[0], index, size, flipped[2..], flipped[1]),
                        $"bit {bit}, {index} of {size}");
                }
            }
        }
    }

    [Fact]
    public void A_growing_tree_has_the_same_root_and_the_same_paths()
    {
        var frontier = new Frontier();
        var hashes = new Dictionary<Subtree, byte[]>();
        Assert.Equal(Merkle.Empty, frontier.Root());
        for (var size = 1; size <= Largest; size++)
        {
            frontier.Append(Leaves[size - 1], hashes.Add);
            Assert.Equal(Root(0, size), frontier.Root());
            Assert.Equal(Root(0, size), new Frontier(size, Subtree.Cover(0, size).Select(s => hashes[s])).Root());
            for (var index = 0; index < size; index++)
            {
                Assert.Equal(Path(index, 0, size),
                    InclusionPath.Plan(index, size).Select(run => InclusionPath.Join([.. run.Select(s => hashes[s])])));
            }
        }
    }

    [Fact]
    public void A_copy_of_a_tree_grows_on_its_own()
    {
        var frontier = new Frontier();
        frontier.Append(Leaves[0]);
        var copy = frontier.Copy();
        copy.Append(Leaves[1]);

        Assert.Equal((1, 2), (frontier.Size, copy.Size));
        Assert.Equal(Root(0, 1), frontier.Root());
        Assert.Throws<ArgumentException>(() => new Frontier(3, [Leaves[0]]));
    }

    [Theory]
    [InlineData(long.MinValue, 1)]
    [InlineData(0, 0)]
    [InlineData(0, long.MinValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MaxValue - 1, long.MaxValue)]
    public void Indices_at_the_ends_of_numbers_are_no_proof(long index, long size) =>
        Assert.False(Merkle.Includes(Leaves[0], index, size, [Leaves[1], Leaves[2]], Leaves[0]));

    [Fact]
    public void What_is_no_hash_proves_nothing()
    {
        var root = Root(0, 2);
        Assert.True(Merkle.Includes(Leaves[0], 0, 2, [Leaves[1]], root));
        Assert.False(Merkle.Includes([.. Leaves[0], 0], 0, 2, [Leaves[1]], root));
        Assert.False(Merkle.Includes(Leaves[0], 0, 2, [Leaves[1][..31]], root));
        Assert.False(Merkle.Includes(Leaves[0], 0, 2, [[.. Leaves[1], 0]], root));
        Assert.False(Merkle.Includes(Leaves[0], 0, 2, [Leaves[1]], root.AsSpan(1)));
        Assert.False(Merkle.Includes([], 0, 1, [], []));
    }

    // RFC 6962 §2.1 by its words, so that the check is not checked against itself.
    private static byte[] Root(int start, int size) =>
        Roots.TryGetValue((start, size), out var root) ? root : Roots[(start, size)] =
        size == 1
        ? Leaves[start] : Merkle.Node(Root(start, Split(size)), Root(start + Split(size), size - Split(size)));

    private static List<byte[]> Path(int index, int start, int size) => size == 1 ? []
        : index < Split(size) ? [.. Path(index, start, Split(size)), Root(start + Split(size), size - Split(size))]
        : [.. Path(index - Split(size), start + Split(size), size - Split(size)), Root(start, Split(size))];

    private static int Split(int size)
    {
        var k = 1;
        while (k * 2 < size)
        {
            k *= 2;
        }
        return k;
    }
}
