using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hotline.Protocol;

/// <summary>
/// The form of the mail addresses that people enter and hubs write to: one address alone, without name, quotes or
/// comment, at most 254 bytes of UTF-8 (RFC 5321 §4.5.3.1.3). Letters beyond ASCII may stand before the at sign
/// (RFC 6531) and in the domain (RFC 5890). Whatever holds an address asks here, so that none is kept that no mail
/// can be sent to.
/// </summary>
public static class MailAddress
{
    /// <summary>Longest address, in bytes.</summary>
    public const int Longest = 254;

    /// <summary>Longest part before the at sign, in bytes (RFC 5321 §4.5.3.1.1).</summary>
    public const int LongestLocalPart = 64;

    private const int LongestDomain = 253;
    private const int LongestLabel = 63;

    // RFC 5322 §3.2.3, with the dot between words.
    private static readonly SearchValues<char> LocalPart = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.");
    private static readonly SearchValues<char> LetterDigitHyphen = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    private static readonly IdnMapping Domains = new();

    /// <summary>True for one such address.</summary>
    public static bool IsOne(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && text.EnumerateRunes().All(IsVisible)
            && Encoding.UTF8.GetByteCount(text) <= Longest
            && Encoding.UTF8.GetByteCount(text.AsSpan(0, at)) <= LongestLocalPart
            && text[..at].All(c => !char.IsAscii(c) || LocalPart.Contains(c))
            && text[..at].Split('.').All(word => word.Length > 0)
            && AsciiDomain(text[(at + 1)..]) is { } domain && at + 1 + domain.Length <= Longest;
    }

    /// <summary>
    /// True when the part before the at sign is not ASCII: only SMTPUTF8 (RFC 6531) carries such an address.
    /// </summary>
    public static bool NeedsUtf8(string address) => !Ascii.IsValid(address.AsSpan(0, address.LastIndexOf('@') + 1));

    /// <summary>The same address with its domain in ASCII, as every relay understands it.</summary>
    public static string WithAsciiDomain(string address)
    {
        var at = address.LastIndexOf('@');
        return AsciiDomain(address[(at + 1)..]) is { } domain ? address[..(at + 1)] + domain : address;
    }

    /// <summary>True for two ways to write one address: neither case nor the form of the domain matters.</summary>
    public static bool AreSame(string one, string other) =>
        WithAsciiDomain(one).Equals(WithAsciiDomain(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>A domain in ASCII (its A-labels); null when it is none.</summary>
    public static string? AsciiDomain(string domain)
    {
        try
        {
            var ascii = Ascii.IsValid(domain) ? domain : Domains.GetAscii(domain);
            var labels = ascii.Split('.');
            return ascii.Length <= LongestDomain && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit)
                ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>RFC 5321 §2.3.5: letters, digits and hyphens, none at an end.</summary>
    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= LongestLabel && label[0] is not '-' && label[^1] is not '-'
        && !label.AsSpan().ContainsAnyExcept(LetterDigitHyphen);

    /// <summary>Neither white space, nor a control or formatting character, nor half of a character.</summary>
    private static bool IsVisible(Rune rune) => rune != Rune.ReplacementChar && !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.PrivateUse);
}
