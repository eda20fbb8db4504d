using System.Diagnostics.CodeAnalysis;
using Hotline.Contract.Facts;
using Hotline.Journal.Checking;
using Hotline.Protocol.Proofs;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// Entries by position, each held against its seal: the one way from the table to whoever reads. What does not hold,
/// cannot be read or is not there comes as damaged; what lies beside it is read all the same.
/// </summary>
/// <param name="queries">The connection.</param>
/// <param name="format">How entries are read.</param>
/// <param name="damage">Told of what does not hold; null when nobody is.</param>
internal sealed class EntryRows(Queries queries, EntryFormat format, JournalDamage? damage) : IDisposable
{
    /// <summary>The columns that <see cref="Read"/> takes, in its order.</summary>
    private const string Columns = "position, stream, message, at, opens, leaf, seal, json";

    /// <summary>No stream's key is longer; a row that says otherwise is damaged.</summary>
    private const int LongestKey = 1024;

    private Queries? _salvage;

    /// <summary>Those after a position up to the head, in order, without gaps.</summary>
    public List<StoredEntry> After(long after, int limit)
    {
        var head = queries.Head();
        var last = Math.Min(head, limit < head - after ? after + limit : head);
        var rows = new List<StoredEntry>();
        var (expected, whole) = (after + 1, true);
        try
        {
            queries.Prepare($"SELECT {Columns}, envelope FROM entry WHERE position > ?1 AND position <= ?2 ORDER BY 1")
                .Bind(1, after).Bind(2, last).ForEach(s =>
                {
                    whole &= s.Int64(0) == expected++;
                    rows.Add(Read(s, withEnvelope: true));
                });
        }
        catch (Exception damaged) when (damaged is FormatException
            || (damaged is SqliteException failed && FileDamage.IsIn(failed)))
        {
            whole = false;
        }
        return whole && expected == last + 1 && !rows.Exists(r => r.IsDamaged)
            ? rows : [.. Positions(after + 1, last).Select(p => Find(p))];
    }

    /// <summary>These entries, in this order.</summary>
    public List<StoredEntry> Find(List<long> positions) => positions.ConvertAll(position => Find(position));

    /// <summary>One entry.</summary>
    /// <param name="position">Where it must be.</param>
    /// <param name="withEnvelope">False leaves its envelope out.</param>
    public StoredEntry Find(long position, bool withEnvelope = true)
    {
        if (TryFind(queries, position, withEnvelope, out var found) && !found.IsDamaged)
        {
            return found;
        }

        // Once more past the checksums of pages: the entry has its own, and says whether it is what was written.
        if (!TryFind(Salvage(), position, withEnvelope, out var saved))
        {
            saved = found ?? StoredEntry.Damaged(position, null);
        }
        if (saved.IsDamaged)
        {
            damage?.Found(position);
        }
        return saved;
    }

    public void Dispose() => _salvage?.Dispose();

    private static IEnumerable<long> Positions(long first, long last)
    {
        for (var position = first; position <= last; position++)
        {
            yield return position;
        }
    }

    private Queries Salvage() => _salvage ??= new Queries(
        PageSums.Leniently(
            () => DatabaseFile.Connect(queries.Connection.DataSource, SqliteOpenMode.ReadOnly)), format, null);

    private bool TryFind(
        Queries from, long position, bool withEnvelope, [NotNullWhen(true)] out StoredEntry? entry)
    {
        try
        {
            entry = from.Prepare($"SELECT {Columns}{(withEnvelope ? ", envelope" : "")} FROM entry WHERE position = ?1")
                .Bind(1, position).Row(s => Read(s, withEnvelope));
            return entry is not null;
        }
        catch (Exception damaged) when (damaged is FormatException
            || (damaged is SqliteException failed && FileDamage.IsIn(failed)))
        {
            entry = null;
            return false;
        }
    }

    private StoredEntry Read(Statement s, bool withEnvelope)
    {
        var (position, stream, json, leaf, seal) = (s.Int64(0), s.Bytes(1), s.Bytes(7), s.Bytes(5), s.Bytes(6));
        var hash = Merkle.Leaf(json);
        var row = new SealedRow(position, stream, s.Bytes(2), s.Int64(3), s.Int64(4), hash);
        if (stream.Length > LongestKey || row.Message.Length > LongestKey || leaf.Length != Merkle.HashSize)
        {
            return StoredEntry.Damaged(position, null);
        }
        var envelope = withEnvelope && !s.IsNull(8) ? s.Text(8) : null;
        if (Seal.Holds(seal, row) && (!withEnvelope || Seal.HoldsFor(seal, envelope)))
        {
            // Sealed with the hash that its bytes have: whatever the column says of it.
            return new StoredEntry(position, StreamId.FromBytes(stream), json, envelope) { Format = format };
        }
        var known = leaf.AsSpan().SequenceEqual(hash) || Seal.Holds(seal, row with { Leaf = leaf });
        return StoredEntry.Damaged(position, known ? leaf : null);
    }
}
