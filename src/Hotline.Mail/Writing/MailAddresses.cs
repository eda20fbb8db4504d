using System.Buffers;
using System.Globalization;
using System.Text;
using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// Addresses that we write to and from: an address alone, without quotes or comment, at most 254 bytes of UTF-8.
/// Letters beyond ASCII may stand before the at sign (RFC 6531) and in the domain (RFC 5890).
/// </summary>
public static class MailAddresses
{
    private const int LongestAddress = 254;
    private const int LongestLocalPart = 64; // RFC 5321 §4.5.3.1.1
    private static readonly SearchValues<char> NotInAddress = SearchValues.Create("\"<>,;:()[]\\");
    private static readonly IdnMapping Domains = new() { UseStd3AsciiRules = false };

    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    /// <summary>True for such an address.</summary>
    public static bool IsAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && text.LastIndexOf('@') == at && !text.AsSpan().ContainsAny(NotInAddress)
            && !text.Any(IsInvisible) && Encoding.UTF8.GetByteCount(text) <= LongestAddress
            && Encoding.UTF8.GetByteCount(text.AsSpan(0, at)) <= LongestLocalPart
            && text[..at].Split('.').All(word => word.Length > 0)
            && AsciiDomain(text) is { } domain && Uri.CheckHostName(domain) == UriHostNameType.Dns;
    }

    /// <summary>True for such an address of ASCII alone, which every relay takes.</summary>
    public static bool IsPlain(string text) => Ascii.IsValid(text) && IsAddress(text);

    /// <summary>
    /// True when the part before the at sign is not ASCII: only SMTPUTF8 (RFC 6531) carries such an address.
    /// </summary>
    public static bool NeedsUtf8(string address) => !Ascii.IsValid(address.AsSpan(0, address.LastIndexOf('@') + 1));

    /// <summary>The same address with its domain in ASCII, as every relay understands it.</summary>
    public static string WithAsciiDomain(string address) =>
        AsciiDomain(address) is { } domain ? address[..(address.LastIndexOf('@') + 1)] + domain : address;

    /// <summary>The domain of an address in ASCII; null when it has no such form.</summary>
    public static string? AsciiDomain(string address)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..];
        try
        {
            return Ascii.IsValid(domain) ? domain : Domains.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// The address in what a person wrote, with the name beside it; null when there is none that we write to.
    /// </summary>
    public static Mailbox? Read(string? text)
    {
        if (text is null || text.Any(char.IsControl) || !MailboxAddress.TryParse(Strict, text, out var parsed)
            || !IsAddress(parsed.Address) || parsed.Name?.Any(char.IsControl) == true)
        {
            return null;
        }
        return new Mailbox(string.IsNullOrWhiteSpace(parsed.Name) ? null : parsed.Name, parsed.Address);
    }

    /// <summary>White space, control and formatting characters, and halves of a character.</summary>
    private static bool IsInvisible(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned;
}

/// <summary>A person's or program's place in the mail.</summary>
/// <param name="Name">The name that readers see, in any alphabet; null for none.</param>
/// <param name="Address">The address alone.</param>
public sealed record Mailbox(string? Name, string Address);
