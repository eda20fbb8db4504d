using System.Runtime.CompilerServices;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// The embedded store: one file <c>journal.db</c>, WAL, synchronous=FULL, so that a commit is on disk when it returns.
/// One connection writes; a few read, each its own consistent moment, without waiting for the writer; one is there for
/// due rows alone, so that the clock waits for no reader, and one for histories, so that no report keeps readers
/// waiting. Calls complete on the caller's thread.
/// </summary>
public sealed class SqliteStore : IJournalStore
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ReaderPool _readers;
    private readonly ReaderPool _dueReader;
    private readonly ReaderPool _longReader;
    private readonly DueLeases _leases = new();
    private readonly Queries _writer;
    private readonly WalKeeper _wal;
    private readonly WalWatch _watch;
    private readonly DataLock _lock;
    private long _commits;
    private bool _disposed;

    private SqliteStore(DataLock taken, string file, SqliteConnection writer, SqliteStoreOptions options, ILogger log)
    {
        _lock = taken;
        _writer = new Queries(writer, options.Format);
        Spans.Complete(_writer);
        _readers = new ReaderPool(Reader, options.Readers, options.Clock);
        _dueReader = new ReaderPool(Reader, 1, options.Clock);
        _longReader = new ReaderPool(Reader, 1, options.Clock);
        _wal = new WalKeeper(writer, Other, options.CheckpointBytes, log);
        var parts = new WalParts(file, options.CheckpointBytes, _wal.PageSize)
        {
            Connect = Other, Commits = () => Interlocked.Read(ref _commits), Emptied = _wal.Emptied,
            Readers = () => _readers.Reading.Concat(_dueReader.Reading).Concat(_longReader.Reading),
            Synced = _wal.Synced,
        };
        _watch = new WalWatch(_writing, parts, options.Clock, log);

        // One that has read nothing yet does not know that there is a log, and copies nothing without a word.
        SqliteConnection Other()
        {
            var connection = Connect(file, SqliteOpenMode.ReadWrite);
            Schema.Scalar(connection, "SELECT count(*) FROM sqlite_schema");
            return connection;
        }

        Queries Reader() => new(Connect(file, SqliteOpenMode.ReadOnly), options.Format);
    }

    /// <summary>Name of the file in the data directory.</summary>
    public const string FileName = "journal.db";

    /// <inheritdoc/>
    public long Syncs => Interlocked.Read(ref _commits) + _wal.Syncs;

    /// <summary>Opens the journal of a data directory, making it when there is none. Refusals 3010 to 3012.</summary>
    /// <param name="directory">The data directory; it is locked until the store is disposed.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="log">For what happens in the background.</param>
    public static Outcome<SqliteStore> Open(string directory, SqliteStoreOptions? options = null, ILogger? log = null)
    {
        if (!DataLock.Take(directory).Try(out var taken, out var refusal))
        {
            return refusal;
        }
        options ??= new SqliteStoreOptions();
        SqliteConnection? writer = null;
        try
        {
            var file = Path.Combine(directory, FileName);
            refusal = CheckHeader(file);
            if (refusal is null)
            {
                writer = Connect(file, SqliteOpenMode.ReadWriteCreate);
                if (Schema.IsEmpty(writer))
                {
                    Schema.Create(writer);
                }
                refusal = Schema.Check(writer, file);
            }
            if (refusal is null)
            {
                Schema.Execute(writer!, """
                    PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;
                        PRAGMA cache_size = -16384;
                    """);
                WalKeeper.Preallocate(file, options.CheckpointBytes);
                var store = new SqliteStore(taken, file, writer!, options, log ?? NullLogger.Instance);
                (taken, writer) = (null, null);
                return store;
            }
            return refusal;
        }
        finally
        {
            writer?.Dispose();
            taken?.Dispose();
        }
    }

    /// <summary>Opens a connection that nobody else shares.</summary>
    internal static SqliteConnection Connect(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 }
                .ToString());
        connection.Open();

        // For statements that bypass SqliteCommand and its own waiting: another program may hold the file for a moment,
        // such as a backup.
        Schema.Execute(connection, "PRAGMA busy_timeout = 5000");
        return connection;
    }

    /// <inheritdoc/>
    public async ValueTask<IJournalTransaction> BeginAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _writing.WaitAsync(ct);
        try
        {
            _wal.BeforeWriting();
            return new SqliteTransaction(_writer, Ended);
        }
        catch
        {
            _writing.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> HeadAsync(CancellationToken ct) => ReadAsync(q => q.Head(), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long after, int limit, CancellationToken ct) =>
        ListAsync(q => q.Read(after, limit), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEntry>> ReadForAsync(
        string participant, long after, int limit, CancellationToken ct) =>
        ListAsync(q => q.ReadFor(participant, after, limit), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEntry>> ReadStreamAsync(StreamId stream, CancellationToken ct) =>
        ListAsync(q => q.ReadStream(stream), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StreamId>> StreamsAsync(
        string? sort, StreamId? after, int limit, CancellationToken ct) =>
        ListAsync(q => q.Streams(sort, after, limit), ct);

    /// <inheritdoc/>
    public ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct) =>
        ReadAsync(q => q.FindMessage(message), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Listed>> ListAsync(
        string participant, long before, int limit, bool onlyOpen, CancellationToken ct) =>
        ListAsync(q => q.List(participant, before, limit, onlyOpen), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyList<StoredEntry>>> ReadHistoriesAsync(
        HistoryQuestion question, long before, int limit, CancellationToken ct) =>
        ReadLongAsync(q => (IReadOnlyList<IReadOnlyList<StoredEntry>>)q.ReadHistories(question, before, limit), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Due>> ClaimDueAsync(DueClaim claim, int limit, CancellationToken ct) =>
        ReadDueAsync(
            q => (IReadOnlyList<Due>)_leases.Claim(claim, limit, count => q.Due(claim.Kind, claim.Now, count)), ct);

    /// <inheritdoc/>
    public ValueTask ReleaseDueAsync(string hub, IReadOnlyList<Due> rows, CancellationToken ct)
    {
        _leases.Release(hub, rows);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> NextDueAsync(string kind, CancellationToken ct) =>
        ReadDueAsync(q => _leases.Next(kind, count => q.Due(kind, DateTimeOffset.MaxValue, count)), ct);

    /// <inheritdoc/>
    public ValueTask<Cursor?> CursorAsync(string name, CancellationToken ct) => ReadAsync(q => q.Cursor(name), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<NamedCursor>> CursorsAsync(
        string prefix, string? after, int limit, CancellationToken ct) =>
        ListAsync(q => q.Cursors(prefix, after, limit), ct);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> AliveAsync(CancellationToken ct) => ReadAsync(q => q.Alive(), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<byte[]>> ReadTilesAsync(int level, long first, int count, CancellationToken ct) =>
        ListAsync(q => q.Tiles(level, first, count), ct);

    /// <inheritdoc/>
    public Task WaitForOthersAsync(long head, CancellationToken ct) => new TaskCompletionSource().Task.WaitAsync(ct);

    /// <summary>
    /// Waits for a transaction and for reads under way, then closes the file; what was committed is folded into the one
    /// file.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }
        await _watch.DisposeAsync();
        await _writing.WaitAsync();
        await _readers.DisposeAsync();
        await _dueReader.DisposeAsync();
        await _longReader.DisposeAsync();
        await _wal.DisposeAsync();
        _writer.Dispose();
        _lock.Dispose();
    }

    /// <summary>Opening a stranger's file read-write could already change it.</summary>
    private static Refusal? CheckHeader(string file)
    {
        if (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            return null;
        }
        using var stream = File.OpenRead(file);
        Span<byte> magic = stackalloc byte[16];
        return stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length
            && magic.SequenceEqual("SQLite format 3\0"u8)
            ? null : JournalErrors.NotAJournal(file, "it is not an SQLite database");
    }

    private void Ended(bool committed, List<Due> replaced)
    {
        if (committed)
        {
            Interlocked.Increment(ref _commits);
            _leases.Forget(replaced);
            _wal.AfterCommit();
        }
        _writing.Release();
    }

    /// <summary>Reads on a connection of the pool, as soon as one is free.</summary>
    internal ValueTask<T> ReadAsync<T>(
        Func<Queries, T> read, CancellationToken ct, [CallerMemberName] string what = "")
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _readers.ReadAsync(what, read, ct);
    }

    /// <summary>What may take long has a connection of its own, and ends when the caller gives up.</summary>
    private async ValueTask<T> ReadLongAsync<T>(
        Func<Queries, T> read, CancellationToken ct, [CallerMemberName] string what = "")
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return await _longReader.ReadAsync(what, queries =>
        {
            using var stop = ct.UnsafeRegister(
                static db => SQLitePCL.raw.sqlite3_interrupt((SQLitePCL.sqlite3)db!), queries.Connection.Handle);
            try
            {
                ct.ThrowIfCancellationRequested();
                return read(queries);
            }
            catch (SqliteException stopped) when (
                ct.IsCancellationRequested && stopped.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
            {
                throw new OperationCanceledException(null, stopped, ct);
            }
        }, ct);
    }

    private ValueTask<T> ReadDueAsync<T>(
        Func<Queries, T> read, CancellationToken ct, [CallerMemberName] string what = "")
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _dueReader.ReadAsync(what, read, ct);
    }

    private ValueTask<IReadOnlyList<T>> ListAsync<T>(
        Func<Queries, List<T>> read, CancellationToken ct, [CallerMemberName] string what = "") =>
        ReadAsync<IReadOnlyList<T>>(q => read(q), ct, what);
}
