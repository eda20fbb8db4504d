using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// A prepared statement that is kept. The append path goes through here and not through SqliteCommand, whose named
/// parameters are looked up anew at each execution: that costs more than the writing. Belongs to one connection and one
/// caller at a time.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const uint Kept = 1; // SQLITE_PREPARE_PERSISTENT
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 db, string sql)
    {
        _db = db;
        Check(raw.sqlite3_prepare_v3(db, sql, Kept, out _statement));
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> blob)
    {
        Check(raw.sqlite3_bind_blob(_statement, index, blob));
        return this;
    }

    public Statement BindText(int index, string? text)
    {
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(_statement, index));
            return this;
        }
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return BindText(index, utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>Text that is UTF-8 already: the bytes are stored as they are.</summary>
    public Statement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        Check(raw.sqlite3_bind_text(_statement, index, utf8));
        return this;
    }

    public Statement BindBlob(int index, byte[]? blob)
    {
        Check(blob is null ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_blob(_statement, index, blob));
        return this;
    }

    /// <summary>Executes a statement that returns nothing.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Reads every row, and ends the statement's read of the database.</summary>
    public List<T> Rows<T>(Func<Statement, T> read)
    {
        var rows = new List<T>();
        ForEach(s => rows.Add(read(s)));
        return rows;
    }

    /// <summary>Every row, one at a time; the statement reads until whoever asks has enough.</summary>
    public IEnumerable<T> Each<T>(Func<Statement, T> read)
    {
        try
        {
            while (Step())
            {
                yield return read(this);
            }
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Goes through every row, however many there are.</summary>
    public void ForEach(Action<Statement> read)
    {
        try
        {
            while (Step())
            {
                read(this);
            }
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Reads the first row; the default when there is none.</summary>
    public T? Row<T>(Func<Statement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>The bytes where they lie: gone with the next step.</summary>
    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>A value of whatever type: a number, bytes, or text.</summary>
    public object Value(int column) => raw.sqlite3_column_type(_statement, column) switch
    {
        raw.SQLITE_INTEGER => Int64(column),
        raw.SQLITE_BLOB => Bytes(column),
        _ => Text(column),
    };

    public void Dispose() => _statement.Dispose();

    private bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result != raw.SQLITE_DONE)
        {
            Check(result == raw.SQLITE_ROW ? raw.SQLITE_OK : result);
        }
        return result == raw.SQLITE_ROW;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new SqliteException($"SQLite: {raw.sqlite3_errmsg(_db).utf8_to_string()}", result & 0xFF,
                raw.sqlite3_extended_errcode(_db));
        }
    }
}
