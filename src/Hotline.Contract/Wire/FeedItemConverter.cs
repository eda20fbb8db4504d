using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Contract.Wire;

/// <summary>Writes a feed item with its entry's own bytes where they are at hand; reads it like any record.</summary>
public sealed class FeedItemConverter : JsonConverter<FeedItem>
{
    private static readonly JsonEncodedText EntryName = JsonEncodedText.Encode("entry");
    private static readonly JsonEncodedText EnvelopeName = JsonEncodedText.Encode("envelope");

    /// <inheritdoc/>
    public override FeedItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject);
        Entry? entry = null;
        string? envelope = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(EntryName.EncodedUtf8Bytes))
            {
                reader.Read();
                entry = JsonSerializer.Deserialize(ref reader, FactJson.Default.Entry);
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
        return new FeedItem(entry ?? throw new JsonException("a feed item has an entry"), envelope);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FeedItem value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(EntryName);
        writer.WriteRawValue(value.EntryJson(), skipInputValidation: true);
        if (value.Envelope is not null)
        {
            writer.WriteString(EnvelopeName, value.Envelope);
        }
        writer.WriteEndObject();
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new JsonException("expected a feed item: {\"entry\": …, \"envelope\": \"…\"}");
        }
    }
}
