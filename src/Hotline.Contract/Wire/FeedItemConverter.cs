using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Contract.Wire;

/// <summary>Writes a feed item with its entry's own bytes where they are at hand; reads it like any record.</summary>
public sealed class FeedItemConverter : JsonConverter<FeedItem>
{
    private const int Piece = 1024;
    private static readonly JsonEncodedText EntryName = JsonEncodedText.Encode("entry");
    private static readonly JsonEncodedText EnvelopeName = JsonEncodedText.Encode("envelope");

    /// <summary>A list of items holds none that is null.</summary>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override FeedItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject);
        (Entry Entry, byte[]? Written)? read = null;
        string? envelope = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(EntryName.EncodedUtf8Bytes))
            {
                reader.Read();
                read = ReadEntry(ref reader);
            }
            else if (reader.ValueTextEquals(EnvelopeName.EncodedUtf8Bytes))
            {
                reader.Read();
                Expect(reader.TokenType is JsonTokenType.String or JsonTokenType.Null);
                envelope = reader.GetString();
            }
            else
            {
                reader.Skip();
            }
        }
        var (entry, written) = read ?? throw new JsonException("a feed item has an entry");
        return written is null ? new FeedItem(entry, envelope) : FeedItem.Of(entry, written, envelope);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FeedItem value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(EntryName);
        writer.WriteRawValue(value.EntryJson(), skipInputValidation: true);
        if (value.Envelope is not null)
        {
            writer.WritePropertyName(EnvelopeName);
            WriteInPieces(writer, value.Envelope);
        }
        writer.WriteEndObject();
    }

    /// <summary>
    /// A writer asks for three times the room that a text may need before it writes it, and a pipe keeps that much for
    /// as long as its reader has not read: what is asked for at a time is kept small.
    /// </summary>
    private static void WriteInPieces(Utf8JsonWriter writer, ReadOnlySpan<char> text)
    {
        while (text.Length > Piece)
        {
            writer.WriteStringValueSegment(text[..Piece], isFinalSegment: false);
            text = text[Piece..];
        }
        writer.WriteStringValueSegment(text, isFinalSegment: true);
    }

    /// <summary>A fact of a newer hub is read as one that is not known here; it must not end the feed.</summary>
    private static (Entry Entry, byte[]? Written)? ReadEntry(ref Utf8JsonReader reader)
    {
        var start = reader;
        try
        {
            WholeJson.Look(reader);
            return JsonSerializer.Deserialize(ref reader, WholeJson.Entry) is { } known ? (known, null) : null;
        }
        catch (Exception unread) when (unread is JsonException or NotSupportedException)
        {
            using var entry = JsonDocument.ParseValue(ref start);
            reader = start;
            var unknown = Unknown(entry.RootElement) ?? throw new JsonException(
                "a feed item has an entry with a fact", unread);

            // Nobody here can write it again, so it goes on as it came.
            return (unknown, JsonSerializer.SerializeToUtf8Bytes(entry.RootElement, FactJson.Default.JsonElement));
        }
    }

    private static Entry? Unknown(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("position", out var position)
            || position.ValueKind != JsonValueKind.Number || !position.TryGetInt64(out var at)
            || !entry.TryGetProperty("at", out var time)
            || time.ValueKind != JsonValueKind.String || !Instant.TryParse(time.GetString(), out var written)
            || !entry.TryGetProperty("fact", out var fact) || fact.ValueKind != JsonValueKind.Object
            || !fact.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String
            || type.GetString() is not { } name || FactTypes.IsKnown(name))
        {
            return null;
        }
        var stream = fact.TryGetProperty("exchange", out var exchange)
            && MessageId.TryParse(exchange.GetString(), out var id)
            ? StreamId.Exchange(id) : default;
        return new Entry(at, written, new UnknownFact(name, stream));
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new JsonException("expected a feed item: {\"entry\": …, \"envelope\": \"…\"}");
        }
    }
}
