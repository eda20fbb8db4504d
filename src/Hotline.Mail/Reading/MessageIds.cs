using System.Text.RegularExpressions;

namespace Hotline.Mail;

/// <summary>Ids of mails as they stand in headers and texts.</summary>
internal static partial class MessageIds
{
    /// <summary>The most that are taken from one place.</summary>
    private const int Most = 50;

    /// <summary>The ids in angle brackets in a header, in order.</summary>
    public static IEnumerable<string> In(string? header) =>
        header is null ? [] : Bracketed().Matches(header).Select(m => m.Value).Take(Most);

    /// <summary>The ids of a header that reports write, with or without brackets.</summary>
    public static IEnumerable<string> Loosely(string? header) =>
        In(header) is var ids && ids.Any() ? ids
        : header is not null && Bare().Match(header) is { Success: true } bare ? [$"<{bare.Value}>"] : [];

    /// <summary>The ids that stand after <c>Message-ID:</c> in a text, then whatever else has their form.</summary>
    public static IEnumerable<string> InText(string text)
    {
        text = text[..Math.Min(text.Length, MailLimits.HeaderBytes)];
        return Named().Matches(text).Select(m => $"<{m.Groups[1].Value}>")
            .Concat(In(text).Where(id => id.Contains('@', StringComparison.Ordinal))).Distinct().Take(Most);
    }

    [GeneratedRegex(@"<[^<>\s\p{Cc}]{2,990}>", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"^[^<>\s\p{Cc}@]{1,500}@[^<>\s\p{Cc}]{1,490}$", RegexOptions.CultureInvariant)]
    private static partial Regex Bare();

    [GeneratedRegex(
        @"message-id:[\s>]{0,100}<?([^<>\s\p{Cc}@]{1,500}@[^<>\s\p{Cc}]{1,490})",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Named();
}
