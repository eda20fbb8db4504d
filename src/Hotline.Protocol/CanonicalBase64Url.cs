using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Hotline.Protocol;

/// <summary>
/// Base64url (RFC 4648 §5) in its one canonical form: no padding, no white space, unused bits zero. The framework's
/// decoder forgives all three; two texts for the same bytes would make two digests of one message.
/// </summary>
internal static class CanonicalBase64Url
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Letters);
    private static readonly SearchValues<byte> AsciiAlphabet = SearchValues.Create(Encoding.ASCII.GetBytes(Letters));

    // The characters whose low four, and low two, bits are zero: the only ones that may end a text of 4n+2, and 4n+3,
    // characters.
    private const string EndsAfterOneByte = "AQgw";
    private const string EndsAfterTwoBytes = "AEIMQUYcgkosw048";

    public static bool IsValid(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept(Alphabet) && (text.IsEmpty || EndsWell(text.Length, text[^1]));

    /// <summary>The bytes; null when the text is not canonical.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text) => IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    /// <summary>The same of ASCII.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> text) =>
        !text.ContainsAnyExcept(AsciiAlphabet) && (text.IsEmpty || EndsWell(text.Length, (char)text[^1]))
            ? Base64Url.DecodeFromUtf8(text) : null;

    /// <summary>The 32 bytes of a hash or coordinate; null when the text is anything else.</summary>
    public static byte[]? Decode32(string? text) => text is { Length: 43 } ? Decode(text) : null;

    private static bool EndsWell(int length, char last) => (length % 4) switch
    {
        0 => true,
        2 => EndsAfterOneByte.Contains(last, StringComparison.Ordinal),
        3 => EndsAfterTwoBytes.Contains(last, StringComparison.Ordinal),
        _ => false,
    };
}
