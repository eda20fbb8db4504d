using Hotline.Protocol;

namespace Hotline.Hub.Outbound;

/// <summary>
/// Log events about notices by any means: 5030 to 5039. Recipients are named by participant and point of contact, never
/// by address; nothing of a content.
/// </summary>
internal static partial class NoticeLog
{
    [LoggerMessage(5030, LogLevel.Error, "Sending by {Means} failed; it is tried again")]
    public static partial void WorkFailed(ILogger log, string means, Exception failure);

    [LoggerMessage(5031, LogLevel.Critical,
        "DEAD LETTER: the {Means} to {Poc} of exchange {Exchange} will not be tried again after {Attempts} attempts: "
        + "{Reason}")]
    public static partial void DeadLetter(
        ILogger log, string means, string poc, MessageId exchange, int attempts, string reason);
}
