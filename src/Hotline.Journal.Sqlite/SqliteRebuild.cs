using System.Buffers.Text;
using Hotline.Contract.Errors;
using Hotline.Core.Streams;
using Hotline.Journal.Checking;
using Hotline.Protocol;
using Microsoft.Data.Sqlite;

namespace Hotline.Journal.Sqlite;

/// <summary>What was built anew.</summary>
/// <param name="Entries">How many entries there are: all that were.</param>
/// <param name="Root">Root of the tree over them, base64url.</param>
/// <param name="Places">How many readers' places were kept.</param>
/// <param name="PlacesLost">True when others could not be read.</param>
public sealed record RebuiltJournal(long Entries, string Root, int Places, bool PlacesLost);

/// <summary>
/// Builds everything that stands beside the entries anew from them, in a file aside, and puts it into the journal's in
/// one transaction: a crash leaves the one or the other. What cannot be built from anything, the entries themselves,
/// must be sound; places of readers are kept as far as they can be read.
/// </summary>
public static class SqliteRebuild
{
    private const int Page = 1000;
    private const int Shown = 20;
    private const string Aside = "journal.rebuilding";

    /// <summary>Builds it, while no hub runs.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="streams">The sorts of streams that there are; null for the usual.</param>
    /// <param name="progress">Told how far it has come; null when nobody is.</param>
    /// <param name="ct">Gives up; then nothing has changed.</param>
    /// <returns>Refusals 3010 to 3013, 3032 and 3033, with nothing changed.</returns>
    public static async Task<Outcome<RebuiltJournal>> RunAsync(
        string data, StreamBook? streams = null, Action<FsckProgress>? progress = null, CancellationToken ct = default)
    {
        var file = Path.Combine(data, SqliteStore.FileName);
        if (!File.Exists(file))
        {
            return JournalErrors.NoJournal(file);
        }
        if (!DataLock.Take(data).Try(out var taken, out var refusal))
        {
            return refusal;
        }
        using var locked = taken;
        var aside = Path.Combine(data, Aside);
        try
        {
            Remove(aside);
            Directory.CreateDirectory(aside);
            return (refusal = DatabaseFile.CheckHeader(file) ?? WalCheck.Check(file)) is not null
                ? refusal : await RunAsync(file, aside, streams ?? StreamBook.Default, progress, ct);
        }
        catch (Exception failed) when (failed is SqliteException or IOException or UnauthorizedAccessException
            or InvalidOperationException or ArgumentException or FormatException)
        {
            return JournalErrors.NotRebuilt(file, failed.Message.TrimEnd('.'));
        }
        finally
        {
            Remove(aside);
        }
    }

    private static async Task<Outcome<RebuiltJournal>> RunAsync(
        string file, string aside, StreamBook streams, Action<FsckProgress>? progress, CancellationToken ct)
    {
        using var hurt = new Queries(
            PageSums.Leniently(() => DatabaseFile.Connect(file, SqliteOpenMode.ReadWrite)), streams.Format, null);
        if (!HasLayout(hurt) && Schema.Check(hurt.Connection, file) is { } other)
        {
            return other;
        }
        RebuiltJournal rebuilt;
        if (!SqliteStore.Open(aside, new SqliteStoreOptions { Format = streams.Format })
            .Try(out var store, out var refusal))
        {
            return refusal;
        }
        await using (store)
        {
            var rebuilding = new Rebuilding(store, streams);
            if (await CopyAsync(hurt, rebuilding, progress, ct) is { } why)
            {
                return JournalErrors.NotRebuilt(file, why);
            }
            var (places, lost) = await CopyPlacesAsync(file, hurt, store, ct);
            rebuilt = new RebuiltJournal(
                rebuilding.Head, Base64Url.EncodeToString(rebuilding.Root), places, lost);
        }
        ct.ThrowIfCancellationRequested();

        // From one file into one file: with a rollback journal, so that SQLite puts the old pages back after a crash.
        using (var whole = DatabaseFile.Connect(Path.Combine(aside, SqliteStore.FileName), SqliteOpenMode.ReadWrite))
        {
            Schema.Execute(whole, "PRAGMA journal_mode = DELETE");
            Schema.Execute(hurt.Connection, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA");
            whole.BackupDatabase(hurt.Connection);
        }
        PageSums.Forget(file);
        return rebuilt;
    }

    /// <summary>
    /// True when its tables are those of this program: where the word for that is damaged, they say it.
    /// </summary>
    private static bool HasLayout(Queries hurt) => PageSums.AreIn(hurt.Connection)
        && hurt.Prepare("SELECT sql FROM sqlite_schema").Rows(s => s.Text(0)).Order(StringComparer.Ordinal)
            .SequenceEqual(Schema.Tables.Order(StringComparer.Ordinal));

    /// <returns>Why not all entries could be taken; null when they were.</returns>
    private static async Task<string?> CopyAsync(
        Queries hurt, Rebuilding rebuilding, Action<FsckProgress>? progress, CancellationToken ct)
    {
        var last = Last(hurt);
        var (expected, damaged) = (1L, new List<long>());

        // Along the leaves from the first to the last: what a damaged page says of where to look does not count.
        foreach (var page in hurt.Prepare($"SELECT {RawRow.Columns}, e.envelope FROM entry e ORDER BY e.position")
            .Each(s => new RawRow(s, withEnvelope: true)).Chunk(Page))
        {
            var rows = page.Select(row => row.Row(hurt.Format)).ToList();
            foreach (var row in rows)
            {
                if (row.Entry.Position != expected)
                {
                    return FormattableString.Invariant($"entry {expected} cannot be found");
                }
                expected++;
                if (!row.IsSealed || !row.Leaf.AsSpan().SequenceEqual(row.Entry.Leaf) || !row.Entry.IsSound)
                {
                    damaged.Add(row.Entry.Position);
                }
            }
            if (damaged.Count == 0)
            {
                await rebuilding.TakeAsync(rows.Select(row => row.Entry), ct);
            }
            progress?.Invoke(new FsckProgress("rebuilding", expected - 1, Math.Max(last, expected - 1)));
        }
        return damaged.Count > 0
            ? $"entries themselves are damaged: {string.Join(", ", damaged.Take(Shown))}"
                + (damaged.Count > Shown ? " and more" : "")
            : last >= expected
            ? FormattableString.Invariant($"entries from {expected} on cannot be found, and there were {last}") : null;
    }

    /// <summary>The last entry of which anything is known.</summary>
    private static long Last(Queries hurt)
    {
        var last = 0L;
        foreach (var (table, key) in new[] { ("lookup", "position"), ("reader", "position"), ("unfiled", "position") })
        {
            try
            {
                last = Math.Max(last, hurt.Prepare($"SELECT max({key}) FROM {table}").Row(s => s.Int64(0)));
            }
            catch (SqliteException damaged) when (FileDamage.IsIn(damaged))
            {
                // The others know.
            }
        }
        return last;
    }

    /// <summary>
    /// Of places only pages that are what was written count: a wrong one would skip what was not read.
    /// </summary>
    private static async Task<(int Kept, bool Lost)> CopyPlacesAsync(
        string file, Queries hurt, SqliteStore store, CancellationToken ct)
    {
        using var strict = new Queries(
            DatabaseFile.Connect(file, SqliteOpenMode.ReadOnly), hurt.Format, null);
        await using var transaction = await store.BeginAsync(ct);
        var kept = 0;
        var lost = !Try(() =>
        {
            foreach (var (name, cursor) in strict.Prepare("SELECT name, position, note FROM cursor ORDER BY name")
                .Each(s => (s.Text(0), new Cursor(s.Int64(1), s.Text(2)))))
            {
                transaction.SetCursor(name, cursor);
                kept++;
            }
        });
        Try(() =>
        {
            if (strict.Alive() is { } alive)
            {
                transaction.Beat(alive);
            }
        });
        await transaction.CommitAsync(ct);
        return (kept, lost);
    }

    private static bool Try(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (SqliteException damaged) when (FileDamage.IsIn(damaged))
        {
            return false;
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
