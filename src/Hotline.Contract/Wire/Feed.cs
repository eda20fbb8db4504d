using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Contract.Wire;

/// <summary>
/// One line of a reader's feed: an entry that concerns it and, where the reader may have it, the envelope.
/// </summary>
/// <param name="Entry">Position, time and fact.</param>
/// <param name="Envelope">
/// Compact JWS of the message that the fact records; null for other facts and for coordinators.
/// </param>
[JsonConverter(typeof(FeedItemConverter))]
public sealed record FeedItem(Entry Entry, string? Envelope)
{
    /// <summary>
    /// True of a message of precedence flash that a reader who is behind is shown before its turn: what lies between
    /// has not been read, so the reader's place does not move by it. It travels with the page.
    /// </summary>
    [JsonIgnore]
    public bool Ahead { get; init; }

    // Where whoever made the item has them: sent as they are instead of written anew for every reader.
    private byte[]? _written;

    /// <summary>The entry; no copy has another one, because the bytes would not be its own.</summary>
    public Entry Entry { get; } = Entry;

    /// <summary>The bytes that are journaled and hashed; nobody may change them.</summary>
    public byte[] EntryJson() => _written ??= Entry.ToJson();

    /// <summary>An item of an entry whose bytes are at hand.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="written">What <see cref="Entry.ToJson"/> gave for it.</param>
    /// <param name="envelope">As in the constructor.</param>
    public static FeedItem Of(Entry entry, byte[] written, string? envelope) =>
        new(entry, envelope) { _written = written };

    /// <summary>The exchange whose opening message this brings to a reader; null for every other item.</summary>
    public MessageId? Brings(string reader) =>
        Envelope is not null && Entry.Fact is Accepted opened && opened.Opening.From != reader ? opened.Exchange : null;

    /// <summary>The same entry and envelope.</summary>
    public bool Equals(FeedItem? other) => other is not null && Entry.Equals(other.Entry) && Envelope == other.Envelope;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Entry, Envelope);
}

/// <summary>A run of feed items, in order.</summary>
/// <param name="Items">The items; may be empty.</param>
/// <param name="Cursor">The position read up to: the next page is asked for after this one.</param>
/// <param name="Head">The journal's last position when the page was read.</param>
/// <param name="Epoch">
/// In which epoch of the journal; null in its first. A cursor of another epoch says nothing: <see cref="Epochs"/>.
/// </param>
public sealed record FeedPage(ImmutableArray<FeedItem> Items, long Cursor, long Head, DateTimeOffset? Epoch = null)
{
    /// <summary>
    /// Positions between the items at which the reader has an entry that is damaged and is not served; null, as
    /// mostly, for none. The hub's operator has an alarm.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<long>? Damaged { get; init; }

    /// <summary>
    /// True when its items lie further on than its cursor: messages of precedence flash, which a reader who is behind
    /// gets before their turn. They come again in their place. Null, as mostly, when they are in their place.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Ahead { get; init; }
}
