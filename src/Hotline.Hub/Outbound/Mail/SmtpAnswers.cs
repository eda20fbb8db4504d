using System.Globalization;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Hotline.Hub.Settings;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>Reads from the library's exceptions what a relay meant.</summary>
internal static partial class SmtpAnswers
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaximumReason = 200;

    /// <summary>The answer that a failure amounts to.</summary>
    /// <param name="relay">The relay.</param>
    /// <param name="recipient">The address written to: a refusal that names it concerns it.</param>
    /// <param name="failure">What the library threw.</param>
    /// <param name="begun">
    /// True when the relay had asked for the data: it knew everything about the mail but its content, and took it.
    /// </param>
    public static RelayAnswer Read(RelaySettings relay, string recipient, Exception failure, bool begun)
    {
        var code = failure is SmtpException { StatusCode: var status } && (int)status >= 400 ? (int)status : 0;
        var text = failure.Message;
        var enhanced = Enhanced().Match(text) is { Success: true } match ? match.Value : null;
        if (code == 0)
        {
            return new RelayAnswer(RelayVerdict.Faulty, relay.Name, Reason(relay.Name, Trouble(failure)));
        }
        if (relay.User is not null && !begun && AsLoggedOut(code, enhanced, text))
        {
            var why = Reason(relay.Name, "it seems that it did not let us log in: " + Reply(code, text));
            return new RelayAnswer(RelayVerdict.Faulty, relay.Name, why, LoggedOut: true);
        }

        // The library reports 450 and 550 to 553 as a failed recipient, 454 and 554 only by the reply's text.
        var aboutRecipient = failure is SmtpFailedRecipientException
            || text.Contains(recipient, StringComparison.OrdinalIgnoreCase);
        var verdict = Verdict(code, aboutRecipient, begun, enhanced);
        return new RelayAnswer(verdict, relay.Name, Reason(relay.Name, Reply(code, text)));
    }

    /// <summary>A reason of at most <see cref="MaximumReason"/> characters in one line.</summary>
    public static string Reason(string relay, string what) => Cut($"{relay}: {what}");

    /// <summary>Cut to <see cref="MaximumReason"/> characters.</summary>
    public static string Cut(string text) => text.Length <= MaximumReason ? text : text[..(MaximumReason - 1)] + "…";

    private static RelayVerdict Verdict(int code, bool aboutRecipient, bool begun, string? enhanced)
    {
        if (code < 500)
        {
            return aboutRecipient ? RelayVerdict.Later : RelayVerdict.Faulty;
        }

        // These are said of a mail, never of a connection (RFC 5321 §4.3.2; 556 is RFC 7504). The others may be: 554
        // also is how a relay greets whom it does not serve.
        if (!aboutRecipient && !begun && code is not (550 or 552 or 553 or 555 or 556))
        {
            return RelayVerdict.Faulty;
        }

        // RFC 3463: the second number says what a refusal is about. 1 is an address and 2 a mailbox, of the recipient's
        // but for 5.1.7 and 5.1.8, which are about the sender.
        var undeliverable = enhanced is { } e
            ? (aboutRecipient || begun) && e is not ("5.1.7" or "5.1.8") && (Is(e, "5.1.") || Is(e, "5.2."))
            : code == 556 || (aboutRecipient && code is 550 or 551 or 553);
        return undeliverable ? RelayVerdict.Undeliverable : RelayVerdict.Declined;
    }

    /// <summary>
    /// True for what a relay says to somebody who has not logged in (RFC 4954, RFC 3463 §3.8; without an enhanced code
    /// only the words tell). The library itself goes on without a word when a password is refused. A true refusal by
    /// policy that looks the same is only tried again in vain.
    /// </summary>
    private static bool AsLoggedOut(int code, string? enhanced, string text) =>
        code is 530 or 534 or 535 or 538
        || (code >= 500 && (enhanced is null ? LoginWords().IsMatch(text) : Is(enhanced, "5.7.")));

    private static bool Is(string enhanced, string form) => enhanced.StartsWith(form, StringComparison.Ordinal);

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
        return failure is SmtpException { InnerException: null }
            ? Clean(failure.Message) : $"connection broke ({(failure.InnerException ?? failure).GetType().Name})";
    }

    private static string Reply(int code, string text)
    {
        const string Before = "response was:";
        var at = text.IndexOf(Before, StringComparison.Ordinal);
        var said = Clean(at < 0 ? text : text[(at + Before.Length)..]);
        return string.Create(CultureInfo.InvariantCulture, $"{code} {said}");
    }

    /// <summary>Everything that may be an address goes; what is left is one line of printable text.</summary>
    private static string Clean(string text) => Spaces().Replace(Address().Replace(text, "[…]"), " ").Trim();

    [GeneratedRegex(@"\b[245]\.\d{1,3}\.\d{1,3}\b")]
    private static partial Regex Enhanced();

    [GeneratedRegex(@"\brelay|\bauth|\blog ?in", RegexOptions.IgnoreCase)]
    private static partial Regex LoginWords();

    [GeneratedRegex(@"<[^>]*>|\S*@\S*")]
    private static partial Regex Address();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Spaces();
}
