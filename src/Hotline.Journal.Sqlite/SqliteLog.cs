using Microsoft.Extensions.Logging;

namespace Hotline.Journal.Sqlite;

/// <summary>Log events of the embedded store: 2050 to 2069.</summary>
internal static partial class SqliteLog
{
    [LoggerMessage(2050, LogLevel.Error, "The write-ahead log could not be copied; it grows until that works")]
    public static partial void CheckpointFailed(this ILogger log, Exception failure);

    [LoggerMessage(2051, LogLevel.Warning,
        "The write-ahead log holds {Length} MiB and cannot begin anew: an old state of the journal is still read by "
        + "{Readers}. It grows, and the next start may take longer, until that has ended")]
    public static partial void LogHeld(this ILogger log, long length, string readers);

    [LoggerMessage(2052, LogLevel.Information, "The write-ahead log is short again: {Length} MiB")]
    public static partial void LogShortAgain(this ILogger log, long length);
}
