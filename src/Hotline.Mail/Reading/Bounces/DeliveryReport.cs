using System.Text.RegularExpressions;
using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// The machine's part of a delivery report (RFC 3464 §2, RFC 6533): groups of headers, the first about the mail, one
/// for each recipient.
/// </summary>
internal sealed partial class DeliveryReport
{
    private static readonly string[] Ids = ["X-Original-Message-ID", "Original-Message-ID"];

    /// <summary>The worst that it says of a recipient; null when it says nothing that can be read.</summary>
    public MailBounce? Worst { get; private init; }

    /// <summary>True when it says at least one action, were it only that a list took the mail.</summary>
    public bool HasAction { get; private init; }

    /// <summary>Ids of the mail that it is about, in angle brackets.</summary>
    public required IReadOnlyList<string> OriginalIds { get; init; }

    /// <summary>True for bytes that are one, whatever type a gateway made of it.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes)
    {
        var start = bytes[..Math.Min(bytes.Length, 64)].TrimStart("\r\n"u8);
        return start.StartsWith("Reporting-MTA:"u8) || start.StartsWith("Original-Envelope-Id:"u8)
            || start.StartsWith("Final-Recipient:"u8);
    }

    /// <summary>Reads it.</summary>
    public static DeliveryReport Read(byte[] body)
    {
        // Some begin with an empty line.
        var text = body.AsSpan(0, Math.Min(body.Length, MailLimits.HeaderBytes)).TrimStart("\r\n"u8).ToArray();
        var part = new MessageDeliveryStatus { Content = new MimeContent(new MemoryStream(text, writable: false)) };
        var groups = Unbroken.Try(() => part.StatusGroups.Take(MailLimits.Parts).ToList()) ?? [];
        var envelope = groups.Select(g => First(g, "Original-Envelope-Id")).FirstOrDefault(v => v is not null);
        MailBounce? worst = null;
        var hasAction = false;
        foreach (var group in groups)
        {
            var action = MailHeading.FirstWord(First(group, "Action"));
            hasAction |= action is not null;
            if (ActionOf(action) is { } done && (worst is null || done > worst.Action))
            {
                worst = new MailBounce(done, Code(First(group, "Status"), done))
                {
                    EnvelopeId = envelope,
                    Recipient = Address(First(group, "Original-Recipient") ?? First(group, "Final-Recipient")),
                };
            }
        }
        return new DeliveryReport
        {
            Worst = worst,
            HasAction = hasAction,
            OriginalIds = [
                .. groups.SelectMany(g => Ids.SelectMany(n => MailHeading.All(g, n))).SelectMany(MessageIds.Loosely)],
        };
    }

    /// <summary>An enhanced status code; one that says only which class when there is none.</summary>
    public static string Code(string? text, BounceAction action) =>
        text is not null && StatusCode().Match(text) is { Success: true } match ? match.Value : action switch
        {
            BounceAction.Delivered => "2.0.0",
            BounceAction.Delayed => "4.0.0",
            BounceAction.Failed => "5.0.0",
        };

    private static BounceAction? ActionOf(string? action) => action switch
    {
        "failed" or "failure" or "error" => BounceAction.Failed, // so NTMail and an early OpenSMTPD
        "delayed" => BounceAction.Delayed,
        "delivered" or "relayed" => BounceAction.Delivered,
        _ => null,
    };

    private static string? First(HeaderList group, string name) =>
        MailHeading.All(group, name).Select(MailCharacters.OneLine).FirstOrDefault(v => v.Length > 0);

    /// <summary>What stands after the address type: <c>rfc822; officer@xc.example</c>.</summary>
    private static string? Address(string? recipient) =>
        recipient?.Split(';', 2) is [.., var address] ? address.Trim(' ', '\t', '<', '>') : null;

    [GeneratedRegex(@"^[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])", RegexOptions.CultureInvariant)]
    private static partial Regex StatusCode();
}
