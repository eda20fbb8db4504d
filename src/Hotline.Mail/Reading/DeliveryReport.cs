using System.Text.RegularExpressions;
using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>
/// Reads the machine's part of a delivery report (RFC 3464 §2): blocks of headers, the first about the mail, one for
/// each recipient.
/// </summary>
internal static partial class DeliveryReport
{
    /// <summary>The worst that it says; null when every recipient got the mail.</summary>
    public static Outcome<MailBounce?> Read(ReadOnlySpan<byte> body)
    {
        MailBounce? worst = null;
        var actions = 0;
        for (var blocks = 0; !body.IsEmpty; blocks++)
        {
            if (blocks > MailLimits.Parts)
            {
                return ReadingErrors.TooManyParts();
            }
            if (!HeaderBlock.Read(body, out var next).Try(out var block, out var refusal))
            {
                return refusal;
            }
            body = body[next..];
            if (FirstWord(block["Action"]) is not { } action)
            {
                continue;
            }
            actions++;
            var found = action switch
            {
                "failed" => new MailBounce(BounceAction.Failed, Code(block["Status"], '5'), null),
                "delayed" => new MailBounce(BounceAction.Delayed, Code(block["Status"], '4'), null),
                _ => null,
            };
            if (found is not null && (worst is null || found.Action > worst.Action))
            {
                worst = found;
            }
        }
        return actions == 0 ? ReadingErrors.BadReport() : worst;
    }

    /// <summary>First word in lower case, without a comment or parameters after it.</summary>
    public static string? FirstWord(string? value) =>
        value?.Split([' ', '\t', ';', '('], 2)[0].ToLowerInvariant() is { Length: > 0 } word ? word : null;

    private static string Code(string? status, char otherwise) =>
        status is not null && StatusCode().Match(status) is { Success: true } match ? match.Value : $"{otherwise}.0.0";

    [GeneratedRegex(@"^[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])", RegexOptions.CultureInvariant)]
    private static partial Regex StatusCode();
}
