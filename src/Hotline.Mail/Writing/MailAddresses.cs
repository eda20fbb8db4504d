using System.Buffers;
using System.Net.Mail;
using System.Text;

namespace Hotline.Mail;

/// <summary>
/// Addresses that we write to and from: an address alone, without name or comment, in ASCII, at most 254 characters.
/// </summary>
public static class MailAddresses
{
    private static readonly SearchValues<char> NotInAddress = SearchValues.Create(" \t\r\n\"<>,;:()[]\\");

    /// <summary>True for such an address.</summary>
    public static bool IsPlain(string text) =>
        text.Length is > 2 and <= 254 && Ascii.IsValid(text) && !text.AsSpan().ContainsAny(NotInAddress)
        && MailAddress.TryCreate(text, out var parsed) && parsed.Address == text;

    /// <summary>
    /// The address in what a person wrote, without the name beside it; null when there is none that we write to.
    /// </summary>
    public static string? Read(string? text) =>
        MailAddress.TryCreate(text, out var parsed) && IsPlain(parsed.Address) ? parsed.Address : null;
}
