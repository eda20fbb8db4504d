using System.Buffers;
using System.Security.Cryptography;

namespace Hotline.Protocol.Proofs;

/// <summary>Hashes of the Merkle tree of RFC 6962 §2.1, SHA-256. All hashes are 32 bytes.</summary>
public static class Merkle
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = 32;

    /// <summary>Hash of the empty tree.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    /// <summary>Hash of a leaf: SHA-256(0x00 ‖ entry).</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        var input = ArrayPool<byte>.Shared.Rent(entry.Length + 1);
        try
        {
            input[0] = 0;
            entry.CopyTo(input.AsSpan(1));
            return SHA256.HashData(input.AsSpan(0, entry.Length + 1));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
        }
    }

    /// <summary>Hash of a node: SHA-256(0x01 ‖ left ‖ right).</summary>
    /// <exception cref="ArgumentException">A side is not a hash.</exception>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != HashSize || right.Length != HashSize)
        {
            throw new ArgumentException($"A hash has {HashSize} bytes.");
        }
        Span<byte> input = stackalloc byte[1 + 2 * HashSize];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashSize)..]);
        return SHA256.HashData(input);
    }

    /// <summary>Checks an inclusion proof (RFC 9162 §2.1.3.2). Nothing that is passed makes it throw.</summary>
    /// <param name="leaf">Hash of the leaf.</param>
    /// <param name="index">Its index, from 0.</param>
    /// <param name="size">Size of the tree.</param>
    /// <param name="path">Sibling hashes from the leaf up.</param>
    /// <param name="root">Root of the tree.</param>
    public static bool Includes(byte[] leaf, long index, long size, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root)
    {
        if (leaf.Length != HashSize || index < 0 || index >= size || path.Any(p => p.Length != HashSize))
        {
            return false;
        }
        var (node, last) = (index, size - 1);
        var hash = leaf;
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                return false;
            }
            if ((node & 1) == 1 || node == last)
            {
                hash = Node(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = Node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && root.SequenceEqual(hash);
    }
}
