using System.Buffers.Text;
using System.Collections.Immutable;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal;

/// <summary>
/// The tree as of one commit, whose frontier nobody changes any more. It is signed when the first receipt needs it, and
/// only once.
/// </summary>
internal sealed class TreeHead(Frontier frontier, DateTimeOffset at, SigningKey key, DateTimeOffset? epoch)
{
    private readonly Lazy<string> _signed = new(() =>
        new Checkpoint(
            key.Id, frontier.Size, Base64Url.EncodeToString(frontier.Root()), at.ToMilliseconds(), epoch).Sign(key));

    public long Size { get; } = frontier.Size;

    /// <summary>The signed checkpoint.</summary>
    public string Checkpoint => _signed.Value;

    /// <summary>A receipt for the entry that accepted a message.</summary>
    public Receipt Receipt(StoredEntry stored, ImmutableArray<string> path)
    {
        var entry = stored.Entry;
        return new Receipt(
            entry.Fact.Message!.Id, entry.Position, entry.At, new Base64UrlBytes(stored.Json), path,
            _signed.Value);
    }
}
