using System.Text.Json;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal;

/// <summary>
/// An entry as it lies in the store: the bytes that are hashed, and beside them the envelope whose acceptance it
/// records.
/// </summary>
/// <param name="Position">Place in the journal, from 1.</param>
/// <param name="Stream">The stream that it belongs to.</param>
/// <param name="Json">The entry's exact bytes; nobody may change them.</param>
/// <param name="Envelope">Compact JWS of the message that the entry accepts; null for all other facts.</param>
public sealed record StoredEntry(long Position, StreamId Stream, byte[] Json, string? Envelope)
{
    private Entry? _entry;
    private byte[]? _leaf;
    private bool _unreadable;

    /// <summary>How the bytes are read.</summary>
    public EntryFormat Format { get; init; } = EntryFormat.Default;

    /// <summary>
    /// True when what lies in the store is not what was written, or nothing lies there: its bytes are not given to
    /// anybody.
    /// </summary>
    public bool IsDamaged { get; private init; }

    /// <summary>
    /// True when the bytes are those that were written, and an entry. Whoever reads entries of others leaves out those
    /// that are not, and says so.
    /// </summary>
    public bool IsSound => !IsDamaged && IsReadable();

    /// <summary>The hash in the tree; null of a damaged entry of which it is not known.</summary>
    public byte[]? Leaf => _leaf ??= IsDamaged ? null : Merkle.Leaf(Json);

    /// <summary>The entry, read once.</summary>
    /// <exception cref="DamagedEntryException">It is damaged.</exception>
    /// <exception cref="JsonException">The bytes are not an entry.</exception>
    public Entry Entry => _entry ??= IsDamaged ? throw new DamagedEntryException(Position) : Format.Read(Json);

    /// <summary>An entry of which only its place is known, and perhaps its leaf hash.</summary>
    public static StoredEntry Damaged(long position, byte[]? leaf) =>
        new(position, default, [], null) { IsDamaged = true, _leaf = leaf };

    /// <summary>The same; a damaged one is known by where it was found.</summary>
    public StoredEntry In(StreamId stream) => IsDamaged ? this with { Stream = stream } : this;

    /// <summary>A new entry with its bytes.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="envelope">The envelope that it accepts, or null.</param>
    /// <param name="format">How it is written; null for <see cref="EntryFormat.Default"/>.</param>
    public static StoredEntry Of(Entry entry, string? envelope, EntryFormat? format = null)
    {
        format ??= EntryFormat.Default;
        return new StoredEntry(entry.Position, entry.Fact.Stream, format.Write(entry), envelope)
        {
            Format = format,
            _entry = entry,
        };
    }

    /// <summary>The same stored bytes; two rows are equal when nothing differs.</summary>
    public bool Equals(StoredEntry? other) => other is not null && Position == other.Position && Stream == other.Stream
        && Envelope == other.Envelope && IsDamaged == other.IsDamaged && Json.AsSpan().SequenceEqual(other.Json);

    /// <inheritdoc/>
    public override int GetHashCode() => Position.GetHashCode();

    private bool IsReadable()
    {
        try
        {
            return !_unreadable && Entry is not null;
        }
        catch (JsonException)
        {
            _unreadable = true;
            return false;
        }
    }
}

/// <summary>An entry is not what was written; what depends on it cannot be told.</summary>
/// <param name="position">Where.</param>
public sealed class DamagedEntryException(long position)
    : IOException(JournalErrors.DamagedEntry(position).Detail)
{
    /// <summary>Where.</summary>
    public long Position => position;
}
