using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hotline.Protocol;

/// <summary>
/// The wire names of an enum: exactly those of its <see cref="JsonStringEnumMemberNameAttribute"/>s, case-sensitive.
/// </summary>
/// <typeparam name="T">An enum whose every member carries the attribute.</typeparam>
public static class WireEnum<T> where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Names = typeof(T).GetFields(
        BindingFlags.Public | BindingFlags.Static)
        .ToFrozenDictionary(
            f => (T)f.GetValue(null)!, f => f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name);

    private static readonly FrozenDictionary<string, T> Values = Names.ToFrozenDictionary(
        n => n.Value, n => n.Key, StringComparer.Ordinal);

    /// <summary>All names, for messages that list them.</summary>
    public static string All { get; } = string.Join(", ", Names.OrderBy(n => n.Key).Select(n => n.Value));

    /// <summary>The wire name of a value.</summary>
    public static string Name(T value) => Names[value];

    /// <summary>The value of a wire name; names are exact.</summary>
    public static bool TryParse(string? name, out T value)
    {
        value = default;
        return name is not null && Values.TryGetValue(name, out value);
    }
}

/// <summary>Wire names as extension, for reading ease: <c>kind.Wire()</c>.</summary>
public static class WireNames
{
    /// <summary>The wire name of a value.</summary>
    public static string Wire<T>(this T value) where T : struct, Enum => WireEnum<T>.Name(value);
}

/// <summary>JSON strings by wire name; anything else, numbers included, is an error.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class WireEnumConverter<T> : JsonConverter<T> where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
        && WireEnum<T>.TryParse(reader.GetString(), out var value)
            ? value : throw new JsonException($"expected one of: {WireEnum<T>.All}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(WireEnum<T>.Name(value));

    /// <inheritdoc/>
    public override T ReadAsPropertyName(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(WireEnum<T>.Name(value));
}
