using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// Looks now and then how long the write-ahead log is. After a burst it is made short again, when hardly anything is
/// written and no transaction is open; a log that cannot begin anew because somebody still reads an old state of the
/// journal is told once, with whoever that is. Nothing here is in the way of a commit, except that one which comes
/// while the log is made short waits until its zeros are on the disk.
/// </summary>
internal sealed class WalWatch : IAsyncDisposable
{
    /// <summary>How often it looks. The heartbeat commits twice meanwhile.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>More commits than this since the last look are no quiet moment: one a second.</summary>
    private const int FewCommits = 10;

    /// <summary>
    /// Looks in a row at which the log was held before it is told: one alone may have met a short read by chance.
    /// </summary>
    private const int LooksUntilTold = 2;

    private const long Mebi = 1024 * 1024;

    private const int FrameHeader = 24; // bytes before each page of the log, by SQLite's file format

    private readonly SemaphoreSlim _writing;
    private readonly WalParts _parts;
    private readonly ILogger _log;
    private readonly string _file;
    private readonly ITimer? _timer;
    private readonly Lock _starting = new();
    private Task _look = Task.CompletedTask;
    private bool _ended;
    private long _commitsThen;
    private int _held;
    private bool _told;

    /// <param name="writing">Held while a transaction is open.</param>
    /// <param name="parts">What of the store it asks.</param>
    /// <param name="clock">Says when to look; null when nobody is to.</param>
    /// <param name="log">Where a held log is told.</param>
    public WalWatch(SemaphoreSlim writing, WalParts parts, TimeProvider? clock, ILogger log)
    {
        (_writing, _parts, _log) = (writing, parts, log);
        _file = parts.File + "-wal";
        _timer = clock?.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>Ends when a look that is under way has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }
        Task last;
        lock (_starting)
        {
            _ended = true;
            last = _look;
        }
        await last;
    }

    private void Look()
    {
        var length = Measure();
        var commits = _parts.Commits();
        var quiet = commits - _commitsThen <= FewCommits;
        _commitsThen = commits;
        lock (_starting)
        {
            if (!_ended && _look.IsCompleted && _parts.Wal.Copies && (length > WalKeeper.Long(_parts.Limit) || _told))
            {
                _look = Task.Run(() => TryLook(quiet));
            }
        }
    }

    private void TryLook(bool quiet)
    {
        try
        {
            using var connection = _parts.Connect();

            // Waits for no reader: that would keep commits waiting too.
            raw.sqlite3_busy_timeout(connection.Handle!, 0);
            Look(connection, quiet);
        }
        catch (Exception failed) when (failed is SqliteException or IOException or UnauthorizedAccessException)
        {
            _log.CheckpointFailed(failed);
        }
    }

    private void Look(SqliteConnection connection, bool quiet)
    {
        // Most of it, or all, without keeping anybody waiting.
        var (_, frames, copied) = Copy(connection, raw.SQLITE_CHECKPOINT_PASSIVE);
        var held = copied < frames || (quiet && Shorten(connection) == raw.SQLITE_BUSY);
        _held = held ? _held + 1 : 0;
        var used = (long)frames * (_parts.Wal.PageSize + FrameHeader);
        if (_held >= LooksUntilTold && used > WalKeeper.TooLong(_parts.Limit) && !_told)
        {
            _told = true;
            _log.LogHeld(used / Mebi, Readers());
        }
        var length = Measure();
        if (_told && length <= WalKeeper.Long(_parts.Limit))
        {
            _told = false;
            _log.LogShortAgain(length / Mebi);
        }
    }

    private long Measure()
    {
        var file = new FileInfo(_file);
        var length = file.Exists ? file.Length : 0;
        JournalMeters.LogLength(length);
        return length;
    }

    /// <summary>Who reads here, and who has the file open elsewhere and may be reading.</summary>
    private string Readers()
    {
        var known = _parts.Readers().Concat(OpenElsewhere.Programs(_parts.File)).ToList();
        return known.Count > 0 ? string.Join(", ", known) : "a program that the hub's user cannot see";
    }

    /// <summary>
    /// When no transaction is open and no reader needs the log. A crash before the zeros leaves an empty log, and one
    /// among them a log that holds nothing: both are what a start makes too.
    /// </summary>
    private int Shorten(SqliteConnection connection)
    {
        if (!_writing.Wait(0))
        {
            return raw.SQLITE_OK;
        }
        try
        {
            var (result, _, _) = Copy(connection, raw.SQLITE_CHECKPOINT_TRUNCATE);
            if (result == raw.SQLITE_OK)
            {
                WalKeeper.Preallocate(_parts.File, _parts.Limit);
                _parts.Wal.Emptied();
            }
            return result;
        }
        finally
        {
            _writing.Release();
        }
    }

    private (int Result, int Frames, int Copied) Copy(SqliteConnection connection, int mode)
    {
        var (result, frames, copied) = _parts.Wal.Checkpoint(connection, mode);
        _parts.Wal.Synced();
        return (result, frames, copied);
    }
}

/// <summary>What <see cref="WalWatch"/> asks of the store, and tells it.</summary>
/// <param name="File">Of the database.</param>
/// <param name="Limit">Bytes; <see cref="SqliteStoreOptions.CheckpointBytes"/>.</param>
/// <param name="Wal">Copies the log.</param>
internal sealed record WalParts(string File, long Limit, WalKeeper Wal)
{
    /// <summary>Opens a connection for a moment.</summary>
    public required Func<SqliteConnection> Connect { get; init; }

    /// <summary>How many transactions were committed so far.</summary>
    public required Func<long> Commits { get; init; }

    /// <summary>Who in this program reads now, and for how long.</summary>
    public required Func<IEnumerable<string>> Readers { get; init; }
}
