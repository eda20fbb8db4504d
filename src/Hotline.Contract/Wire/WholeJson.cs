using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hotline.Contract.Facts;

namespace Hotline.Contract.Wire;

/// <summary>
/// How a client reads what a hub says, which may be anything: every member that must be there is, and no list holds
/// null. What is not whole is no answer (<see cref="JsonException"/>), and nobody meets it later.
/// </summary>
public static class WholeJson
{
    /// <summary>For payloads that are read by somebody else's code; lists are not looked through there.</summary>
    public static JsonSerializerOptions Options { get; } = Whole(WireJson.Default.Options, WireJson.Default);

    internal static JsonTypeInfo<Entry> Entry { get; } =
        (JsonTypeInfo<Entry>)Whole(FactJson.Default.Options, FactJson.Default).GetTypeInfo(typeof(Entry));

    /// <summary>Reads an answer.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="type">What it is to be.</param>
    /// <exception cref="JsonException">It is not whole.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
    {
        Look(new Utf8JsonReader(utf8));
        return JsonSerializer.Deserialize(utf8, (JsonTypeInfo<T>)Options.GetTypeInfo(type.Type))
            ?? throw new JsonException("it is null.");
    }

    /// <summary>Looks through one value, from where the reader stands.</summary>
    /// <exception cref="JsonException">A list holds null.</exception>
    internal static void Look(Utf8JsonReader reader)
    {
        var (depth, before) = (reader.CurrentDepth, reader.TokenType);
        while (reader.Read() && reader.CurrentDepth >= depth)
        {
            if (reader.TokenType == JsonTokenType.Null && before != JsonTokenType.PropertyName)
            {
                throw new JsonException("there is null where a value is meant.");
            }
            before = reader.TokenType;
            if (reader.CurrentDepth == depth && before is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                return;
            }
        }
    }

    private static JsonSerializerOptions Whole(JsonSerializerOptions options, IJsonTypeInfoResolver types)
    {
        var whole = new JsonSerializerOptions(options)
        {
            TypeInfoResolver = types.WithAddedModifier(Require), RespectNullableAnnotations = true,
        };
        whole.MakeReadOnly();
        return whole;
    }

    private static void Require(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: false } parameter
                && (parameter.ParameterType.IsValueType
                    ? Nullable.GetUnderlyingType(parameter.ParameterType) is null : !parameter.IsNullable))
            {
                property.IsRequired = true;
            }
        }
    }
}
