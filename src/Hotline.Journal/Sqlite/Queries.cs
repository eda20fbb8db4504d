using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite;

/// <summary>One connection's reads. Each is one statement, and so sees one moment; but for histories, which only grow. Used by one caller at a time.</summary>
internal sealed class Queries(SqliteConnection connection) : IDisposable
{
    private const string Columns = "e.position, e.exchange, e.json, e.envelope";
    private const string NotEnded = $"AND NOT EXISTS (SELECT 1 FROM entry INDEXED BY {Schema.EndedIndex} WHERE exchange = e.exchange AND {Schema.Ends})";
    private readonly Dictionary<string, Statement> _kept = [];

    public SqliteConnection Connection => connection;

    public long Head() => Prepare("SELECT max(position) FROM entry").Row(s => s.Int64(0));

    public List<StoredEntry> Read(long after, int limit) =>
        Prepare($"SELECT {Columns} FROM entry e WHERE e.position > ?1 ORDER BY e.position LIMIT ?2").Bind(1, after).Bind(2, limit).Rows(Entry);

    public List<StoredEntry> ReadFor(string participant, long after, int limit) =>
        Prepare($"SELECT {Columns} FROM reader r JOIN entry e ON e.position = r.position WHERE r.participant = ?1 AND r.position > ?2 ORDER BY r.position LIMIT ?3")
            .BindText(1, participant).Bind(2, after).Bind(3, limit).Rows(Entry);

    public List<StoredEntry> ReadExchange(MessageId exchange) =>
        Prepare($"SELECT {Columns} FROM entry e WHERE e.exchange = ?1 ORDER BY e.position").Bind(1, exchange.ToBytes()).Rows(Entry);

    public StoredEntry? FindMessage(MessageId message) =>
        Prepare($"SELECT {Columns} FROM entry e WHERE e.message = ?1").Bind(1, message.ToBytes()).Row(Entry);

    public List<MessageId> ListExchanges(string participant, long before, int limit, bool onlyOpen) =>
        Prepare($"SELECT e.exchange FROM reader r JOIN entry e ON e.position = r.position WHERE r.participant = ?1 AND r.position < ?2 AND r.opens {(onlyOpen ? NotEnded : "")} ORDER BY r.position DESC LIMIT ?3")
            .BindText(1, participant).Bind(2, before).Bind(3, limit).Rows(s => MessageId.FromBytes(s.Bytes(0)));

    public List<List<StoredEntry>> ReadHistories(string? participant, DateTimeOffset from, DateTimeOffset to, long before, int limit)
    {
        // The opening message has the exchange's id. Times are of one width, so they compare as text.
        const string Period = "json_extract(e.json, '$.at') >= ?1 AND json_extract(e.json, '$.at') < ?2";
        var openings = participant is null
            ? Prepare($"SELECT e.exchange FROM entry e WHERE e.position < ?3 AND e.message = e.exchange AND {Period} ORDER BY e.position DESC LIMIT ?4")
            : Prepare($"SELECT e.exchange FROM reader r JOIN entry e ON e.position = r.position WHERE r.participant = ?5 AND r.position < ?3 AND r.opens AND {Period} ORDER BY r.position DESC LIMIT ?4")
                .BindText(5, participant);
        var exchanges = openings.BindText(1, Instant.Write(from)).BindText(2, Instant.Write(to)).Bind(3, before).Bind(4, limit).Rows(s => s.Bytes(0));
        var facts = Prepare("SELECT e.position, e.exchange, e.json FROM entry e WHERE e.exchange = ?1 ORDER BY e.position");
        return exchanges.ConvertAll(exchange => facts.Bind(1, exchange).Rows(s => new StoredEntry(s.Int64(0), MessageId.FromBytes(s.Bytes(1)), s.Bytes(2), null)));
    }

    public List<Due> Due(DueSort sort, DateTimeOffset until, int limit) =>
        Prepare("SELECT exchange, what, at FROM due WHERE sort = ?1 AND at <= ?2 ORDER BY at LIMIT ?3")
            .Bind(1, (long)sort).Bind(2, until.ToUnixTimeMilliseconds()).Bind(3, limit)
            .Rows(s => new Due(MessageId.FromBytes(s.Bytes(0)), new DueRow(s.Text(1), DateTimeOffset.FromUnixTimeMilliseconds(s.Int64(2)))));

    public DateTimeOffset? NextDue(DueSort sort) => Time(Prepare("SELECT min(at) FROM due WHERE sort = ?1").Bind(1, (long)sort));

    public DateTimeOffset? Alive() => Time(Prepare("SELECT value FROM meta WHERE name = 'alive'"));

    public Cursor? Cursor(string name) => Prepare("SELECT position, note FROM cursor WHERE name = ?1").BindText(1, name).Row(s => new Cursor(s.Int64(0), s.Text(1)));

    public List<byte[]> Tiles(int level, long first, int count) =>
        Prepare("SELECT hash FROM tile WHERE level = ?1 AND number >= ?2 ORDER BY number LIMIT ?3").Bind(1, level).Bind(2, first).Bind(3, count).Rows(s => s.Bytes(0));

    public Statement Prepare(string sql)
    {
        if (!_kept.TryGetValue(sql, out var statement))
        {
            _kept.Add(sql, statement = new Statement(connection.Handle!, sql));
        }
        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in _kept.Values)
        {
            statement.Dispose();
        }
        connection.Dispose();
    }

    private static StoredEntry Entry(Statement s) =>
        new(s.Int64(0), s.IsNull(1) ? null : MessageId.FromBytes(s.Bytes(1)), s.Bytes(2), s.IsNull(3) ? null : s.Text(3));

    private static DateTimeOffset? Time(Statement s) => s.Row(row => row.IsNull(0) ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(0)));
}
