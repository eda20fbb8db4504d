using System.Buffers.Text;
using Hotline.Contract.Facts;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Checking;

/// <summary>
/// Checks a journal from its bytes up, without changing it: the file, each entry and envelope, each exchange folded anew, and everything derived (feeds, due rows, tiles, cursors) against that.
/// It needs memory for one exchange at a time. A hub may run meanwhile: one moment of the journal is checked.
/// </summary>
public sealed class Fsck
{
    private const int ReportEach = 1000;
    private readonly Queries _queries;
    private readonly Core.Directory.Directory? _directory;
    private readonly Action<FsckProgress>? _progress;
    private readonly List<Finding> _findings = [];
    private readonly Frontier _tree = new();
    private long _tiles;
    private long _messages;
    private long _verified;
    private bool _cut;

    private Fsck(SqliteConnection connection, Core.Directory.Directory? directory, Action<FsckProgress>? progress) =>
        (_queries, _directory, _progress) = (new Queries(connection), directory, progress);

    /// <summary>Checks the journal of a data directory. Refusals 3011 to 3013 when there is none that this program knows.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="directory">Whose keys signatures are checked with; null to check their form only.</param>
    /// <param name="progress">Told now and then how far it has come.</param>
    /// <param name="ct">Gives up.</param>
    public static Outcome<FsckReport> Run(string data, Core.Directory.Directory? directory = null, Action<FsckProgress>? progress = null, CancellationToken ct = default)
    {
        var file = Path.Combine(data, SqliteStore.FileName);
        if (!File.Exists(file))
        {
            return JournalErrors.NoJournal(file);
        }
        SqliteConnection? connection = null;
        try
        {
            connection = SqliteStore.Connect(file, SqliteOpenMode.ReadOnly);
            if (Schema.Check(connection, file) is { } refusal)
            {
                return refusal;
            }
            Schema.Execute(connection, "BEGIN");
            return new Fsck(connection, directory, progress).Run(ct);
        }
        catch (SqliteException broken) when (broken.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB)
        {
            return JournalErrors.NotAJournal(file, "it is not an SQLite database");
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private FsckReport Run(CancellationToken ct)
    {
        var (head, exchanges) = (0L, 0L);
        try
        {
            CheckFile();
            head = CheckEntries(ct);
            CheckCursors(head);
            var checker = new ExchangeCheck(_queries, Find);
            exchanges = checker.Run((done, of) => Report("exchanges", done, of), ct);
            Count("rows in feeds", "SELECT count(*) FROM reader", checker.Readers);
            Count("due rows", "SELECT count(*) FROM due", checker.DueRows);
        }
        catch (SqliteException damaged) when (damaged.SqliteErrorCode == SQLitePCL.raw.SQLITE_CORRUPT)
        {
            Find(Findings.DamagedFile(damaged.Message));
        }
        finally
        {
            _queries.Dispose();
        }
        return new FsckReport(head, exchanges, _messages, _verified, Base64Url.EncodeToString(_tree.Root()), [.. _findings], _cut);
    }

    private void CheckFile()
    {
        Report("file", 0, 1);
        foreach (var line in _queries.Prepare("PRAGMA integrity_check(100)").Rows(s => s.Text(0)).Where(line => line != "ok"))
        {
            Find(Findings.DamagedFile(line));
        }
        foreach (var line in _queries.Prepare("PRAGMA foreign_key_check").Rows(s => s.Text(0)))
        {
            Find(Findings.DamagedFile($"a row of table {line} belongs to no entry"));
        }
        Report("file", 1, 1);
    }

    /// <summary>Every entry by itself, and the tree over all of them.</summary>
    private long CheckEntries(CancellationToken ct)
    {
        var (head, expected) = (_queries.Head(), 1L);
        while (_queries.Read(expected - 1, ReportEach) is { Count: > 0 } page)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var stored in page)
            {
                if (stored.Position != expected)
                {
                    Find(Findings.Gap(stored.Position, expected));
                }
                CheckEntry(stored);
                _tree.Append(Merkle.Leaf(stored.Json), CheckTile);
                expected = stored.Position + 1;
            }
            Report("entries", expected - 1, head);
        }
        foreach (var (id, position) in _queries.Prepare("SELECT message, max(position) FROM entry WHERE message IS NOT NULL GROUP BY message HAVING count(*) > 1")
            .Rows(s => (MessageId.FromBytes(s.Bytes(0)), s.Int64(1))))
        {
            Find(Findings.MessageTwice(position, id));
        }
        Count("tiles", "SELECT count(*) FROM tile", _tiles);
        return expected - 1;
    }

    private void CheckEntry(StoredEntry stored)
    {
        Entry entry;
        try
        {
            entry = stored.Entry;
        }
        catch (Exception unreadable) when (unreadable is System.Text.Json.JsonException or NotSupportedException)
        {
            Find(Findings.UnreadableEntry(stored.Position, unreadable.Message));
            return;
        }
        if (entry.Position != stored.Position)
        {
            Find(Findings.WrongEntry(stored.Position, $"it says that it is at {entry.Position}"));
        }
        if (entry.At != entry.At.ToMilliseconds())
        {
            Find(Findings.WrongEntry(stored.Position, "its time is finer than milliseconds"));
        }
        if (entry.Fact.ExchangeId != stored.Exchange)
        {
            Find(Findings.WrongEntry(stored.Position, $"it lies with exchange {stored.Exchange?.ToString() ?? "none"} and belongs to {entry.Fact.ExchangeId?.ToString() ?? "none"}"));
        }
        if (entry.Fact.Message is { } header && _queries.FindMessage(header.Id)?.Position != stored.Position)
        {
            Find(Findings.WrongEntry(stored.Position, $"it is not found by its message {header.Id}"));
        }
        if (EnvelopeCheck.Check(stored, entry, _directory, out var verified) is { } finding)
        {
            Find(finding);
        }
        _messages += entry.Fact.Message is null ? 0 : 1;
        _verified += verified ? 1 : 0;
    }

    private void CheckTile(Subtree subtree, byte[] hash)
    {
        if (Trees.TreeReader.IsTile(subtree))
        {
            _tiles++;
            var found = _queries.Prepare("SELECT hash FROM tile WHERE level = ?1 AND number = ?2").Bind(1, subtree.Level).Bind(2, subtree.Index).Row(s => s.Bytes(0));
            if (found is null || !found.AsSpan().SequenceEqual(hash))
            {
                Find(Findings.WrongTile($"the tile of level {subtree.Level} for entries {subtree.First + 1} to {subtree.First + subtree.Leaves} is {(found is null ? "missing" : "not their hash")}"));
            }
        }
    }

    private void CheckCursors(long head)
    {
        foreach (var (name, position) in _queries.Prepare("SELECT name, position FROM cursor").Rows(s => (s.Text(0), s.Int64(1))))
        {
            if (position < 0 || position > head)
            {
                Find(Findings.WrongCursor(name, position, head));
            }
        }
    }

    private void Count(string what, string sql, long expected)
    {
        if (_queries.Prepare(sql).Row(s => s.Int64(0)) is var found && found != expected)
        {
            Find(Findings.Stray(what, found, expected));
        }
    }

    private void Find(Finding finding)
    {
        _cut = _cut || _findings.Count == FsckReport.Most;
        if (!_cut)
        {
            _findings.Add(finding);
        }
    }

    private void Report(string step, long done, long of) => _progress?.Invoke(new FsckProgress(step, done, of));
}
