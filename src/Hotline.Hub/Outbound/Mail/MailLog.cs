using Hotline.Hub.Doors.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>Log events of the mail carrier, 5000 to 5099. Recipients are named by participant and point of contact, never by address; nothing of a content.</summary>
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

    [LoggerMessage(5020, LogLevel.Information, "Mail {File}: message {Message} is entry {Position}")]
    public static partial void Submitted(ILogger log, string file, MessageId message, long position);

    [LoggerMessage(5021, LogLevel.Warning, "Mail {File} refused: {Numbers}; the reason stands beside it in the folder refused")]
    public static partial void MailRefused(ILogger log, string file, string numbers);

    [LoggerMessage(5022, LogLevel.Information, "Mail {File} put aside: {Why}")]
    public static partial void PutAside(ILogger log, string file, string why);

    [LoggerMessage(5023, LogLevel.Warning, "Mail to {Poc} of exchange {Exchange} came back: {Code}")]
    public static partial void CameBack(ILogger log, string poc, MessageId exchange, string code);

    [LoggerMessage(5024, LogLevel.Warning, "Mail {File} left for later: refusal {Number}")]
    public static partial void LeftForLater(ILogger log, string file, int number);

    [LoggerMessage(5025, LogLevel.Error, "Mail {File} could not be handled and is tried again")]
    public static partial void HandlingFailed(ILogger log, Exception failure, string file);

    [LoggerMessage(5026, LogLevel.Error, "The inbound Maildir cannot be read: {Reason}")]
    public static partial void MaildirFailed(ILogger log, string reason);

    [LoggerMessage(5027, LogLevel.Information, "No file events ({Reason}): the Maildir is only polled")]
    public static partial void NotWatching(ILogger log, string reason);

    [LoggerMessage(5028, LogLevel.Warning, "Mail {File} claims that the mail to {Poc} of exchange {Exchange} came back, but does not bring back that mail's label; it counts for nothing")]
    public static partial void Unlabelled(ILogger log, string file, string poc, MessageId exchange);

    [LoggerMessage(5030, LogLevel.Error, "The mail carrier failed; it tries again")]
    public static partial void CarrierFailed(ILogger log, Exception failure);

    [LoggerMessage(5031, LogLevel.Critical, "DEAD LETTER: the mail to {Poc} of exchange {Exchange} will not be tried again after {Attempts} attempts: {Reason}")]
    public static partial void DeadLetter(ILogger log, string poc, MessageId exchange, int attempts, string reason);
}
