using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Sqlite;

/// <summary>The write connection between BEGIN and COMMIT. Its reads see its own writes.</summary>
internal sealed class SqliteTransaction : IJournalTransaction
{
    private readonly Queries _writer;
    private readonly Filing _filing;
    private readonly Action<bool, List<Due>> _ended;
    private readonly List<Due> _replaced = [];
    private long _last;
    private bool _open = true;

    /// <param name="writer">The write connection.</param>
    /// <param name="ended">Told once, whether something was committed, and which due rows that replaced.</param>
    public SqliteTransaction(Queries writer, Action<bool, List<Due>> ended)
    {
        _writer = writer;
        _filing = new Filing(writer);
        _ended = ended;
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

    public ValueTask<IReadOnlyList<StoredEntry>> ReadStreamAsync(StreamId stream, CancellationToken ct) =>
        new(_writer.ReadStream(stream));

    public ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct) =>
        new(_writer.FindMessage(message));

    public void Append(Appended appended)
    {
        var entry = appended.Entry;
        if (entry.Position != _last + 1)
        {
            throw new InvalidOperationException($"The entry after {_last} has position {entry.Position}.");
        }
        var stream = LookupKey.Of(entry.Stream);
        var row = new SealedRow(
            entry.Position, stream, appended.Message?.ToBytes() ?? [], Queries.Milliseconds(appended.At),
            appended.Mark == ListMark.Opens ? 1 : 0, entry.Leaf!);
        _writer.Prepare("INSERT INTO entry VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
            .Bind(1, row.Position).Bind(2, stream).BindBlob(3, appended.Message is null ? null : row.Message)
            .Bind(4, row.At).Bind(5, row.Opens).Bind(6, row.Leaf).Bind(7, Seal.Of(row, entry.Envelope))
            .BindText(8, entry.Json).BindText(9, entry.Envelope).Run();
        var lookup = _writer.Prepare("INSERT INTO lookup VALUES(?1, ?2)").Bind(2, entry.Position);
        lookup.Bind(1, stream).Run();
        if (LookupKey.OfMessage(entry.Stream, appended.Message) is { } message)
        {
            lookup.Bind(1, message).Run();
        }
        _filing.Add(appended);
        _last = entry.Position;
    }

    public void Join(Joining joining) => _filing.Join(joining);

    public void ReplaceDue(StreamId stream, IReadOnlyList<DueRow> gone, IReadOnlyList<DueRow> come)
    {
        Change("DELETE FROM due WHERE kind = ?1 AND at = ?2 AND stream = ?3 AND key = ?4", stream, gone);
        Change("INSERT OR IGNORE INTO due VALUES(?1, ?2, ?3, ?4)", stream, come);
        _replaced.AddRange(gone.Concat(come).Select(row => new Due(stream, row)));
    }

    public void SetCursor(string name, Cursor? cursor)
    {
        if (cursor is null)
        {
            _writer.Prepare("DELETE FROM cursor WHERE name = ?1").BindText(1, name).Run();
        }
        else
        {
            _writer.Prepare("INSERT OR REPLACE INTO cursor VALUES(?1, ?2, ?3)")
                .BindText(1, name).Bind(2, cursor.Position).BindText(3, cursor.Note).Run();
        }
    }

    public void AddTile(Subtree tile, byte[] hash) =>
        _writer.Prepare("INSERT INTO tile VALUES(?1, ?2, ?3)")
            .Bind(1, tile.Level).Bind(2, tile.Index).Bind(3, hash).Run();

    public void Beat(DateTimeOffset now) =>
        _writer.Prepare("INSERT OR REPLACE INTO meta VALUES('alive', ?1)").Bind(1, Queries.Milliseconds(now)).Run();

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

    private void Change(string sql, StreamId stream, IReadOnlyList<DueRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }
        var change = _writer.Prepare(sql).Bind(3, LookupKey.Of(stream));
        foreach (var row in rows)
        {
            change.BindText(1, row.Kind).Bind(2, Queries.Milliseconds(row.At)).BindText(4, row.Key).Run();
        }
    }

    private void End(bool committed)
    {
        _open = false;
        _ended(committed, _replaced);
    }
}
