using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Journal.Checking;
using Hotline.Protocol;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// One connection's reads. What is asked for is found by one statement, and so of one moment; the entries themselves
/// never change. Used by one caller at a time.
/// </summary>
/// <param name="connection">The connection; disposed with this.</param>
/// <param name="format">How entries are read.</param>
/// <param name="damage">Told of damaged entries; null when nobody is.</param>
internal sealed class Queries(SqliteConnection connection, EntryFormat format, JournalDamage? damage) : IDisposable
{
    private readonly Dictionary<string, Statement> _kept = [];
    private EntryRows? _entries;

    public SqliteConnection Connection => connection;

    /// <summary>How entries are read.</summary>
    public EntryFormat Format => format;

    public long Head() => Prepare("SELECT max(position) FROM entry").Row(s => s.Int64(0));

    /// <summary>Entries, each held against its seal.</summary>
    private EntryRows Entries => _entries ??= new EntryRows(this, format, damage);

    public List<StoredEntry> Read(long after, int limit) => Entries.After(after, limit);

    public List<StoredEntry> ReadFor(string participant, long after, int limit) => Entries.Find(
        Prepare(Filing.Feed("f.position > ?2", "LIMIT ?3"))
            .BindText(1, participant).Bind(2, after).Bind(3, limit).Rows(s => s.Int64(0)));

    /// <summary>Without envelopes, whose pages are then not even read.</summary>
    public List<StoredEntry> ReadStream(StreamId stream) => Positions(LookupKey.Of(stream))
        .ConvertAll(position => Entries.Find(position, withEnvelope: false).In(stream));

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

    public StoredEntry? FindMessage(MessageId message)
    {
        foreach (var key in (byte[][])[LookupKey.Of(message), LookupKey.Of(StreamId.Exchange(message))])
        {
            if (Positions(key) is [var first, ..])
            {
                var found = Entries.Find(first);
                return found.IsDamaged || found.Entry.Fact.Message?.Id == message ? found : null;
            }
        }
        return null;
    }

    public List<Listed> List(string participant, long before, int limit, bool onlyOpen) =>
        Prepare(onlyOpen
            ? Filing.Open("f.position < ?2", "DESC LIMIT ?3")
            : Filing.Feed("f.position < ?2 AND f.opens", "DESC LIMIT ?3"))
            .BindText(1, participant).Bind(2, before).Bind(3, limit).Rows(s => s.Int64(0)).ConvertAll(Listed);

    public List<Listed> Turns(string participant, long before, int limit) =>
        Prepare(Filing.Turn("f.position < ?2", "DESC LIMIT ?3"))
            .BindText(1, participant).Bind(2, before).Bind(3, limit).Rows(s => s.Int64(0)).ConvertAll(Listed);

    private Listed Listed(long opening) =>
        Entries.Find(opening, withEnvelope: false) is { IsDamaged: false } entry
            ? new Listed(entry.Stream, opening) : new Listed(default, opening) { IsDamaged = true };

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
            : Prepare(Filing.FeedOfEntries(
                "e.stream", $"f.position < ?4 AND f.position >= ?6 AND f.opens AND {Period}", "DESC LIMIT ?5"))
                .BindText(1, question.Participant);
        var streams = openings.Bind(2, Milliseconds(question.From)).Bind(3, Milliseconds(question.To))
            .Bind(4, Math.Min(before, last + 1)).Bind(5, limit).Bind(6, first)
            .Rows(s => (Opening: s.Int64(0), Stream: s.Bytes(1)));

        // Where it is damaged the row may name another stream, or none: then the place alone is told.
        return streams.ConvertAll(listed =>
            (Positions(listed.Stream) is var all && all.FirstOrDefault() == listed.Opening ? all : [listed.Opening])
            .ConvertAll(position => Entries.Find(position, withEnvelope: false)));
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

    /// <summary>The first entry that is found by a key; null when none is.</summary>
    public long? FirstOf(byte[] key) =>
        Prepare("SELECT min(position) FROM lookup WHERE key = ?1").Bind(1, key)
            .Row(s => s.IsNull(0) ? (long?)null : s.Int64(0));

    /// <summary>The entries that are found by a key.</summary>
    private List<long> Positions(byte[] key) =>
        Prepare("SELECT position FROM lookup WHERE key = ?1 ORDER BY position").Bind(1, key).Rows(s => s.Int64(0));

    public static StreamId Stream(Statement s, int column) => StreamId.FromBytes(s.Bytes(column));

    public static DateTimeOffset Time(Statement s, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(s.Int64(column));

    /// <summary>A time as it lies in the file.</summary>
    public static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>Reads, and stops in the midst of a statement when the caller gives up.</summary>
    public T UntilAsked<T>(Func<Queries, T> read, CancellationToken ct)
    {
        using var stop = ct.UnsafeRegister(
            static db => SQLitePCL.raw.sqlite3_interrupt((SQLitePCL.sqlite3)db!), connection.Handle);
        try
        {
            ct.ThrowIfCancellationRequested();
            return read(this);
        }
        catch (SqliteException stopped) when (
            ct.IsCancellationRequested && stopped.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(null, stopped, ct);
        }
    }

    public void Dispose() => Dispose(asItIs: false);

    /// <param name="asItIs">As <see cref="DatabaseFile.Close"/>: whoever mends the file finds what there is.</param>
    public void Dispose(bool asItIs)
    {
        _entries?.Dispose();
        foreach (var statement in _kept.Values)
        {
            statement.Dispose();
        }
        DatabaseFile.Close(connection, asItIs);
    }
}
