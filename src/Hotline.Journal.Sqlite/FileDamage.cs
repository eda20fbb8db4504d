using Hotline.Journal.Checking;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hotline.Journal.Sqlite;

/// <summary>What SQLite says of a file that is not as it was written.</summary>
internal static class FileDamage
{
    private const int MostPages = 10;

    // SQLITE_IOERR_WRITE, _FSYNC, _DIR_FSYNC and _TRUNCATE.
    private static readonly int[] Writing = [.. new[] { 3, 4, 5, 6 }.Select(which => raw.SQLITE_IOERR | (which << 8))];

    /// <summary>
    /// True when the file is damaged or the disk does not give it back; false of a lock, of a full disk, and of one
    /// that does not take what is written.
    /// </summary>
    public static bool IsIn(SqliteException failed) => failed.SqliteErrorCode is raw.SQLITE_CORRUPT
        or raw.SQLITE_NOTADB or raw.SQLITE_TOOBIG or raw.SQLITE_NOMEM
        || (failed.SqliteErrorCode == raw.SQLITE_IOERR && !Writing.Contains(failed.SqliteExtendedErrorCode));

    /// <summary>The same in words, with the pages that were found.</summary>
    public static string Say(string file, SqliteException failed)
    {
        var pages = PageSums.DamagedPages(file);
        return pages.Count == 0 ? failed.Message.TrimEnd('.')
            : $"{failed.Message.TrimEnd('.')}; damaged pages of {PageSums.PageSize} bytes: "
                + string.Join(", ", pages.Take(MostPages)) + (pages.Count > MostPages ? " and more" : "");
    }

    /// <summary>Runs what reads the file.</summary>
    /// <exception cref="StorageDamagedException">Instead of what SQLite throws when it is damaged.</exception>
    public static T Tell<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException damaged) when (IsIn(damaged))
        {
            throw new StorageDamagedException(Say(file, damaged), damaged);
        }
        catch (FormatException damaged)
        {
            throw new StorageDamagedException($"a name is not readable: {damaged.Message}", damaged);
        }
    }
}
