using Hotline.Contract.Errors;
using Hotline.Protocol;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite;

/// <summary>Copies a journal while a hub writes it, by SQLite's online backup: all of it, as of one commit.</summary>
public static class SqliteBackup
{
    /// <summary>
    /// Copies the journal of a data directory into a new file. The hub goes on writing; its log grows meanwhile.
    /// </summary>
    /// <param name="data">The data directory; only read.</param>
    /// <param name="to">The file, which is not there yet.</param>
    /// <returns>Null when it is copied; refusals 3011 to 3013 or 3022 when not.</returns>
    public static Refusal? Copy(string data, string to)
    {
        var from = Path.Combine(data, SqliteStore.FileName);
        if (!File.Exists(from))
        {
            return JournalErrors.NoJournal(from);
        }
        try
        {
            using var source = DatabaseFile.Connect(from, SqliteOpenMode.ReadOnly);
            if (Schema.Check(source, from) is { } refusal)
            {
                return refusal;
            }
            using (var copy = DatabaseFile.Connect(to, SqliteOpenMode.ReadWriteCreate))
            {
                source.BackupDatabase(copy);

                // One file, that needs no log beside it; the store turns its log on again when it opens it.
                Schema.Execute(copy, "PRAGMA journal_mode = DELETE");
            }
            return null;
        }
        catch (SqliteException failed)
        {
            return JournalErrors.NotCopied(from, to, failed.Message);
        }
    }
}
