using Hotline.Protocol;
using MimeKit;

namespace Hotline.Mail;

/// <summary>Addresses as people write them: alone, or with a name before.</summary>
public static class MailAddresses
{
    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    /// <summary>
    /// The address in what a person wrote, with the name beside it; null when there is none that we write to
    /// (<see cref="MailAddress"/>).
    /// </summary>
    public static Mailbox? Read(string? text)
    {
        if (text is null || text.Any(char.IsControl) || !MailboxAddress.TryParse(Strict, text, out var parsed)
            || !MailAddress.IsOne(parsed.Address) || parsed.Name?.Any(char.IsControl) == true)
        {
            return null;
        }
        return new Mailbox(string.IsNullOrWhiteSpace(parsed.Name) ? null : parsed.Name, parsed.Address);
    }
}

/// <summary>A person's or program's place in the mail.</summary>
/// <param name="Name">The name that readers see, in any alphabet; null for none.</param>
/// <param name="Address">The address alone.</param>
public sealed record Mailbox(string? Name, string Address);
