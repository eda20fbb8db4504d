using System.Buffers;
using System.Buffers.Text;

namespace Hotline.Protocol;

/// <summary>
/// Base64url (RFC 4648 §5) in its one canonical form: no padding, no white space, unused bits zero. The framework's
/// decoder forgives all three; two texts for the same bytes would make two digests of one message.
/// </summary>
internal static class CanonicalBase64Url
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    // The characters whose low four, and low two, bits are zero: the only ones that may end a text of 4n+2, and 4n+3,
    // characters.
    private const string EndsAfterOneByte = "AQgw";
    private const string EndsAfterTwoBytes = "AEIMQUYcgkosw048";

    public static bool IsValid(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Alphabet) && (text.Length % 4) switch
    {
        0 => true,
        2 => EndsAfterOneByte.Contains(text[^1], StringComparison.Ordinal),
        3 => EndsAfterTwoBytes.Contains(text[^1], StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>The bytes; null when the text is not canonical.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text) => IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    /// <summary>The 32 bytes of a hash or coordinate; null when the text is anything else.</summary>
    public static byte[]? Decode32(string? text) => text is { Length: 43 } ? Decode(text) : null;
}
