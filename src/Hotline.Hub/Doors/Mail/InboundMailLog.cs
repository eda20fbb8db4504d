using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// Log events about mails that come in: 5020 to 5029 and 5040 to 5049. Recipients are named by participant and point
/// of contact, never by address; nothing of a content.
/// </summary>
internal static partial class InboundMailLog
{
    [LoggerMessage(5020, LogLevel.Information, "Mail {File}: message {Message} is entry {Position}")]
    public static partial void Submitted(ILogger log, string file, MessageId message, long position);

    [LoggerMessage(5021, LogLevel.Warning,
        "Mail {File} refused: {Numbers}; the reason stands beside it in the folder refused")]
    public static partial void MailRefused(ILogger log, string file, string numbers);

    [LoggerMessage(5022, LogLevel.Information, "Mail {File} put aside: {Why}")]
    public static partial void PutAside(ILogger log, string file, string why);

    [LoggerMessage(5023, LogLevel.Warning, "Mail to {Poc} of exchange {Exchange} came back: {Code}")]
    public static partial void CameBack(ILogger log, string poc, MessageId exchange, string code);

    [LoggerMessage(5024, LogLevel.Warning, "Mail {File} left for later: refusal {Number}")]
    public static partial void LeftForLater(ILogger log, string file, int number);

    [LoggerMessage(5025, LogLevel.Error, "Mail {File} could not be handled; it is tried a few times, then refused")]
    public static partial void HandlingFailed(ILogger log, Exception failure, string file);

    [LoggerMessage(5026, LogLevel.Error, "The inbound Maildir cannot be read: {Reason}")]
    public static partial void MaildirFailed(ILogger log, string reason);

    [LoggerMessage(5027, LogLevel.Information, "No file events ({Reason}): the Maildir is only polled")]
    public static partial void OnlyPolled(ILogger log, string reason);

    [LoggerMessage(5028, LogLevel.Warning,
        "Mail {File} claims that the mail to {Poc} of exchange {Exchange} came back, but does not bring back that "
        + "mail's label; it counts for nothing")]
    public static partial void Unlabelled(ILogger log, string file, string poc, MessageId exchange);

    [LoggerMessage(5029, LogLevel.Information,
        "Mail to {Poc} of exchange {Exchange} was handed over at its destination, says a relay")]
    public static partial void Arrived(ILogger log, string poc, MessageId exchange);

    [LoggerMessage(5040, LogLevel.Information, "A relay still tries the mail to {Poc} of exchange {Exchange}")]
    public static partial void StillTried(ILogger log, string poc, MessageId exchange);

    [LoggerMessage(5041, LogLevel.Information, "{Poc} was told by mail that a mail of its was refused")]
    public static partial void Answered(ILogger log, string poc);

    [LoggerMessage(5042, LogLevel.Warning, "{Poc} could not be told that a mail of its was refused: {Reason}")]
    public static partial void NotAnswered(ILogger log, string poc, string reason);

    [LoggerMessage(5043, LogLevel.Information, "{Poc} is not told again so soon that a mail of its was refused")]
    public static partial void NotAnsweredAgain(ILogger log, string poc);

    [LoggerMessage(5044, LogLevel.Error, "Mail {File} could not be put to the refused ones")]
    public static partial void NotSetAside(ILogger log, Exception failure, string file);

    [LoggerMessage(5045, LogLevel.Information, "IMAP folder {Folder} is watched")]
    public static partial void Watching(ILogger log, string folder);

    [LoggerMessage(5046, LogLevel.Warning, "IMAP folder {Folder} is not watched: {Reason}; tried again in {Pause}")]
    public static partial void NotWatching(ILogger log, string folder, string reason, TimeSpan pause);

    [LoggerMessage(5047, LogLevel.Information, "IMAP folder {Folder} has new numbers: it is looked through again")]
    public static partial void Renumbered(ILogger log, string folder);

    [LoggerMessage(5048, LogLevel.Information,
        "The IMAP server keeps no marks of ours in folder {Folder}: the hub keeps them itself")]
    public static partial void OwnMarks(ILogger log, string folder);

    [LoggerMessage(5049, LogLevel.Warning,
        "{Mails} mails from {Senders} senders wait where they came in: more envelopes come by mail than mail.intake "
        + "allows in a minute")]
    public static partial void Held(ILogger log, int mails, int senders);
}
