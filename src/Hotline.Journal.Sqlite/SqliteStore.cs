using System.Runtime.CompilerServices;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Journal.Checking;
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
public sealed class SqliteStore : IJournalStore, IRereadable
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
    private readonly string _file;
    private long _commits;
    private bool _disposed;

    private SqliteStore(DataLock taken, string file, SqliteConnection writer, SqliteStoreOptions options, ILogger log)
    {
        _lock = taken;
        Damage = new JournalDamage(log);
        _writer = new Queries(writer, options.Format, Damage);
        _file = file;
        _readers = new ReaderPool(Reader, file, options.Readers, options.Clock);
        _dueReader = new ReaderPool(Reader, file, 1, options.Clock);
        _longReader = new ReaderPool(Reader, file, 1, options.Clock);
        _wal = new WalKeeper(writer, Other, options.CheckpointBytes, Damage, log);
        var parts = new WalParts(file, options.CheckpointBytes, _wal)
        {
            Connect = Other, Commits = () => Interlocked.Read(ref _commits),
            Readers = () => _readers.Reading.Concat(_dueReader.Reading).Concat(_longReader.Reading),
        };
        _watch = new WalWatch(_writing, parts, options.Clock, log);

        // One that has read nothing yet does not know that there is a log, and copies nothing without a word.
        SqliteConnection Other()
        {
            var connection = DatabaseFile.Connect(file, SqliteOpenMode.ReadWrite);
            Schema.Scalar(connection, "SELECT count(*) FROM sqlite_schema");
            return connection;
        }

        Queries Reader() => new(DatabaseFile.Connect(file, SqliteOpenMode.ReadOnly), options.Format, Damage);
    }

    /// <summary>Name of the file in the data directory.</summary>
    public const string FileName = "journal.db";

    /// <summary>Bytes that a journal needs to be opened: its log, made in full beforehand, its first pages.</summary>
    public static long RoomAtStart => WalKeeper.Room(new SqliteStoreOptions().CheckpointBytes) + (1024 * 1024);

    /// <inheritdoc/>
    public JournalDamage Damage { get; }

    JournalDamage? IJournalStore.Damage => Damage;

    /// <inheritdoc/>
    public long Syncs => Interlocked.Read(ref _commits) + _wal.Syncs;

    /// <inheritdoc/>
    public bool IsFull(Exception failed) => DatabaseFile.IsFull(_file, failed);

    /// <summary>
    /// Opens the journal of a data directory, making it when there is none. Refusals 3010 to 3012, and 3030 and 3032
    /// when it is damaged where all depends on it: then nothing is changed.
    /// </summary>
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
            refusal = DatabaseFile.CheckHeader(file) ?? WalCheck.Check(file);
            if (refusal is null)
            {
                writer = DatabaseFile.Connect(file, SqliteOpenMode.ReadWriteCreate);
                if (Schema.IsEmpty(writer))
                {
                    Schema.Create(writer);
                }
                refusal = Schema.Check(writer, file);
            }
            if (refusal is null)
            {
                DatabaseFile.Settle(writer!);
                WalKeeper.Preallocate(file, options.CheckpointBytes);
                var store = new SqliteStore(taken, file, writer!, options, log ?? NullLogger.Instance);
                (taken, writer) = (null, null);
                return store;
            }
            return refusal;
        }
        catch (SqliteException damaged) when (FileDamage.IsIn(damaged))
        {
            var file = Path.Combine(directory, FileName);
            return JournalErrors.Damaged(file, FileDamage.Say(file, damaged));
        }
        finally
        {
            DatabaseFile.Close(writer, asItIs: true);
            taken?.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IJournalTransaction> BeginAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _writing.WaitAsync(ct);
        try
        {
            _wal.BeforeWriting();
            return FileDamage.Tell(_file, () => new SqliteTransaction(_writer, Ended));
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
    public ValueTask<IReadOnlyList<Listed>> TurnsAsync(
        string participant, long before, int limit, CancellationToken ct) =>
        ListAsync(q => q.Turns(participant, before, limit), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyList<StoredEntry>>> ReadHistoriesAsync(
        HistoryQuestion question, long before, int limit, CancellationToken ct) =>
        ReadLongAsync(q => (IReadOnlyList<IReadOnlyList<StoredEntry>>)q.ReadHistories(question, before, limit), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Due>> ClaimDueAsync(DueClaim claim, int limit, CancellationToken ct) =>
        ReadDueAsync(
            q => (IReadOnlyList<Due>)_leases.Claim(claim, limit, count => q.Due(claim.Kind, claim.Until, count)), ct);

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
    public ValueTask<object?> RereadAsync(object? place, CancellationToken ct) =>
        ReadAsync(q => Rereading.Read(place, q, _file, Damage), ct);

    /// <inheritdoc/>
    public object? Skip(object? place) => Rereading.Skip(place);

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
        _writer.Dispose(asItIs: !_wal.Copies || PageSums.DamagedPages(_file).Count > 0);
        _lock.Dispose();
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
        return TellAsync(_readers.ReadAsync(what, read, ct));
    }

    /// <summary>What may take long has a connection of its own, and ends when the caller gives up.</summary>
    private ValueTask<T> ReadLongAsync<T>(
        Func<Queries, T> read, CancellationToken ct, [CallerMemberName] string what = "")
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return TellAsync(_longReader.ReadAsync(what, queries => queries.UntilAsked(read, ct), ct));
    }

    private ValueTask<T> ReadDueAsync<T>(
        Func<Queries, T> read, CancellationToken ct, [CallerMemberName] string what = "")
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return TellAsync(_dueReader.ReadAsync(what, read, ct));
    }

    /// <summary>Whoever reads hears of the damage; so does the operator.</summary>
    private async ValueTask<T> TellAsync<T>(ValueTask<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (StorageDamagedException damaged)
        {
            Damage.Found(damaged.Message);
            throw;
        }
    }

    private ValueTask<IReadOnlyList<T>> ListAsync<T>(
        Func<Queries, List<T>> read, CancellationToken ct, [CallerMemberName] string what = "") =>
        ReadAsync<IReadOnlyList<T>>(q => read(q), ct, what);
}
