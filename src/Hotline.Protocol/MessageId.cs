using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hotline.Protocol;

/// <summary>
/// The id of a message, and of the exchange that it opens: a UUID of version 7 (RFC 9562), on the wire in lower
/// case with hyphens, 36 characters. Its time part is the sender's claim and decides nothing.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct MessageId : IComparable<MessageId>
{
    private const int Length = 36;
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("0123456789abcdef-");

    private MessageId(Guid value) => Value = value;

    /// <summary>The UUID.</summary>
    public Guid Value { get; }

    /// <summary>
    /// A new id for a message made at <paramref name="now"/>. Only <see cref="IMessageIds"/> calls this.
    /// </summary>
    /// <param name="now">The maker's time.</param>
    public static MessageId Create(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>Reads the wire form; anything else (upper case, braces, another version) is not an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MessageId id) => TryParse(text.AsSpan(), out id);

    /// <summary>The same of a text within a text.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MessageId id)
    {
        id = default;
        // The framework's parser forgives signs and 0x within the groups.
        if (text.Length != Length || text.ContainsAnyExcept(Alphabet)
            || !Guid.TryParseExact(text, "D", out var value) || !IsVersion7(value))
        {
            return false;
        }
        id = new MessageId(value);
        return true;
    }

    /// <summary>Reads the wire form.</summary>
    /// <exception cref="FormatException">The text is not an id.</exception>
    public static MessageId Parse(string text) =>
        TryParse(text, out var id)
        ? id : throw new FormatException($"'{text}' is not a message id (a lower-case UUID of version 7).");

    /// <summary>The sixteen bytes in network order, which sort by time of creation.</summary>
    public byte[] ToBytes() => Value.ToByteArray(bigEndian: true);

    /// <summary>The reverse of <see cref="ToBytes"/>.</summary>
    public static MessageId FromBytes(ReadOnlySpan<byte> bytes) => new(new Guid(bytes, bigEndian: true));

    /// <inheritdoc/>
    public int CompareTo(MessageId other) => Value.CompareTo(other.Value);

    /// <summary>The wire form.</summary>
    public override string ToString() => Value.ToString("D");

    private static bool IsVersion7(Guid value) => value.Version == 7 && (value.Variant & 0xC) == 0x8;

    /// <summary>Earlier made.</summary>
    public static bool operator <(MessageId left, MessageId right) => left.CompareTo(right) < 0;

    /// <summary>Later made.</summary>
    public static bool operator >(MessageId left, MessageId right) => left.CompareTo(right) > 0;

    /// <summary>Not later made.</summary>
    public static bool operator <=(MessageId left, MessageId right) => left.CompareTo(right) <= 0;

    /// <summary>Not earlier made.</summary>
    public static bool operator >=(MessageId left, MessageId right) => left.CompareTo(right) >= 0;

    /// <summary>A JSON string.</summary>
    public sealed class Converter : JsonConverter<MessageId>
    {
        /// <inheritdoc/>
        public override MessageId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            Span<char> text = stackalloc char[Length];
            return reader.TokenType == JsonTokenType.String && reader.TryCopyShort(text, out var length)
                && TryParse(text[..length], out var id)
                ? id : throw new JsonException("not a message id");
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, MessageId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}

/// <summary>Where new message ids come from; injected, so that tests can say which.</summary>
public interface IMessageIds
{
    /// <summary>A fresh id. Thread-safe.</summary>
    MessageId Next();
}

/// <summary>Ids from the clock and the system's random source.</summary>
/// <param name="clock">The clock.</param>
public sealed class MessageIds(TimeProvider clock) : IMessageIds
{
    /// <inheritdoc/>
    public MessageId Next() => MessageId.Create(clock.GetUtcNow());
}
