using System.Collections.Concurrent;
using Hotline.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// The embedded store: one file <c>journal.db</c>, WAL, synchronous=FULL, so that a commit is on disk when it returns. One connection writes; a few read, each its own
/// consistent moment, without waiting for the writer. Calls complete on the caller's thread.
/// </summary>
public sealed class SqliteStore : IJournalStore
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _reading;
    private readonly ConcurrentBag<Queries> _idle = [];
    private readonly Queries _writer;
    private readonly WalKeeper _wal;
    private readonly DataLock _lock;
    private readonly string _file;
    private readonly int _readers;
    private long _commits;
    private bool _disposed;

    private SqliteStore(DataLock taken, string file, SqliteConnection writer, SqliteStoreOptions options, ILogger log)
    {
        (_lock, _file, _writer) = (taken, file, new Queries(writer));
        _readers = options.Readers;
        _reading = new SemaphoreSlim(_readers, _readers);
        _wal = new WalKeeper(writer, () => Connect(file, SqliteOpenMode.ReadWrite), options.CheckpointBytes, log);
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
                Schema.Execute(writer!, "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;");
                Schema.Complete(writer!);
                WalKeeper.Preallocate(file, (options ?? new SqliteStoreOptions()).CheckpointBytes);
                var store = new SqliteStore(taken, file, writer!, options ?? new SqliteStoreOptions(), log ?? NullLogger.Instance);
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
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();

        // For statements that bypass SqliteCommand and its own waiting: another program may hold the file for a moment, such as a backup.
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
        ReadAsync(q => (IReadOnlyList<StoredEntry>)q.Read(after, limit), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEntry>> ReadForAsync(string participant, long after, int limit, CancellationToken ct) =>
        ReadAsync(q => (IReadOnlyList<StoredEntry>)q.ReadFor(participant, after, limit), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEntry>> ReadExchangeAsync(MessageId exchange, CancellationToken ct) =>
        ReadAsync(q => (IReadOnlyList<StoredEntry>)q.ReadExchange(exchange), ct);

    /// <inheritdoc/>
    public ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct) => ReadAsync(q => q.FindMessage(message), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageId>> ListExchangesAsync(string participant, long before, int limit, bool onlyOpen, CancellationToken ct) =>
        ReadAsync(q => (IReadOnlyList<MessageId>)q.ListExchanges(participant, before, limit, onlyOpen), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyList<StoredEntry>>> ReadHistoriesAsync(
        string? participant, DateTimeOffset from, DateTimeOffset to, long before, int limit, CancellationToken ct) =>
        ReadAsync(q => (IReadOnlyList<IReadOnlyList<StoredEntry>>)q.ReadHistories(participant, from, to, before, limit), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Due>> DueAsync(DueSort sort, DateTimeOffset until, int limit, CancellationToken ct) =>
        ReadAsync(q => (IReadOnlyList<Due>)q.Due(sort, until, limit), ct);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> NextDueAsync(DueSort sort, CancellationToken ct) => ReadAsync(q => q.NextDue(sort), ct);

    /// <inheritdoc/>
    public ValueTask<Cursor?> CursorAsync(string name, CancellationToken ct) => ReadAsync(q => q.Cursor(name), ct);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> AliveAsync(CancellationToken ct) => ReadAsync(q => q.Alive(), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<byte[]>> ReadTilesAsync(int level, long first, int count, CancellationToken ct) =>
        ReadAsync(q => (IReadOnlyList<byte[]>)q.Tiles(level, first, count), ct);

    /// <inheritdoc/>
    public Task WaitForOthersAsync(long head, CancellationToken ct) => new TaskCompletionSource().Task.WaitAsync(ct);

    /// <summary>Waits for a transaction and for reads under way, then closes the file; what was committed is folded into the one file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }
        await _writing.WaitAsync();
        for (var i = 0; i < _readers; i++)
        {
            await _reading.WaitAsync();
        }
        await _wal.DisposeAsync();
        foreach (var reader in _idle)
        {
            reader.Dispose();
        }
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
        return stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual("SQLite format 3\0"u8)
            ? null : JournalErrors.NotAJournal(file, "it is not an SQLite database");
    }

    private void Ended(bool committed)
    {
        if (committed)
        {
            Interlocked.Increment(ref _commits);
            _wal.AfterCommit();
        }
        _writing.Release();
    }

    private async ValueTask<T> ReadAsync<T>(Func<Queries, T> read, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _reading.WaitAsync(ct);
        try
        {
            if (!_idle.TryTake(out var reader))
            {
                reader = new Queries(Connect(_file, SqliteOpenMode.ReadOnly));
            }
            try
            {
                return read(reader);
            }
            finally
            {
                _idle.Add(reader);
            }
        }
        finally
        {
            _reading.Release();
        }
    }
}
