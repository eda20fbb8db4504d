using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Sqlite;

/// <summary>The write connection between BEGIN and COMMIT. Its reads see its own writes.</summary>
internal sealed class SqliteTransaction : IJournalTransaction
{
    private readonly Queries _writer;
    private readonly Action<bool> _ended;
    private long _last;
    private bool _open = true;

    /// <param name="writer">The write connection.</param>
    /// <param name="ended">Told once, whether something was committed.</param>
    public SqliteTransaction(Queries writer, Action<bool> ended)
    {
        (_writer, _ended) = (writer, ended);
        writer.Prepare("BEGIN IMMEDIATE").Run();
        try
        {
            Head = _last = writer.Head();
        }
        catch
        {
            writer.Prepare("ROLLBACK").Run();
            throw;
        }
    }

    public long Head { get; }

    public ValueTask<IReadOnlyList<StoredEntry>> ReadExchangeAsync(MessageId exchange, CancellationToken ct) => new(_writer.ReadExchange(exchange));

    public ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct) => new(_writer.FindMessage(message));

    public void Append(StoredEntry entry, IReadOnlyList<string> readers)
    {
        if (entry.Position != _last + 1)
        {
            throw new InvalidOperationException($"The entry after {_last} has position {entry.Position}.");
        }
        var message = entry.Entry.Fact.Message?.Id;
        var insert = _writer.Prepare("INSERT INTO entry VALUES(?1, ?2, ?3, ?4, ?5)").Bind(1, entry.Position).BindText(4, entry.Json).BindText(5, entry.Envelope);
        Bind(insert, 2, entry.Exchange);
        Bind(insert, 3, message);
        insert.Run();
        var reader = _writer.Prepare("INSERT INTO reader VALUES(?1, ?2, ?3)").Bind(2, entry.Position).Bind(3, message is not null && message == entry.Exchange ? 1 : 0);
        foreach (var participant in readers)
        {
            reader.BindText(1, participant).Run();
        }
        _last = entry.Position;
    }

    public void SetDue(MessageId exchange, IReadOnlyList<DueRow> rows)
    {
        _writer.Prepare("DELETE FROM due WHERE exchange = ?1").Bind(1, exchange.ToBytes()).Run();
        var insert = _writer.Prepare("INSERT INTO due VALUES(?1, ?2, ?3, ?4)").Bind(1, exchange.ToBytes());
        foreach (var row in rows)
        {
            insert.BindText(2, row.What).Bind(3, (long)Due.SortOf(row)).Bind(4, row.At.ToUnixTimeMilliseconds()).Run();
        }
    }

    public void SetCursor(string name, Cursor? cursor)
    {
        if (cursor is null)
        {
            _writer.Prepare("DELETE FROM cursor WHERE name = ?1").BindText(1, name).Run();
        }
        else
        {
            _writer.Prepare("INSERT OR REPLACE INTO cursor VALUES(?1, ?2, ?3)").BindText(1, name).Bind(2, cursor.Position).BindText(3, cursor.Note).Run();
        }
    }

    public void AddTile(Subtree tile, byte[] hash) =>
        _writer.Prepare("INSERT INTO tile VALUES(?1, ?2, ?3)").Bind(1, tile.Level).Bind(2, tile.Index).Bind(3, hash).Run();

    public void Beat(DateTimeOffset now) =>
        _writer.Prepare("INSERT OR REPLACE INTO meta VALUES('alive', ?1)").Bind(1, now.ToUnixTimeMilliseconds()).Run();

    public ValueTask CommitAsync(CancellationToken ct)
    {
        _writer.Prepare("COMMIT").Run();
        End(committed: true);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (_open)
        {
            try
            {
                // After some errors (disk full, I/O) SQLite has rolled back by itself.
                if (SQLitePCL.raw.sqlite3_get_autocommit(_writer.Connection.Handle!) == 0)
                {
                    _writer.Prepare("ROLLBACK").Run();
                }
            }
            finally
            {
                End(committed: false);
            }
        }
        return ValueTask.CompletedTask;
    }

    private void End(bool committed)
    {
        _open = false;
        _ended(committed);
    }

    private static void Bind(Statement statement, int index, MessageId? id)
    {
        if (id is { } value)
        {
            statement.Bind(index, value.ToBytes());
        }
        else
        {
            statement.BindNull(index);
        }
    }
}
