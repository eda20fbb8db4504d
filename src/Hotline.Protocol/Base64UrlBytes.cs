using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hotline.Protocol;

/// <summary>
/// Bytes that travel as base64url: written from the bytes and read into them, without a text between. What was read and
/// is not canonical base64url is kept as it came.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly struct Base64UrlBytes : IEquatable<Base64UrlBytes>
{
    private readonly byte[]? _bytes;
    private readonly string? _unread;

    /// <summary>These bytes; nobody may change them.</summary>
    public Base64UrlBytes(byte[] bytes) => _bytes = bytes;

    private Base64UrlBytes(string unread) => _unread = unread;

    /// <summary>A text that came.</summary>
    public static Base64UrlBytes FromText(string text) =>
        CanonicalBase64Url.Decode(text) is { } bytes ? new Base64UrlBytes(bytes) : new Base64UrlBytes(text);

    /// <summary>The bytes; null when what came was not canonical base64url.</summary>
    public byte[]? Bytes => _unread is null ? _bytes ?? [] : null;

    /// <summary>The text as it travels.</summary>
    public override string ToString() => _unread ?? Base64Url.EncodeToString(_bytes);

    /// <summary>The same text.</summary>
    public bool Equals(Base64UrlBytes other) =>
        _unread == other._unread && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Base64UrlBytes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The same text.</summary>
    public static bool operator ==(Base64UrlBytes left, Base64UrlBytes right) => left.Equals(right);

    /// <summary>Another text.</summary>
    public static bool operator !=(Base64UrlBytes left, Base64UrlBytes right) => !left.Equals(right);

    /// <summary>A JSON string.</summary>
    public sealed class Converter : JsonConverter<Base64UrlBytes>
    {
        /// <inheritdoc/>
        public override Base64UrlBytes Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException("expected base64url");
            }
            return !reader.HasValueSequence && !reader.ValueIsEscaped
                && CanonicalBase64Url.Decode(reader.ValueSpan) is { } bytes
                ? new Base64UrlBytes(bytes) : FromText(reader.GetString()!);
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, Base64UrlBytes value, JsonSerializerOptions options)
        {
            if (value._unread is not null)
            {
                writer.WriteStringValue(value._unread);
                return;
            }
            var length = Base64Url.GetEncodedLength(value._bytes?.Length ?? 0);
            var text = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                Base64Url.EncodeToUtf8(value._bytes, text);
                writer.WriteStringValue(text.AsSpan(0, length));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(text);
            }
        }
    }
}
