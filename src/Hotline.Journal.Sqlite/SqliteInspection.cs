using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Journal.Checking;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite;

/// <summary>The embedded store laid open for checking, read-only, as of the moment at which it was opened.</summary>
public sealed class SqliteInspection : IJournalInspection
{
    private const int Few = 100;
    private readonly Queries _queries;
    private readonly StorageInspection _storage;
    private readonly EntryFormat _format;

    private SqliteInspection(Queries queries, StorageInspection storage, EntryFormat format) =>
        (_queries, _storage, _format) = (queries, storage, format);

    /// <summary>
    /// Opens the journal of a data directory. Refusals 3011 to 3013 when there is none that this program knows.
    /// </summary>
    /// <param name="data">The data directory; a hub may have it in use.</param>
    /// <param name="format">How entries are read; null for <see cref="EntryFormat.Default"/>.</param>
    public static Outcome<SqliteInspection> Open(string data, EntryFormat? format = null)
    {
        var file = Path.Combine(data, SqliteStore.FileName);
        if (!File.Exists(file))
        {
            return JournalErrors.NoJournal(file);
        }
        SqliteConnection? connection = null;
        Queries? queries = null;
        try
        {
            // Whatever lies there is looked at: that a page has not its checksum is found by reading it.
            connection = PageSums.Leniently(() => DatabaseFile.Connect(file, SqliteOpenMode.ReadOnly));
            if (Schema.Check(connection, file) is { } refusal)
            {
                return refusal;
            }
            format ??= EntryFormat.Default;
            (queries, connection) = (new Queries(connection, format, null), null);
            StorageInspection? storage;
            while ((storage = StorageInspection.Open(file, StorageInspection.Begin(queries))) is null)
            {
                Schema.Execute(queries.Connection, "COMMIT");
            }
            var inspection = new SqliteInspection(queries, storage, format);
            queries = null;
            return inspection;
        }
        catch (SqliteException broken) when (broken.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB)
        {
            return JournalErrors.NotAJournal(file, "it is not an SQLite database");
        }
        catch (SqliteException broken) when (FileDamage.IsIn(broken))
        {
            return JournalErrors.Damaged(file, FileDamage.Say(file, broken));
        }
        finally
        {
            queries?.Dispose();
            connection?.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> CheckStorageAsync(CancellationToken ct) =>
        Read(() => _storage.Check(ct));

    /// <inheritdoc/>
    public ValueTask<RowSums> SumAsync(RowHash hash, CancellationToken ct) => Read(() => _storage.Sum(hash, ct));

    /// <inheritdoc/>
    public ValueTask<long> HeadAsync(CancellationToken ct) => Read(() => _queries.Head());

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EntryRow>> ReadAsync(long after, int limit, CancellationToken ct) => Entries(
        () => _queries.Prepare(
                $"SELECT {RawRow.Columns}, e.envelope FROM entry e WHERE e.position > ?1 ORDER BY e.position LIMIT ?2")
            .Bind(1, after).Bind(2, limit),
        s => new RawRow(s, withEnvelope: true));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EntryRow>> ReadStreamAsync(StreamId stream, CancellationToken ct) => Entries(
        () => _queries.Prepare(
            $"SELECT {RawRow.Columns} FROM lookup l JOIN entry e ON e.position = l.position WHERE l.key = ?1 "
            + "ORDER BY l.position")
            .Bind(1, LookupKey.Of(stream)),
        s => new RawRow(s, withEnvelope: false));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StreamId>> StreamsAsync(StreamId? after, int limit, CancellationToken ct) =>
        Read(() => (IReadOnlyList<StreamId>)_queries.Streams(null, after, limit));

    /// <inheritdoc/>
    public ValueTask<long?> FindMessageAsync(MessageId message, CancellationToken ct) =>
        Read(() => (long?)(_queries.FirstOf(LookupKey.Of(message))
            ?? _queries.FirstOf(LookupKey.Of(StreamId.Exchange(message)))));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FeedRow?>> FindInFeedsAsync(
        IReadOnlyList<FeedRow> rows, CancellationToken ct) => Read(() =>
        {
            var find = _queries.Prepare(Filing.Feed("f.position = ?2", "LIMIT 1"));
            return (IReadOnlyList<FeedRow?>)[.. rows.Select(row =>
                find.BindText(1, row.Participant)
                    .Bind(2, row.Position).Row(s => row with { Opens = s.Int64(1) != 0 }))];
        });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<bool>> FindInListsAsync(
        OpenLists list, IReadOnlyList<OpenRow> rows, CancellationToken ct) => Read(() =>
        {
            var find = _queries.Prepare(list switch
            {
                OpenLists.Open => Filing.Open("f.position = ?2", "LIMIT 1"),
                OpenLists.Turn => Filing.Turn("f.position = ?2", "LIMIT 1"),
            });
            return (IReadOnlyList<bool>)[.. rows.Select(row =>
                find.BindText(1, row.Participant).Bind(2, row.Opening).Row(_ => true))];
        });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OpenRow>> ListsAsync(
        OpenLists list, OpenRow? after, int limit, CancellationToken ct) => Rows(
        () => _queries.Prepare(list switch { OpenLists.Open => Filing.AllOpen, OpenLists.Turn => Filing.AllTurns })
            .BindText(1, after?.Participant ?? "").Bind(2, after?.Opening ?? 0).Bind(3, limit),
        s => new OpenRow(s.Text(0), s.Int64(1), Queries.Stream(s, 2)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<bool>> FindDueAsync(IReadOnlyList<Due> rows, CancellationToken ct) => Read(() =>
    {
        var find = _queries.Prepare("SELECT 1 FROM due WHERE kind = ?1 AND at = ?2 AND stream = ?3 AND key = ?4");
        return (IReadOnlyList<bool>)[.. rows.Select(due =>
            find.BindText(1, due.Row.Kind).Bind(2, Queries.Milliseconds(due.Row.At)).Bind(3, LookupKey.Of(due.Stream))
                .BindText(4, due.Row.Key).Row(_ => true))];
    });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Due>> DueAsync(Due? after, int limit, CancellationToken ct) => Rows(
        () => _queries.Prepare("""
            SELECT kind, at, stream, key FROM due
                WHERE (kind, at, stream, key) > (?1, ?2, ?3, ?4) ORDER BY kind, at, stream, key LIMIT ?5
            """)
            .BindText(1, after?.Row.Kind ?? "")
            .Bind(2, after is null ? long.MinValue : Queries.Milliseconds(after.Row.At))
            .Bind(3, after is null ? [0] : LookupKey.Of(after.Stream)).BindText(4, after?.Row.Key ?? "").Bind(5, limit),
        s => new Due(Queries.Stream(s, 2), new DueRow(s.Text(0), s.Text(3), Queries.Time(s, 1))));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CursorRow>> CursorsAsync(string? after, int limit, CancellationToken ct) => Rows(
        () => _queries.Prepare("SELECT name, position FROM cursor WHERE ?1 IS NULL OR name > ?1 ORDER BY name LIMIT ?2")
            .BindText(1, after).Bind(2, limit),
        s => new CursorRow(s.Text(0), s.Int64(1)));

    /// <inheritdoc/>
    public ValueTask<byte[]?> TileAsync(Subtree tile, CancellationToken ct) => Read(() =>
        _queries.Prepare("SELECT hash FROM tile WHERE level = ?1 AND number = ?2")
            .Bind(1, tile.Level).Bind(2, tile.Index).Row(s => s.Bytes(0)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _storage.Dispose();
        _queries.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Rows are copied one after the other, and held against their seals on all processors.</summary>
    private ValueTask<IReadOnlyList<EntryRow>> Entries(Func<Statement> statement, Func<Statement, RawRow> copy) =>
        Read(() =>
        {
            var raw = statement().Rows(copy);
            var rows = new EntryRow[raw.Count];
            if (rows.Length < Few)
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    rows[i] = raw[i].Row(_format);
                }
            }
            else
            {
                Parallel.For(0, rows.Length, i => rows[i] = raw[i].Row(_format));
            }
            return (IReadOnlyList<EntryRow>)rows;
        });

    private ValueTask<IReadOnlyList<T>> Rows<T>(Func<Statement> statement, Func<Statement, T> row) =>
        Read(() => (IReadOnlyList<T>)statement().Rows(row));

    private ValueTask<T> Read<T>(Func<T> read)
    {
        try
        {
            return new(FileDamage.Tell(_queries.Connection.DataSource, read));
        }
        catch (FormatException key)
        {
            throw new StorageDamagedException("a key is none that is ever written", key);
        }
    }
}
