using Hotline.Contract.Errors;
using Hotline.Protocol;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite;

/// <summary>The layout of the file.</summary>
internal static class Schema
{
    /// <summary>
    /// Raised with every change of the layout, and of what entries mean: from 3 on their digests leave signatures out;
    /// from 4 on entries have seals and pages have checksums; from 5 on there are lists of whose turn it is.
    /// </summary>
    public const long Version = 5;

    /// <summary>"HOTL", in the file's header: keeps us from writing into somebody else's database.</summary>
    private const long ApplicationId = 0x484F544C;

    // An append touches as few pages as can be. Envelope and entry share a row; entries are found by stream and by
    // message in one table, where the message that opens an exchange needs no row of its own. Nearly every key grows at
    // a right edge, since positions count up and ids (UUID version 7) follow the time. Feeds and lists have as many
    // right edges as there are participants: their rows wait in "unfiled" and "ended" until there are many (see
    // Filing).
    private const string Layout = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE entry(
            position INTEGER PRIMARY KEY, stream BLOB NOT NULL, message BLOB, at INTEGER NOT NULL,
                opens INTEGER NOT NULL,
            leaf BLOB NOT NULL, seal BLOB NOT NULL, json TEXT NOT NULL, envelope TEXT);
        CREATE TABLE lookup(key BLOB, position INTEGER, PRIMARY KEY(key, position)) WITHOUT ROWID;
        CREATE TABLE reader(participant TEXT, position INTEGER,
            opens INTEGER NOT NULL, PRIMARY KEY(participant, position)) WITHOUT ROWID;
        CREATE TABLE open(participant TEXT, opening INTEGER, PRIMARY KEY(participant, opening)) WITHOUT ROWID;
        CREATE TABLE turn(participant TEXT, opening INTEGER, PRIMARY KEY(participant, opening)) WITHOUT ROWID;
        CREATE TABLE unfiled(position INTEGER, participant TEXT, opens INTEGER NOT NULL, turn INTEGER NOT NULL,
            PRIMARY KEY(position, participant)) WITHOUT ROWID;
        CREATE TABLE ended(opening INTEGER, participant TEXT, PRIMARY KEY(opening, participant)) WITHOUT ROWID;
        CREATE TABLE due(kind TEXT, at INTEGER, stream BLOB, key TEXT, PRIMARY KEY(kind, at, stream, key))
            WITHOUT ROWID;
        CREATE TABLE cursor(name TEXT PRIMARY KEY, position INTEGER NOT NULL, note TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE span(block INTEGER PRIMARY KEY, earliest INTEGER, latest INTEGER);
        CREATE TABLE tile(level INTEGER, number INTEGER, hash BLOB NOT NULL, PRIMARY KEY(level, number)) WITHOUT ROWID;
        """;

    /// <summary>Every table and no other thing, as SQLite keeps their text.</summary>
    public static IEnumerable<string> Tables => Layout.Split(';', StringSplitOptions.TrimEntries)
        .Where(table => table.Length > 0);

    /// <summary>Lays out an empty file, in one transaction: a crash leaves an empty file or a whole one.</summary>
    public static void Create(SqliteConnection connection)
    {
        // Must come before the first page is written, and cannot be changed in WAL mode.
        Execute(connection, $"PRAGMA page_size = {PageSums.PageSize}");
        PageSums.Reserve(connection);
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection,
            $"BEGIN IMMEDIATE; {Layout} INSERT INTO meta VALUES('schema', {Version}); PRAGMA application_id = "
            + $"{ApplicationId}; COMMIT;");
    }

    /// <summary>True when nothing has been laid out yet.</summary>
    public static bool IsEmpty(SqliteConnection connection) =>
        Scalar(connection, "SELECT count(*) FROM sqlite_schema") is 0L;

    /// <summary>Null when the file is a journal of this version; else why not.</summary>
    public static Refusal? Check(SqliteConnection connection, string file)
    {
        try
        {
            if (Scalar(connection, "PRAGMA application_id") is not ApplicationId)
            {
                return JournalErrors.NotAJournal(file, "it is another program's database");
            }
            var found = Scalar(connection, "SELECT value FROM meta WHERE name = 'schema'") as long? ?? 0;
            return found != Version ? JournalErrors.OtherSchema(file, found, Version)
                : PageSums.AreIn(connection) ? null
                : JournalErrors.Damaged(file, "its header says that its pages have no checksums");
        }
        catch (SqliteException broken)
            when (broken.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_ERROR)
        {
            return JournalErrors.NotAJournal(file, broken.Message);
        }
        catch (SqliteException broken) when (FileDamage.IsIn(broken))
        {
            return JournalErrors.Damaged(file, FileDamage.Say(file, broken));
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
