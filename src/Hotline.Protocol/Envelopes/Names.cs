using System.Buffers;

namespace Hotline.Protocol.Envelopes;

/// <summary>
/// The forms of the names that go into envelopes, directories, topics and file names; nothing that matches can harm any
/// of them.
/// </summary>
public static class Names
{
    private static readonly SearchValues<char> UpperOrDigit = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly SearchValues<char> LowerDigitHyphen = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> MediaTypeToken = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+");

    /// <summary>A participant: 2 to 8 capital letters or digits, a letter first.</summary>
    public static bool IsParticipant(ReadOnlySpan<char> text) =>
        text.Length is >= 2 and <= 8 && char.IsAsciiLetterUpper(text[0]) && !text.ContainsAnyExcept(UpperOrDigit);

    /// <summary>
    /// A point of contact or a regime: 1 to 32 lower-case letters, digits or hyphens, a letter first.
    /// </summary>
    public static bool IsName(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= 32 && char.IsAsciiLetterLower(text[0]) && !text.ContainsAnyExcept(LowerDigitHyphen);

    /// <summary>
    /// A media type in lower case, without parameters: two restricted names of RFC 6838 §4.2, each with a letter or
    /// digit first.
    /// </summary>
    public static bool IsMediaType(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        return slash > 0 && text.Length <= EnvelopeLimits.MediaType
            && IsRestrictedName(text[..slash]) && IsRestrictedName(text[(slash + 1)..]);
    }

    private static bool IsRestrictedName(ReadOnlySpan<char> text) =>
        text.Length > 0 && (char.IsAsciiLetterLower(text[0]) || char.IsAsciiDigit(text[0]))
        && !text.ContainsAnyExcept(MediaTypeToken);

    /// <summary>True for media types whose content is JSON itself: <c>application/json</c> and <c>…+json</c>.</summary>
    public static bool IsJsonMediaType(ReadOnlySpan<char> type) =>
        type.SequenceEqual("application/json") || type.EndsWith("+json", StringComparison.Ordinal);
}
