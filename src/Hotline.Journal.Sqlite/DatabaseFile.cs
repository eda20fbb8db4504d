using Hotline.Contract.Errors;
using Hotline.Protocol;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hotline.Journal.Sqlite;

/// <summary>The journal's file as SQLite opens and closes it.</summary>
internal static class DatabaseFile
{
    private const long Little = 256 * 1024;

    /// <summary>Opens a connection that nobody else shares.</summary>
    public static SqliteConnection Connect(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 }
                .ToString());
        PageSums.Register();
        connection.Open();

        // For statements that bypass SqliteCommand and its own waiting: another program may hold the file for a moment,
        // such as a backup.
        Schema.Execute(connection, "PRAGMA busy_timeout = 5000; PRAGMA cell_size_check = ON");
        return connection;
    }

    /// <summary>How the one connection writes that the store has.</summary>
    public static void Settle(SqliteConnection writer)
    {
        // A backup is one file without a log.
        Schema.Execute(writer, "PRAGMA journal_mode = WAL");
        Schema.Execute(writer, """
            PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -16384;
            """);
    }

    /// <summary>
    /// True when something failed for lack of room. Where it cannot lengthen the log's index, SQLite says no more than
    /// that I/O failed.
    /// </summary>
    public static bool IsFull(string file, Exception failed) =>
        (failed as SqliteException ?? failed.InnerException as SqliteException)?.SqliteErrorCode is { } code
        && (code == raw.SQLITE_FULL || (code == raw.SQLITE_IOERR && Free(file) < Little));

    /// <summary>Closes the last connection of a file.</summary>
    /// <param name="writer">The connection; null when there is none.</param>
    /// <param name="asItIs">True leaves the log beside the file, as a crash would.</param>
    public static void Close(SqliteConnection? writer, bool asItIs)
    {
        if (asItIs && writer?.Handle is { } open)
        {
            raw.sqlite3_db_config(open, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        }
        writer?.Dispose();
    }

    /// <summary>Opening a stranger's file read-write could already change it.</summary>
    public static Refusal? CheckHeader(string file)
    {
        if (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            return null;
        }
        using var stream = File.OpenRead(file);
        Span<byte> magic = stackalloc byte[16];
        return stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length
            && magic.SequenceEqual("SQLite format 3\0"u8)
            ? null : JournalErrors.NotAJournal(file, "it is not an SQLite database");
    }

    private static long Free(string file)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(file))!).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return long.MaxValue;
        }
    }
}
