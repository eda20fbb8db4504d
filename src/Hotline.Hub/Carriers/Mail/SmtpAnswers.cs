using System.Globalization;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;

namespace Hotline.Hub.Carriers.Mail;

/// <summary>Reads from the library's exceptions what a relay meant.</summary>
internal static partial class SmtpAnswers
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaximumReason = 200;

    /// <summary>The answer that a failure amounts to.</summary>
    /// <param name="relay">The relay's name.</param>
    /// <param name="recipient">The address written to: a refusal that names it concerns it.</param>
    /// <param name="failure">What the library threw.</param>
    public static RelayAnswer Read(string relay, string recipient, Exception failure)
    {
        var code = failure is SmtpException { StatusCode: var status } && (int)status >= 400 ? (int)status : 0;
        var text = failure.Message;
        // The library reports 450 and 550 to 553 as a failed recipient, 454 and 554 only by the reply's text.
        var aboutRecipient = failure is SmtpFailedRecipientException || text.Contains(recipient, StringComparison.OrdinalIgnoreCase);
        var enhanced = Enhanced().Match(text) is { Success: true } match ? match.Value : null;
        return new RelayAnswer(Verdict(code, aboutRecipient, enhanced), relay, Reason(relay, code == 0 ? Trouble(failure) : Reply(code, text)));
    }

    /// <summary>A reason of at most <see cref="MaximumReason"/> characters in one line.</summary>
    public static string Reason(string relay, string what) => Cut($"{relay}: {what}");

    /// <summary>Cut to <see cref="MaximumReason"/> characters.</summary>
    public static string Cut(string text) => text.Length <= MaximumReason ? text : text[..(MaximumReason - 1)] + "…";

    private static RelayVerdict Verdict(int code, bool aboutRecipient, string? enhanced) => (code, aboutRecipient) switch
    {
        (0, _) or (_, false) => RelayVerdict.Faulty,
        ( < 500, true) => RelayVerdict.Later,
        // RFC 3463: the second number says what the refusal is about; 1 address and 2 mailbox are the recipient's, all others the relay's.
        (_, true) when enhanced is { } e => e.StartsWith("5.1.", StringComparison.Ordinal) || e.StartsWith("5.2.", StringComparison.Ordinal)
            ? RelayVerdict.Undeliverable : RelayVerdict.Declined,
        (550 or 551 or 553, true) => RelayVerdict.Undeliverable,
        (_, true) => RelayVerdict.Declined,
    };

    private static string Trouble(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case AuthenticationException:
                    return "TLS failed: its certificate or protocol was not accepted";
                case SocketException { SocketErrorCode: var error }:
                    return $"connection failed ({error})";
            }
        }
        return failure is SmtpException { InnerException: null } ? Clean(failure.Message) : $"connection broke ({(failure.InnerException ?? failure).GetType().Name})";
    }

    private static string Reply(int code, string text)
    {
        var at = text.IndexOf("response was:", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{code} {Clean(at < 0 ? text : text[(at + "response was:".Length)..])}");
    }

    /// <summary>Everything that may be an address goes; what is left is one line of printable text.</summary>
    private static string Clean(string text) => Spaces().Replace(Address().Replace(text, "[…]"), " ").Trim();

    [GeneratedRegex(@"\b[245]\.\d{1,3}\.\d{1,3}\b")]
    private static partial Regex Enhanced();

    [GeneratedRegex(@"<[^>]*>|\S*@\S*")]
    private static partial Regex Address();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Spaces();
}
