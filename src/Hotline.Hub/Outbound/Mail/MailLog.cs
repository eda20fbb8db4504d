using Hotline.Protocol;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// Log events about mails that go out: 5000 to 5019. Recipients are named by participant and point of contact, never by
/// address; nothing of a content.
/// </summary>
internal static partial class MailLog
{
    [LoggerMessage(5000, LogLevel.Information, "Mail to {Poc} of exchange {Exchange} taken by {Relay}")]
    public static partial void Sent(ILogger log, string poc, string relay, MessageId exchange);

    [LoggerMessage(5001, LogLevel.Warning, "Mail to {Poc} of exchange {Exchange} not sent this time: {Reason}")]
    public static partial void Deferred(ILogger log, string poc, MessageId exchange, string reason);

    [LoggerMessage(5002, LogLevel.Error, "Mail to {Poc} of exchange {Exchange} refused for good: {Reason}")]
    public static partial void Refused(ILogger log, string poc, MessageId exchange, string reason);

    [LoggerMessage(5003, LogLevel.Error, "Mail to {Poc} cannot be sent as it is: refusal {Number}")]
    public static partial void NotSendable(ILogger log, string poc, int number);

    [LoggerMessage(5004, LogLevel.Warning, "Relay {Relay} is left alone for {Break}: {Reason}")]
    public static partial void BreakerOpened(ILogger log, string relay, TimeSpan @break, string reason);

    [LoggerMessage(5005, LogLevel.Information, "Relay {Relay} works again")]
    public static partial void BreakerClosed(ILogger log, string relay);

    [LoggerMessage(5006, LogLevel.Warning, "The outbox cannot be written: {Reason}")]
    public static partial void OutboxFailed(ILogger log, string reason);

    [LoggerMessage(5007, LogLevel.Warning, "Check user and password of relay {Relay}: {Reason}")]
    public static partial void LoggedOut(ILogger log, string relay, string reason);
}
