using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;

namespace Hotline.Journal;

/// <summary>An entry as it lies in the store: the bytes that are hashed, and beside them the envelope whose acceptance it records.</summary>
/// <param name="Position">Place in the journal, from 1.</param>
/// <param name="Exchange">The exchange that it belongs to; null for facts about the hub itself.</param>
/// <param name="Json">The entry's exact bytes; nobody may change them.</param>
/// <param name="Envelope">Compact JWS of the message that the entry accepts; null for all other facts.</param>
public sealed record StoredEntry(long Position, MessageId? Exchange, byte[] Json, string? Envelope)
{
    private Entry? _entry;

    /// <summary>The entry, read once.</summary>
    /// <exception cref="System.Text.Json.JsonException">The bytes are not an entry.</exception>
    public Entry Entry => _entry ??= Entry.FromJson(Json);

    /// <summary>A new entry with its bytes.</summary>
    public static StoredEntry Of(Entry entry, string? envelope) =>
        new(entry.Position, entry.Fact.ExchangeId, entry.ToJson(), envelope) { _entry = entry };

    /// <summary>The same stored bytes; two rows are equal when nothing differs.</summary>
    public bool Equals(StoredEntry? other) =>
        other is not null && Position == other.Position && Exchange == other.Exchange && Envelope == other.Envelope && Json.AsSpan().SequenceEqual(other.Json);

    /// <inheritdoc/>
    public override int GetHashCode() => Position.GetHashCode();
}

/// <summary>Which of the hub's hands a due row is for.</summary>
public enum DueSort
{
    /// <summary>Windows and escalation steps: the clock fires them.</summary>
    Clock,

    /// <summary>Mails: the mail carrier sends them.</summary>
    Mail,
}

/// <summary>Something that is due.</summary>
/// <param name="Exchange">Of which exchange.</param>
/// <param name="Row">What and when.</param>
public sealed record Due(MessageId Exchange, DueRow Row)
{
    /// <summary>Whose it is to do.</summary>
    public DueSort Sort => SortOf(Row);

    /// <summary>Whose it is to do.</summary>
    public static DueSort SortOf(DueRow row) => row.What == Schedule.Clock ? DueSort.Clock : DueSort.Mail;
}
