using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hotline.Protocol;

/// <summary>Times as they travel: RFC 3339, UTC, <c>2026-01-02T03:04:05.678Z</c>, whole milliseconds.</summary>
/// <remarks>
/// One form, read and written by hand: every entry and envelope holds several, and the framework's patterns cost more
/// than the rest of the entry.
/// </remarks>
public static class Instant
{
    /// <summary>Characters of the wire form.</summary>
    internal const int Length = 24;
    private const int LengthInSeconds = 20;

    /// <summary>The wire form.</summary>
    public static string Write(DateTimeOffset time) =>
        string.Create(Length, time, static (text, time) => Write(time, text));

    /// <summary>Reads the wire form, with milliseconds or whole seconds; no other offset than Z.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset time) =>
        TryParse(text.AsSpan(), out time);

    /// <summary>The time cut down to whole milliseconds: what is decided is what can be written.</summary>
    public static DateTimeOffset ToMilliseconds(this DateTimeOffset time) =>
        new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    /// <summary>Writes the wire form as UTF-8 or UTF-16.</summary>
    internal static void Write<T>(DateTimeOffset time, Span<T> text) where T : unmanaged, IBinaryInteger<T>
    {
        var utc = time.UtcDateTime;
        var (year, month, day) = utc;
        Put(text[..4], year, '-', text[4..]);
        Put(text[5..7], month, '-', text[7..]);
        Put(text[8..10], day, 'T', text[10..]);
        Put(text[11..13], utc.Hour, ':', text[13..]);
        Put(text[14..16], utc.Minute, ':', text[16..]);
        Put(text[17..19], utc.Second, '.', text[19..]);
        Put(text[20..23], utc.Millisecond, 'Z', text[23..]);
    }

    /// <summary>Reads the wire form from UTF-8 or UTF-16.</summary>
    internal static bool TryParse<T>(
        ReadOnlySpan<T> text, out DateTimeOffset time) where T : unmanaged, IBinaryInteger<T>
    {
        time = default;
        var milliseconds = 0;
        if (text.Length is not (Length or LengthInSeconds)
            || !Take(text, 0, 4, '-', out var year)
            || !Take(text, 5, 2, '-', out var month) || !Take(text, 8, 2, 'T', out var day)
            || !Take(text, 11, 2, ':', out var hour) || !Take(text, 14, 2, ':', out var minute)
            || !Take(text, 17, 2, text.Length == Length ? '.' : 'Z', out var second)
            || (text.Length == Length && !Take(text, 20, 3, 'Z', out milliseconds)))
        {
            return false;
        }
        if (year < 1 || month is < 1 or > 12
            || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }
        time = new DateTimeOffset(year, month, day, hour, minute, second, milliseconds, TimeSpan.Zero);
        return true;
    }

    private static void Put<T>(
        Span<T> digits, int value, char then, Span<T> after) where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = T.CreateTruncating('0' + value % 10);
            value /= 10;
        }
        after[0] = T.CreateTruncating(then);
    }

    /// <summary>A number of so many digits with the mark that follows it.</summary>
    private static bool Take<T>(
        ReadOnlySpan<T> text, int at, int digits, char then, out int value) where T : unmanaged, IBinaryInteger<T>
    {
        value = 0;
        for (var i = at; i < at + digits; i++)
        {
            var digit = int.CreateTruncating(text[i]) - '0';
            if (digit is < 0 or > 9)
            {
                return false;
            }
            value = value * 10 + digit;
        }
        return text[at + digits] == T.CreateTruncating(then);
    }
}

/// <summary>JSON form of times, see <see cref="Instant"/>.</summary>
public sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        DateTimeOffset time = default;
        var read = reader.TokenType == JsonTokenType.String
            && (reader.HasValueSequence || reader.ValueIsEscaped
                ? Instant.TryParse(reader.GetString(), out time) : Instant.TryParse(reader.ValueSpan, out time));
        return read ? time : throw new JsonException("expected a time such as 2026-01-02T03:04:05.678Z");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Instant.Length];
        Instant.Write(value, text);
        writer.WriteStringValue(text);
    }
}
