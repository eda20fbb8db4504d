using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Hotline.Protocol.Keys;

/// <summary>
/// A key's name for people, to be compared by eye or by telephone: the first 60 bits of the SHA-256 behind its RFC 7638
/// thumbprint, in Crockford's base 32, in three groups of four, such as <c>QY31-J4ZC-QWW0</c>. Short enough to read
/// aloud, long enough that nobody can make a second key for one that is given.
/// </summary>
public static class Fingerprint
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Digits = 12;
    private const int Group = 4;

    /// <summary>The fingerprint of a key.</summary>
    /// <param name="keyId">Its RFC 7638 thumbprint, 43 characters of base64url.</param>
    /// <exception cref="ArgumentException">That is no thumbprint.</exception>
    public static string Of(string keyId) => TryOf(keyId, out var fingerprint)
        ? fingerprint
        : throw new ArgumentException(
            "A key id is an RFC 7638 thumbprint: 43 characters of base64url.", nameof(keyId));

    /// <summary>The fingerprint of what may be a key's id; false when it is none.</summary>
    /// <param name="keyId">Its RFC 7638 thumbprint, 43 characters of base64url.</param>
    /// <param name="fingerprint">The fingerprint.</param>
    public static bool TryOf(string keyId, [NotNullWhen(true)] out string? fingerprint)
    {
        fingerprint = null;
        if (CanonicalBase64Url.Decode32(keyId) is not { } hash)
        {
            return false;
        }
        Span<char> digits = stackalloc char[Digits];
        var bits = BinaryPrimitives.ReadUInt64BigEndian(hash) >> 4;
        for (var at = Digits - 1; at >= 0; at--, bits >>= 5)
        {
            digits[at] = Alphabet[(int)(bits & 31)];
        }
        fingerprint = Grouped(digits);
        return true;
    }

    /// <summary>
    /// Reads what a person typed: lower case, with or without hyphens and spaces, O for 0, I and L for 1.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="fingerprint">The fingerprint as <see cref="Of"/> writes it.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out string? fingerprint)
    {
        fingerprint = null;
        Span<char> digits = stackalloc char[Digits];
        var count = 0;
        foreach (var c in text ?? "")
        {
            if (c is '-' or ' ')
            {
                continue;
            }
            var digit = char.ToUpperInvariant(c) switch { 'O' => '0', 'I' or 'L' => '1', var other => other };
            if (count == Digits || !Alphabet.Contains(digit, StringComparison.Ordinal))
            {
                return false;
            }
            digits[count++] = digit;
        }
        if (count == Digits)
        {
            fingerprint = Grouped(digits);
        }
        return fingerprint is not null;
    }

    private static string Grouped(ReadOnlySpan<char> digits) =>
        $"{digits[..Group]}-{digits[Group..(2 * Group)]}-{digits[(2 * Group)..]}";
}
