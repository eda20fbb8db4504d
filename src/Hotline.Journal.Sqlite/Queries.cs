using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// One connection's reads. Each is one statement, and so sees one moment; but for histories, which only grow. Used by
/// one caller at a time.
/// </summary>
/// <param name="connection">The connection; disposed with this.</param>
/// <param name="format">How entries are read.</param>
internal sealed class Queries(SqliteConnection connection, EntryFormat format) : IDisposable
{
    private const string Rest = "e.stream, e.json, e.envelope";
    private const string Columns = $"e.position, {Rest}";
    private readonly Dictionary<string, Statement> _kept = [];

    public SqliteConnection Connection => connection;

    public long Head() => Prepare("SELECT max(position) FROM entry").Row(s => s.Int64(0));

    public List<StoredEntry> Read(long after, int limit) =>
        Prepare($"SELECT {Columns} FROM entry e WHERE e.position > ?1 ORDER BY e.position LIMIT ?2")
            .Bind(1, after).Bind(2, limit).Rows(Entry);

    public List<StoredEntry> ReadFor(string participant, long after, int limit) =>
        Prepare(Filing.Feed(Rest, "f.position > ?2", "LIMIT ?3"))
            .BindText(1, participant).Bind(2, after).Bind(3, limit).Rows(Entry);

    /// <summary>Without envelopes, whose pages are then not even read.</summary>
    public List<StoredEntry> ReadStream(StreamId stream) => ReadStream(LookupKey.Of(stream));

    public List<StreamId> Streams(string? sort, StreamId? after, int limit)
    {
        var range = StreamRange.Of(sort).After(after);
        return Prepare($"""
            SELECT DISTINCT key FROM lookup
                WHERE key {(range.WithFrom ? ">=" : ">")} ?1 AND key < ?2 AND (key < ?3 OR key >= ?4)
            ORDER BY key LIMIT ?5
            """)
            .Bind(1, range.From)
            .Bind(2, range.To).Bind(3, LookupKey.FirstMessage).Bind(4, LookupKey.AfterMessages).Bind(5, limit)
            .Rows(s => StreamId.FromBytes(s.Bytes(0)));
    }

    public StoredEntry? FindMessage(MessageId message) =>
        Prepare($"""
            SELECT {Columns} FROM lookup l JOIN entry e ON e.position = l.position
                WHERE l.key IN (?2, ?3) AND e.message = ?1 LIMIT 1
            """)
            .Bind(1, message.ToBytes())
            .Bind(2, LookupKey.Of(message)).Bind(3, LookupKey.Of(StreamId.Exchange(message))).Row(Entry);

    public List<Listed> List(string participant, long before, int limit, bool onlyOpen) =>
        Prepare(onlyOpen
            ? Filing.Open("e.stream", "f.position < ?2", "DESC LIMIT ?3")
            : Filing.Feed("e.stream", "f.position < ?2 AND f.opens", "DESC LIMIT ?3"))
            .BindText(1, participant).Bind(2, before).Bind(3, limit).Rows(s => new Listed(Stream(s, 1), s.Int64(0)));

    public List<List<StoredEntry>> ReadHistories(HistoryQuestion question, long before, int limit)
    {
        const string Period = "e.at >= ?2 AND e.at < ?3";
        if (Spans.Of(this, Milliseconds(question.From), Milliseconds(question.To)) is not var (first, last))
        {
            return [];
        }
        var openings = question.Participant is null
            ? Prepare(
                $"SELECT e.position, e.stream FROM entry e WHERE e.position < ?4 AND e.position >= ?6 AND e.opens "
                + $"AND {Period} ORDER BY "
                + "e.position DESC LIMIT ?5")
            : Prepare(Filing.Feed(
                "e.stream", $"f.position < ?4 AND f.position >= ?6 AND f.opens AND {Period}", "DESC LIMIT ?5"))
                .BindText(1, question.Participant);
        var streams = openings.Bind(2, Milliseconds(question.From)).Bind(3, Milliseconds(question.To))
            .Bind(4, Math.Min(before, last + 1)).Bind(5, limit).Bind(6, first).Rows(s => s.Bytes(1));
        return streams.ConvertAll(ReadStream);
    }

    public List<Due> Due(string kind, DateTimeOffset until, int limit) =>
        Prepare("SELECT stream, key, at FROM due WHERE kind = ?1 AND at <= ?2 ORDER BY at LIMIT ?3")
            .BindText(1, kind).Bind(2, Milliseconds(until)).Bind(3, limit)
            .Rows(s => new Due(Stream(s, 0), new DueRow(kind, s.Text(1), Time(s, 2))));

    public DateTimeOffset? Alive() =>
        Prepare("SELECT value FROM meta WHERE name = 'alive'").Row(s => (DateTimeOffset?)Time(s, 0));

    public Cursor? Cursor(string name) =>
        Prepare("SELECT position, note FROM cursor WHERE name = ?1")
            .BindText(1, name).Row(s => new Cursor(s.Int64(0), s.Text(1)));

    public List<NamedCursor> Cursors(string prefix, string? after, int limit) =>
        Prepare("""
            SELECT name, position, note FROM cursor
                WHERE name >= ?1 AND name < ?2 AND (?3 IS NULL OR name > ?3) ORDER BY name LIMIT ?4
            """)
            .BindText(1, after ?? prefix).BindText(2, prefix[..^1] + (char)(prefix[^1] + 1)).BindText(3, after)
            .Bind(4, limit).Rows(s => new NamedCursor(s.Text(0), new Cursor(s.Int64(1), s.Text(2))));

    public List<byte[]> Tiles(int level, long first, int count) =>
        Prepare("SELECT hash FROM tile WHERE level = ?1 AND number >= ?2 ORDER BY number LIMIT ?3")
            .Bind(1, level).Bind(2, first).Bind(3, count).Rows(s => s.Bytes(0));

    public Statement Prepare(string sql)
    {
        if (!_kept.TryGetValue(sql, out var statement))
        {
            _kept.Add(sql, statement = new Statement(connection.Handle!, sql));
        }
        return statement;
    }

    /// <summary>The entry in the columns position, stream, json and envelope, which come first.</summary>
    public StoredEntry Entry(Statement s) =>
        new(s.Int64(0), Stream(s, 1), s.Bytes(2), s.IsNull(3) ? null : s.Text(3)) { Format = format };

    public static StreamId Stream(Statement s, int column) => StreamId.FromBytes(s.Bytes(column));

    public static DateTimeOffset Time(Statement s, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(s.Int64(column));

    /// <summary>A time as it lies in the file.</summary>
    public static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private List<StoredEntry> ReadStream(byte[] key) =>
        Prepare("""
            SELECT e.position, e.stream, e.json FROM lookup l JOIN entry e ON e.position = l.position
                WHERE l.key = ?1 ORDER BY l.position
            """)
            .Bind(1, key).Rows(s => new StoredEntry(s.Int64(0), Stream(s, 1), s.Bytes(2), null) { Format = format });

    public void Dispose()
    {
        foreach (var statement in _kept.Values)
        {
            statement.Dispose();
        }
        connection.Dispose();
    }
}
