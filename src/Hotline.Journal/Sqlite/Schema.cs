using Hotline.Protocol;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite;

/// <summary>The layout of the file.</summary>
internal static class Schema
{
    /// <summary>Raised with every change of the layout.</summary>
    public const long Version = 1;

    /// <summary>"HOTL", in the file's header: keeps us from writing into somebody else's database.</summary>
    private const long ApplicationId = 0x484F544C;

    // An append touches as few pages as can be: envelope and entry share a row; what can be told from a feed (which exchanges are mine) has no table of its own;
    // every key grows at its right edge, since positions count up and ids (UUID version 7) follow the time.
    private const string Layout = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE entry(position INTEGER PRIMARY KEY, exchange BLOB, message BLOB, json TEXT NOT NULL, envelope TEXT);
        CREATE INDEX entry_exchange ON entry(exchange) WHERE exchange IS NOT NULL;
        CREATE UNIQUE INDEX entry_message ON entry(message) WHERE message IS NOT NULL;
        CREATE TABLE reader(participant TEXT, position INTEGER REFERENCES entry(position), opens INTEGER NOT NULL, PRIMARY KEY(participant, position)) WITHOUT ROWID;
        CREATE TABLE due(exchange BLOB, what TEXT, sort INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(exchange, what)) WITHOUT ROWID;
        CREATE INDEX due_at ON due(sort, at);
        CREATE TABLE cursor(name TEXT PRIMARY KEY, position INTEGER NOT NULL, note TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE tile(level INTEGER, number INTEGER, hash BLOB NOT NULL, PRIMARY KEY(level, number)) WITHOUT ROWID;
        """;

    /// <summary>
    /// True of the entry that withdrew or closed its exchange, as SQL over <c>json</c>. A query that is to use the index must say exactly this. Facts hold no free text
    /// in which a quotation mark could stand unescaped.
    /// </summary>
    public const string Ends = """(instr(json, '"fact":{"type":"withdrawn"') > 0 OR instr(json, '"fact":{"type":"closed"') > 0)""";

    /// <summary>Index of the entries that ended an exchange.</summary>
    public const string EndedIndex = "entry_ended";

    /// <summary>What a file of this version may lack because it was laid out before: indexes change nothing that is read, so their coming needs no new version.</summary>
    private const string Indexes = $"CREATE INDEX IF NOT EXISTS {EndedIndex} ON entry(exchange) WHERE {Ends};";

    /// <summary>Gives a file of this version the indexes that it lacks.</summary>
    public static void Complete(SqliteConnection connection) => Execute(connection, Indexes);

    /// <summary>Lays out an empty file, in one transaction: a crash leaves an empty file or a whole one.</summary>
    public static void Create(SqliteConnection connection)
    {
        // Must come before the first page is written, and cannot be changed in WAL mode.
        Execute(connection, "PRAGMA page_size = 4096");
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, $"BEGIN IMMEDIATE; {Layout} INSERT INTO meta VALUES('schema', {Version}); PRAGMA application_id = {ApplicationId}; COMMIT;");
    }

    /// <summary>True when nothing has been laid out yet.</summary>
    public static bool IsEmpty(SqliteConnection connection) => Scalar(connection, "SELECT count(*) FROM sqlite_schema") is 0L;

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
            return found == Version ? null : JournalErrors.OtherSchema(file, found, Version);
        }
        catch (SqliteException broken) when (broken.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_ERROR)
        {
            return JournalErrors.NotAJournal(file, broken.Message);
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
