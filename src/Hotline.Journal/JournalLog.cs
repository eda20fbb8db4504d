using Microsoft.Extensions.Logging;

namespace Hotline.Journal;

/// <summary>Log events of the journal: 2000 to 2049. None holds a subject, content or key.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(2000, LogLevel.Information, "Journal opened at position {Head}, last known alive {Alive}")]
    public static partial void Opened(this ILogger log, long head, DateTimeOffset? alive);

    [LoggerMessage(2001, LogLevel.Error,
        "A commit of {Count} commands failed; whether it took effect is found out before the next")]
    public static partial void CommitFailed(this ILogger log, int count, Exception failure);

    [LoggerMessage(2002, LogLevel.Debug, "Entries after {Before} up to {Head} were taken in: they were not known here")]
    public static partial void TookIn(this ILogger log, long before, long head);

    [LoggerMessage(2003, LogLevel.Error, "Deciding a {Command} failed; the others of its batch go on")]
    public static partial void DecisionFailed(this ILogger log, string command, Exception failure);

    [LoggerMessage(2004, LogLevel.Debug, "Nobody waits for a {Command} that was refused: {Refusal}")]
    public static partial void UnawaitedRefused(this ILogger log, string command, string refusal);

    [LoggerMessage(
        2005, LogLevel.Warning, "A {Command} that nobody waits for was dropped: {Capacity} are waiting already")]
    public static partial void UnawaitedDropped(this ILogger log, string command, int capacity);

    [LoggerMessage(2007, LogLevel.Warning, "The store could not be watched for other hubs' entries; trying again")]
    public static partial void WatchFailed(this ILogger log, Exception failure);

    [LoggerMessage(2008, LogLevel.Error,
        "A receipt for a repeated message could not be made; its sender is told to send it again")]
    public static partial void ReceiptFailed(this ILogger log, Exception failure);

    [LoggerMessage(2009, LogLevel.Information, "Journal closed at position {Head}")]
    public static partial void ClosedAt(this ILogger log, long head);

    [LoggerMessage(2040, LogLevel.Critical,
        "Entry {Position} of the journal is damaged; it is served to nobody, and its exchange cannot be told. Restore "
        + "it from a backup")]
    public static partial void EntryDamaged(this ILogger log, long position);

    [LoggerMessage(2042, LogLevel.Critical, "The journal's disk failed: {What}")]
    public static partial void DiskFailed(this ILogger log, string what);

    [LoggerMessage(2041, LogLevel.Critical,
        "The journal is damaged beside its entries: {What}. 'hotline hub rebuild' builds that anew from them")]
    public static partial void StoreDamaged(this ILogger log, string what);
}
