using System.Buffers.Text;
using System.Collections.Immutable;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal;

/// <summary>
/// The tree as a commit makes it grow: its frontier, and the inclusion paths of the entries that the commit brings.
/// </summary>
internal sealed class BatchTree
{
    private readonly Dictionary<Subtree, byte[]> _hashes = [];

    // Written out once: the receipts of a commit share most of their paths.
    private readonly Dictionary<Subtree, string> _written = [];
    private readonly Action<Subtree, byte[]> _completed;

    /// <param name="before">The tree that grows; not changed.</param>
    /// <param name="tile">Told each subtree that is complete now and whose hash is to be kept.</param>
    public BatchTree(Frontier before, Action<Subtree, byte[]> tile)
    {
        Frontier = before.Copy();
        foreach (var (subtree, hash) in before.Peaks)
        {
            _hashes.Add(subtree, hash);
        }
        _completed = (subtree, hash) =>
        {
            _hashes[subtree] = hash;
            if (Trees.TreeReader.IsTile(subtree))
            {
                tile(subtree, hash);
            }
        };
    }

    /// <summary>The frontier after what was appended.</summary>
    public Frontier Frontier { get; }

    public void Append(byte[] leaf) => Frontier.Append(leaf, _completed);

    /// <summary>The inclusion path of one of this commit's entries, base64url; once nothing more is appended.</summary>
    public ImmutableArray<string> PathOf(long position)
    {
        var path = ImmutableArray.CreateBuilder<string>();
        for (var level = 0; 1L << level < Frontier.Size; level++)
        {
            if (InclusionPath.Sibling(position - 1, level, Frontier.Size) is { } sibling)
            {
                path.Add(Written(sibling));
            }
        }
        return path.ToImmutable();
    }

    private string Written(Subtree sibling)
    {
        if (!_written.TryGetValue(sibling, out var written))
        {
            var hash = sibling.IsWhole(Frontier.Size) ? _hashes[sibling]
                : InclusionPath.Join([.. Subtree.Cover(sibling.First, Frontier.Size).Select(part => _hashes[part])]);
            _written.Add(sibling, written = Base64Url.EncodeToString(hash));
        }
        return written;
    }
}
