using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Journal.Checking;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// What lies in the file, looked at through a connection of its own while the entries are read through another.
/// </summary>
internal sealed class StorageInspection : IDisposable
{
    private const int MostLines = 100;
    private readonly Queries _queries;

    private StorageInspection(Queries queries) => _queries = queries;

    /// <summary>
    /// Opens the file as of a moment with the same entries, and so with the same rows beside them; null when there are
    /// more by now.
    /// </summary>
    /// <param name="file">The journal.</param>
    /// <param name="head">The last entry that whoever reads entries sees; null when that cannot be read.</param>
    public static StorageInspection? Open(string file, long? head)
    {
        var connection = PageSums.Leniently(() => DatabaseFile.Connect(file, SqliteOpenMode.ReadOnly));
        var opened = new StorageInspection(new Queries(connection, EntryFormat.Default, null));
        if (Begin(opened._queries) == head)
        {
            return opened;
        }
        opened.Dispose();
        return null;
    }

    /// <summary>Begins to read as of this moment.</summary>
    /// <returns>The last entry; null when it cannot be read.</returns>
    public static long? Begin(Queries queries)
    {
        Schema.Execute(queries.Connection, "BEGIN");
        try
        {
            return queries.Head();
        }
        catch (SqliteException damaged) when (FileDamage.IsIn(damaged))
        {
            return null;
        }
    }

    /// <summary>What is wrong, a line each.</summary>
    public IReadOnlyList<string> Check(CancellationToken ct)
    {
        var lines = _queries.Prepare($"PRAGMA integrity_check({MostLines})")
            .Rows(s => s.Text(0)).Where(line => line != "ok").ToList();
        if (lines.Count == 0)
        {
            if (!KeysAgree(ct))
            {
                NameKeys(lines, ct);
            }
            lines.AddRange(Filing.Check(_queries));
            lines.AddRange(Spans.Check(_queries));
            lines.AddRange(StoreCheck.Lines(_queries));
        }
        lines.AddRange(PageSums.DamagedPages(_queries.Connection.DataSource).Take(MostLines)
            .Select(page => $"page {page} has not the checksum that was written with it"));
        return lines;
    }

    /// <summary>What the rows beside the entries come to.</summary>
    public RowSums Sum(RowHash hash, CancellationToken ct)
    {
        RowSum due = default;
        _queries.Prepare("SELECT kind, at, stream, key FROM due").ForEach(s => due += hash.Of(
            new Due(Queries.Stream(s, 2), new DueRow(s.Text(0), s.Text(3), Queries.Time(s, 1)))));
        return new RowSums(
            Count("entry"), SumOf(Filing.EveryFeed, s => hash.Of(s.Span(0), s.Int64(1), s.Int64(2))),
            SumOf(Filing.EveryOpen, s => hash.Of(s.Span(0), s.Int64(1))),
            SumOf(Filing.EveryTurn, s => hash.Of(s.Span(0), s.Int64(1))), due, Count("tile"));

        RowSum SumOf(string rows, Func<Statement, RowSum> one)
        {
            RowSum sum = default;
            _queries.Prepare(rows).ForEach(s =>
            {
                ct.ThrowIfCancellationRequested();
                sum += one(s);
            });
            return sum;
        }
    }

    public void Dispose() => _queries.Dispose();

    /// <summary>True when every key that an entry ought to be found by is there, and no other.</summary>
    private bool KeysAgree(CancellationToken ct)
    {
        var (hash, expected, found) = (new RowHash(), default(RowSum), default(RowSum));
        _queries.Prepare("SELECT position, stream, message FROM entry").ForEach(s =>
        {
            ct.ThrowIfCancellationRequested();
            expected += hash.Of(s.Span(1), s.Int64(0));
            if (!s.IsNull(2) && LookupKey.OfMessage(s.Span(1), s.Span(2)) is { } key)
            {
                expected += hash.Of(key, s.Int64(0));
            }
        });
        _queries.Prepare("SELECT key, position FROM lookup").ForEach(s =>
        {
            ct.ThrowIfCancellationRequested();
            found += hash.Of(s.Span(0), s.Int64(1));
        });
        return found == expected;
    }

    private void NameKeys(List<string> lines, CancellationToken ct)
    {
        var find = _queries.Prepare("SELECT 1 FROM lookup WHERE key = ?1 AND position = ?2");
        var expected = 0L;
        _queries.Prepare("SELECT position, stream, message FROM entry").ForEach(s =>
        {
            ct.ThrowIfCancellationRequested();
            Expect(s.Int64(0), s.Bytes(1), "stream");
            if (!s.IsNull(2) && LookupKey.OfMessage(s.Span(1), s.Span(2)) is { } message)
            {
                Expect(s.Int64(0), message, "message");
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

    private long Count(string table) => _queries.Prepare($"SELECT count(*) FROM {table}").Row(s => s.Int64(0));
}
