using Hotline.Journal.Checking;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// Keeps the write-ahead log short without making an append wait for it. Most of the log is copied in the background,
/// on a connection of its own; under load the log grows meanwhile and would never be found wholly copied, so the writer
/// copies the short rest itself, between two transactions, and the next one starts the log anew. A crash in between
/// loses nothing: the log is read again.
/// </summary>
/// <remarks>
/// Once a sync has failed nothing is copied any more. What was copied before may then be gone though it still reads
/// well, and SQLite would not copy it again but begin the log anew over it; only opening the file anew copies all.
/// Until then the log keeps everything, and grows. A commit that is under way then fails too: Linux tells of a failed
/// sync everybody who has the file open.
/// </remarks>
internal sealed class WalKeeper(
    SqliteConnection writer, Func<SqliteConnection> connect, long limit, JournalDamage damage, ILogger log)
    : IAsyncDisposable
{
    private const int SyncsEach = 2; // the log before, the database after copying
    private const int SyncFailed = raw.SQLITE_IOERR | (4 << 8); // SQLITE_IOERR_FSYNC
    private readonly long _pageSize = (long)Schema.Scalar(writer, "PRAGMA page_size")!;
    private SqliteConnection? _background;
    private Task _copying = Task.CompletedTask;
    private bool _restNow;
    private long _pages;
    private long _syncs;
    private volatile bool _syncFailed;

    /// <summary>False once a sync has failed.</summary>
    public bool Copies => !_syncFailed;

    public long Syncs => Interlocked.Read(ref _syncs);

    public long PageSize => _pageSize;

    /// <summary>
    /// Bytes above which the log's file is made short at a quiet moment: twice the length at which it is copied. What
    /// is written while it is copied makes it somewhat longer, and to write the zeros anew for that is not worth it.
    /// </summary>
    public static long Long(long limit) => limit * 2;

    /// <summary>
    /// Bytes above which a log that somebody holds is told: four times the length at which it is copied, 64 MiB by
    /// default. Copying without hindrance begins it anew long before that; and all of it is read at the start after a
    /// crash, before the doors open.
    /// </summary>
    public static long TooLong(long limit) => limit * 4;

    /// <summary>How long the log's file is made before it is written to.</summary>
    public static long Room(long limit) => limit * 5 / 4;

    /// <summary>
    /// Fills the log with zeros up to the length at which it is copied, and some more. Making a file longer costs a
    /// commit of the file system's own journal with each fsync, which is dearer than all the rest of an append;
    /// overwriting does not. SQLite reads a log up to the first frame whose checksum fails, and zeros fail.
    /// </summary>
    public static void Preallocate(string file, long limit)
    {
        using var log = new FileStream(
            file + "-wal", FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var (zeros, before) = (new byte[64 * 1024], log.Length);
        log.Seek(0, SeekOrigin.End);
        try
        {
            while (log.Length < Room(limit))
            {
                log.Write(zeros);
            }
            log.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Nobody is helped by a disk that is full to the last byte.
            log.SetLength(before);
            throw;
        }
    }

    /// <summary>Called by the writer, outside of a transaction.</summary>
    public void BeforeWriting()
    {
        if (_restNow && _copying.IsCompleted && Copies)
        {
            _restNow = false;
            TryCopy(() => writer);
        }
    }

    /// <summary>Called by the writer.</summary>
    public void AfterCommit()
    {
        raw.sqlite3_db_status(writer.Handle!, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, 1);
        _pages += written;
        if (_pages * _pageSize > limit && !_restNow && _copying.IsCompleted && Copies)
        {
            _restNow = true;
            _copying = Task.Run(() => TryCopy(() => _background ??= connect()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _copying;
        _background?.Dispose();
    }

    /// <summary>When it fails, the log only grows until the next try; appends go on.</summary>
    private void TryCopy(Func<SqliteConnection> connection)
    {
        try
        {
            Copy(connection());
        }
        catch (SqliteException failed)
        {
            log.CheckpointFailed(failed);
        }
    }

    private void Copy(SqliteConnection connection)
    {
        var (_, length, copied) = Checkpoint(connection, raw.SQLITE_CHECKPOINT_PASSIVE);
        Synced();
        if (connection == writer && length == copied)
        {
            Emptied();
        }
    }

    /// <summary>The log was copied.</summary>
    public void Synced() => Interlocked.Add(ref _syncs, SyncsEach);

    /// <summary>The log holds nothing that is not copied; told while no transaction is open.</summary>
    public void Emptied() => _pages = 0;

    /// <summary>Copies the log, or as much of it as readers and other programs let.</summary>
    /// <returns>SQLITE_OK or SQLITE_BUSY; frames in the log, and how many of them are copied.</returns>
    public (int Result, int Frames, int Copied) Checkpoint(SqliteConnection connection, int mode)
    {
        var result = raw.sqlite3_wal_checkpoint_v2(connection.Handle!, null, mode, out var frames, out var copied);
        if (result is raw.SQLITE_OK or raw.SQLITE_BUSY)
        {
            return (result, frames, copied);
        }
        if (raw.sqlite3_extended_errcode(connection.Handle!) == SyncFailed)
        {
            _syncFailed = true;
            damage.DiskFailed("a sync of journal.db failed: see to the disk, then restart the hub; until then its log "
                + "keeps everything, and grows");
        }
        throw new SqliteException(
            $"SQLite: {raw.sqlite3_errmsg(connection.Handle!).utf8_to_string()}", result & 0xFF, result);
    }
}
