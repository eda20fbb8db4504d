using Microsoft.Extensions.Logging;

namespace Hotline.Journal.Sqlite;

/// <summary>Log events of the embedded store: 2050 to 2069.</summary>
internal static partial class SqliteLog
{
    [LoggerMessage(2050, LogLevel.Error, "The write-ahead log could not be copied; it grows until that works")]
    public static partial void CheckpointFailed(this ILogger log, Exception failure);
}
