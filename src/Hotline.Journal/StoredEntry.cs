using Hotline.Contract.Facts;

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

    /// <summary>How the bytes are read.</summary>
    public EntryFormat Format { get; init; } = EntryFormat.Default;

    /// <summary>The entry, read once.</summary>
    /// <exception cref="System.Text.Json.JsonException">The bytes are not an entry.</exception>
    public Entry Entry => _entry ??= Format.Read(Json);

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
        && Envelope == other.Envelope && Json.AsSpan().SequenceEqual(other.Json);

    /// <inheritdoc/>
    public override int GetHashCode() => Position.GetHashCode();
}
