using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Hotline.Mail;
using Hotline.Protocol;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>Reads from the library's exceptions what a relay meant.</summary>
internal static partial class RelayAnswers
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaximumReason = 200;

    // RFC 4954 §6; the library says both in ways of its own.
    private const int AuthenticationRequired = 530, MechanismTooWeak = 534;

    /// <summary>The answer that a failure amounts to.</summary>
    /// <param name="relay">The relay's name in the settings.</param>
    /// <param name="failure">What the library threw.</param>
    /// <param name="reached">How far the conversation had come.</param>
    public static RelayAnswer Read(string relay, Exception failure, RelayStage reached) => failure switch
    {
        SmtpCommandException refusal =>
            Refused(relay, (int)refusal.StatusCode, refusal.Message, Stage(refusal, reached)),
        ServiceNotAuthenticatedException => Refused(relay, AuthenticationRequired, failure.Message, reached),
        SaslException => Faulty(
            relay, RelayStage.Login, "it could not prove that it knows the password too", loggedOut: true),
        AuthenticationException => NotLetIn(relay, failure.Message),
        SslHandshakeException { ServerCertificate: null } => Faulty(
            relay, RelayStage.Tls, "TLS failed: none is spoken there; check the relay's port and tls"),
        SslHandshakeException => Faulty(
            relay, RelayStage.Tls, "TLS failed: its certificate is not for that host, or from nobody who is trusted; "
                + "check the relay's host and caFile"),
        NotSupportedException when reached is RelayStage.Connect or RelayStage.Tls =>
            Faulty(relay, RelayStage.Tls, "it offers no TLS, and without it gets no mail"),
        _ when Socket(failure) is { } socket && reached == RelayStage.Connect =>
            Faulty(relay, reached, $"connection failed ({socket.SocketErrorCode})"),
        _ => Faulty(relay, reached, $"connection broke {When(reached)} ({failure.GetType().Name})"),
    };

    /// <summary>The answer of a relay that cannot carry the mail's addresses (RFC 6531, X.6.7).</summary>
    public static RelayAnswer WithoutUtf8(string relay, WrittenMail mail) => new(
        RelayVerdict.Declined, relay, Reason(relay, SendErrors.NeedsUtf8(
            MailAddress.NeedsUtf8(mail.To) ? "the directory" : "mail.from, replyTo and bounces").ToString()),
        RelayStage.Recipient, new EnhancedStatus(5, 6, 7));

    /// <summary>The answer of a relay at which we cannot even try to log in.</summary>
    public static RelayAnswer NoLogin(string relay, string why) =>
        Faulty(relay, RelayStage.Login, "it did not let us log in: " + why, loggedOut: true);

    /// <summary>A reason of at most <see cref="MaximumReason"/> characters in one line.</summary>
    public static string Reason(string relay, string what) => Cut($"{relay}: {what}");

    /// <summary>Cut to <see cref="MaximumReason"/> characters.</summary>
    public static string Cut(string text) => text.Length <= MaximumReason ? text : text[..(MaximumReason - 1)] + "…";

    private static RelayAnswer Refused(string relay, int code, string text, RelayStage stage)
    {
        var status = EnhancedStatus.Read(code, text);
        var loggedOut = stage == RelayStage.Login && code >= 500;
        var said = string.Create(CultureInfo.InvariantCulture, $"{code} {Clean(text)}");
        return new RelayAnswer(
            RelayVerdicts.Of(stage, code, status), relay,
            Reason(relay, stage == RelayStage.Login ? "it did not let us log in: " + said : said), stage, status,
            loggedOut);
    }

    /// <summary>
    /// The library says a refused log-in as <c>CODE: TEXT</c>, and one whose mechanism is too weak without the code.
    /// </summary>
    private static RelayAnswer NotLetIn(string relay, string message)
    {
        var reply = LoginReply().Match(message);
        var code = reply.Success
            ? int.Parse(reply.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : MechanismTooWeak;
        return Refused(relay, code, reply.Success ? reply.Groups[2].Value : message, RelayStage.Login);
    }

    private static RelayStage Stage(SmtpCommandException refusal, RelayStage reached) => refusal.ErrorCode switch
    {
        SmtpErrorCode.SenderNotAccepted => RelayStage.Sender,
        SmtpErrorCode.RecipientNotAccepted => RelayStage.Recipient,
        SmtpErrorCode.MessageNotAccepted => reached < RelayStage.Data ? RelayStage.Sender : reached,
        SmtpErrorCode.UnexpectedStatusCode => reached,
    };

    private static RelayAnswer Faulty(string relay, RelayStage stage, string what, bool loggedOut = false) =>
        new(RelayVerdict.Faulty, relay, Reason(relay, what), stage, LoggedOut: loggedOut);

    private static string When(RelayStage reached) => reached switch
    {
        RelayStage.Connect => "before it said what it offers",
        RelayStage.Tls => "while TLS began",
        RelayStage.Login => "while we logged in",
        RelayStage.Sender => "at the sender",
        RelayStage.Recipient => "at the recipient",
        RelayStage.Data => "before it had the whole mail",
        RelayStage.Content => "after it had the whole mail: whether it took it is unknown",
    };

    private static SocketException? Socket(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket)
            {
                return socket;
            }
        }
        return null;
    }

    /// <summary>Everything that may be an address goes; what is left is one line of printable text.</summary>
    private static string Clean(string text) => Spaces().Replace(Address().Replace(text, "[…]"), " ").Trim();

    [GeneratedRegex(@"^([2-5][0-9]{2}): ?(.*)$", RegexOptions.Singleline)]
    private static partial Regex LoginReply();

    [GeneratedRegex(@"<[^>]*>|\S*@\S*")]
    private static partial Regex Address();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Spaces();
}
