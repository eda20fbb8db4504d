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

    private static readonly FrozenDictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> ByText =
        Values.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly int Longest = Names.Values.Max(n => n.Length);

    /// <summary>All names, for messages that list them.</summary>
    public static string All { get; } = string.Join(", ", Names.OrderBy(n => n.Key).Select(n => n.Value));

    /// <summary>The wire name of a value.</summary>
    public static string Name(T value) => Names[value];

    /// <summary>The value of a wire name; names are exact.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out T value) => ByText.TryGetValue(name, out value);

    /// <summary>The value of the name that a reader is at.</summary>
    internal static bool TryRead(ref Utf8JsonReader reader, out T value)
    {
        value = default;
        Span<char> name = stackalloc char[Longest];
        return reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
            && reader.TryCopyShort(name, out var length) && TryParse(name[..length], out value);
    }
}

/// <summary>Wire names as extension, for reading ease: <c>kind.Wire()</c>.</summary>
public static class WireNames
{
    /// <summary>The wire name of a value.</summary>
    public static string Wire<T>(this T value) where T : struct, Enum => WireEnum<T>.Name(value);
}

/// <summary>Texts of a known length, read without making strings of them.</summary>
internal static class ShortTexts
{
    // What one character may take: \uXXXX.
    private const int Escaped = 6;

    /// <summary>Copies the text that a reader is at; false when it is longer than there is room.</summary>
    public static bool TryCopyShort(this ref Utf8JsonReader reader, scoped Span<char> text, out int length)
    {
        length = 0;
        var bytes = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (bytes > text.Length && (!reader.ValueIsEscaped || bytes > Escaped * text.Length))
        {
            return false;
        }
        Span<char> copied = stackalloc char[(int)bytes];
        length = reader.CopyString(copied);
        return copied[..length].TryCopyTo(text);
    }
}

/// <summary>JSON strings by wire name; anything else, numbers included, is an error.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class WireEnumConverter<T> : JsonConverter<T> where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WireEnum<T>.TryRead(ref reader, out var value)
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
