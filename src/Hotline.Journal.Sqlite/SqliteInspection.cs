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
    private const int MostLines = 100;
    private const string Columns =
        "e.position, e.stream, e.json, e.at, e.message, e.opens, e.leaf, e.seal";
    private readonly Queries _queries;

    private readonly EntryFormat _format;

    private SqliteInspection(Queries queries, EntryFormat format) => (_queries, _format) = (queries, format);

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
        try
        {
            // Whatever lies there is looked at: that a page has not its checksum is found by reading it.
            connection = PageSums.Leniently(() => DatabaseFile.Connect(file, SqliteOpenMode.ReadOnly));
            if (Schema.Check(connection, file) is { } refusal)
            {
                return refusal;
            }
            Schema.Execute(connection, "BEGIN");
            var inspection = new SqliteInspection(
                new Queries(connection, format ?? EntryFormat.Default, null), format ?? EntryFormat.Default);
            connection = null;
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
            connection?.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> CheckStorageAsync(CancellationToken ct) => Read(() =>
    {
        var lines = _queries.Prepare($"PRAGMA integrity_check({MostLines})")
            .Rows(s => s.Text(0)).Where(line => line != "ok").ToList();
        if (lines.Count == 0)
        {
            CheckLookup(lines, ct);
            lines.AddRange(Filing.Check(_queries));
            lines.AddRange(Spans.Check(_queries));
            lines.AddRange(StoreCheck.Lines(_queries));
        }
        lines.AddRange(PageSums.DamagedPages(_queries.Connection.DataSource).Take(MostLines)
            .Select(page => $"page {page} has not the checksum that was written with it"));
        return (IReadOnlyList<string>)lines;
    });

    /// <inheritdoc/>
    public ValueTask<long> HeadAsync(CancellationToken ct) => Read(() => _queries.Head());

    /// <inheritdoc/>
    public ValueTask<RowCounts> CountAsync(CancellationToken ct) => Read(() =>
        new RowCounts(Count("entry"), Count("reader") + Count("unfiled"), Filing.CountOpen(_queries),
            Filing.CountTurns(_queries), Count("due"), Count("tile")));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EntryRow>> ReadAsync(long after, int limit, CancellationToken ct) => Rows(
        () => _queries.Prepare(
                $"SELECT {Columns}, e.envelope FROM entry e WHERE e.position > ?1 ORDER BY e.position LIMIT ?2")
            .Bind(1, after).Bind(2, limit),
        s => Row(s, withEnvelope: true));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EntryRow>> ReadStreamAsync(StreamId stream, CancellationToken ct) => Rows(
        () => _queries.Prepare(
            $"SELECT {Columns} FROM lookup l JOIN entry e ON e.position = l.position WHERE l.key = ?1 "
            + "ORDER BY l.position")
            .Bind(1, LookupKey.Of(stream)),
        s => Row(s, withEnvelope: false));

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
        _queries.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Every key that an entry ought to be found by is there, and no other.</summary>
    private void CheckLookup(List<string> lines, CancellationToken ct)
    {
        var find = _queries.Prepare("SELECT 1 FROM lookup WHERE key = ?1 AND position = ?2");
        var expected = 0L;
        _queries.Prepare("SELECT position, stream, message FROM entry").ForEach(s =>
        {
            ct.ThrowIfCancellationRequested();
            var (position, stream) = (s.Int64(0), Queries.Stream(s, 1));
            Expect(position, LookupKey.Of(stream), "stream");
            if (LookupKey.OfMessage(stream, s.IsNull(2) ? null : MessageId.FromBytes(s.Bytes(2))) is { } message)
            {
                Expect(position, message, "message");
            }
        });
        if (Count("lookup") is var found && found != expected)
        {
            lines.Add($"there are {found} keys by which entries are found, and {expected} were expected");
        }

        void Expect(long position, byte[] key, string what)
        {
            expected++;
            if (!find.Bind(1, key).Bind(2, position).Row(_ => true) && lines.Count < MostLines)
            {
                lines.Add($"entry {position} is not found by its {what}");
            }
        }
    }

    private EntryRow Row(Statement s, bool withEnvelope)
    {
        var envelope = withEnvelope && !s.IsNull(8) ? s.Text(8) : null;
        var (stream, message, leaf, seal) = (s.Bytes(1), s.Bytes(4), s.Bytes(6), s.Bytes(7));
        var row = new SealedRow(s.Int64(0), stream, message, s.Int64(3), s.Int64(5), leaf);
        return new EntryRow(
            new StoredEntry(row.Position, StreamId.FromBytes(stream), s.Bytes(2), envelope) { Format = _format },
            Queries.Time(s, 3), s.IsNull(4) ? null : MessageId.FromBytes(message), row.Opens != 0)
        {
            Leaf = leaf, IsSealed = leaf.Length == Merkle.HashSize && stream.Length + message.Length < 1024
                && Seal.Holds(seal, row) && (!withEnvelope || Seal.HoldsFor(seal, envelope)),
        };
    }

    private long Count(string table) => _queries.Prepare($"SELECT count(*) FROM {table}").Row(s => s.Int64(0));

    private ValueTask<IReadOnlyList<T>> Rows<T>(Func<Statement> statement, Func<Statement, T> row) =>
        Read(() => (IReadOnlyList<T>)statement().Rows(row));

    private ValueTask<T> Read<T>(Func<T> read) => new(FileDamage.Tell(_queries.Connection.DataSource, read));
}
