using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal;

/// <summary>
/// Where the journal lies. Every read sees committed entries only, and a consistent moment of them. Thread-safe; one transaction at a time writes, whoever began it.
/// What a store must do beyond its signatures is in the suite <c>JournalStoreContract</c>, which every store passes.
/// </summary>
public interface IJournalStore : IAsyncDisposable
{
    /// <summary>How often the store has made something durable since it was opened: commits, and whatever it does in the background.</summary>
    long Syncs { get; }

    /// <summary>Becomes the only writer, waiting for its turn; the transaction sees everything committed before.</summary>
    ValueTask<IJournalTransaction> BeginAsync(CancellationToken ct);

    /// <summary>The last position; 0 when there is none.</summary>
    ValueTask<long> HeadAsync(CancellationToken ct);

    /// <summary>Every entry after a position, in order.</summary>
    ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long after, int limit, CancellationToken ct);

    /// <summary>The entries in one participant's feed after a position, in order.</summary>
    ValueTask<IReadOnlyList<StoredEntry>> ReadForAsync(string participant, long after, int limit, CancellationToken ct);

    /// <summary>All entries of an exchange, in order; none when there is no such exchange.</summary>
    ValueTask<IReadOnlyList<StoredEntry>> ReadExchangeAsync(MessageId exchange, CancellationToken ct);

    /// <summary>The entry that accepted a message, or null.</summary>
    ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct);

    /// <summary>The exchanges in one participant's feed that opened before a position, newest first.</summary>
    /// <param name="participant">A party or the coordinator.</param>
    /// <param name="before">Position of an opening entry; <see cref="long.MaxValue"/> for the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="onlyOpen">Leaves out what was withdrawn or closed; few open ones are found quickly among many ended ones.</param>
    /// <param name="ct">Gives up.</param>
    ValueTask<IReadOnlyList<MessageId>> ListExchangesAsync(string participant, long before, int limit, bool onlyOpen, CancellationToken ct);

    /// <summary>
    /// The exchanges that were accepted in a period and opened before a position, newest first: all entries of each, in order, without envelopes. Read a page at a time,
    /// so that nobody is held up.
    /// </summary>
    /// <param name="participant">Only those in its feed: a party or the coordinator; null for every exchange.</param>
    /// <param name="from">Beginning of the period, inclusive.</param>
    /// <param name="to">Its end, exclusive.</param>
    /// <param name="before">Position of an opening entry, the last of the page before; <see cref="long.MaxValue"/> for the newest.</param>
    /// <param name="limit">At most so many exchanges.</param>
    /// <param name="ct">Gives up.</param>
    ValueTask<IReadOnlyList<IReadOnlyList<StoredEntry>>> ReadHistoriesAsync(
        string? participant, DateTimeOffset from, DateTimeOffset to, long before, int limit, CancellationToken ct);

    /// <summary>What is due at or before a time, earliest first.</summary>
    ValueTask<IReadOnlyList<Due>> DueAsync(DueSort sort, DateTimeOffset until, int limit, CancellationToken ct);

    /// <summary>When the earliest row is due; null when there is none.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(DueSort sort, CancellationToken ct);

    /// <summary>A reader's place, as last set; null when never.</summary>
    ValueTask<Cursor?> CursorAsync(string name, CancellationToken ct);

    /// <summary>The last time that a hub wrote down that it was alive; null when never. Entries say so too, each at its own time.</summary>
    ValueTask<DateTimeOffset?> AliveAsync(CancellationToken ct);

    /// <summary>Hashes of perfect subtrees of one level (<see cref="Trees.TreeReader.TileLevels"/>), from an index on, in order.</summary>
    ValueTask<IReadOnlyList<byte[]>> ReadTilesAsync(int level, long first, int count, CancellationToken ct);

    /// <summary>
    /// Completes when somebody else has appended beyond a position: another hub on the same store. A store that has one hub only never completes it.
    /// </summary>
    Task WaitForOthersAsync(long head, CancellationToken ct);
}

/// <summary>
/// The one writer at work. Nothing is visible to others, and nothing durable, until <see cref="CommitAsync"/> has returned; when that throws, it is unknown which,
/// and the caller looks again. Disposing without commit undoes everything. Not thread-safe. The writing methods may be carried out as late as the commit.
/// </summary>
public interface IJournalTransaction : IAsyncDisposable
{
    /// <summary>The last position when the transaction began.</summary>
    long Head { get; }

    /// <summary>As in the store; whether it sees this transaction's own entries is not said.</summary>
    ValueTask<IReadOnlyList<StoredEntry>> ReadExchangeAsync(MessageId exchange, CancellationToken ct);

    /// <summary>As in the store; whether it sees this transaction's own entries is not said.</summary>
    ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct);

    /// <summary>Appends an entry and puts it into its readers' feeds.</summary>
    /// <param name="entry">Its position is the next one.</param>
    /// <param name="readers">Each once.</param>
    void Append(StoredEntry entry, IReadOnlyList<string> readers);

    /// <summary>Replaces all that is due of an exchange.</summary>
    void SetDue(MessageId exchange, IReadOnlyList<DueRow> rows);

    /// <summary>Sets a reader's place, forward or back; null forgets it.</summary>
    void SetCursor(string name, Cursor? cursor);

    /// <summary>Keeps the hash of a perfect subtree of a tile level.</summary>
    void AddTile(Subtree tile, byte[] hash);

    /// <summary>Writes down that the hub is alive.</summary>
    void Beat(DateTimeOffset now);

    /// <summary>Makes everything durable and visible, all or nothing.</summary>
    ValueTask CommitAsync(CancellationToken ct);
}
