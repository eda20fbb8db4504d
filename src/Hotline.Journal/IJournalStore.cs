using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Journal.Checking;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal;

/// <summary>
/// Where the journal lies. Every read sees committed entries only, and a consistent moment of them. Thread-safe; one
/// transaction at a time writes, whoever began it. A store sees bytes, and columns that the core computed; it
/// understands no fact. An entry that is not what was written comes as <see cref="StoredEntry.IsDamaged"/> among the
/// others; where more is damaged, a read throws a <see cref="StorageDamagedException"/>. What a store must do beyond
/// its signatures is in the suite <c>JournalStoreContract</c>, which every store passes.
/// </summary>
public interface IJournalStore : IAsyncDisposable
{
    /// <summary>
    /// How often the store has made something durable since it was opened: commits, and whatever it does in the
    /// background.
    /// </summary>
    long Syncs { get; }

    /// <summary>What was found damaged since the store was opened; null when the store cannot tell.</summary>
    JournalDamage? Damage => null;

    /// <summary>
    /// Whether a failure of a transaction means that there was no room; then the same is worth a try once there is.
    /// </summary>
    bool IsFull(Exception failed) => false;

    /// <summary>
    /// Becomes the only writer, waiting for its turn; the transaction sees everything committed before.
    /// </summary>
    ValueTask<IJournalTransaction> BeginAsync(CancellationToken ct);

    /// <summary>The last position; 0 when there is none.</summary>
    ValueTask<long> HeadAsync(CancellationToken ct);

    /// <summary>Every entry after a position, in order.</summary>
    ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long after, int limit, CancellationToken ct);

    /// <summary>The entries in one participant's feed after a position, in order.</summary>
    ValueTask<IReadOnlyList<StoredEntry>> ReadForAsync(string participant, long after, int limit, CancellationToken ct);

    /// <summary>
    /// All entries of a stream, in order, without envelopes, which nothing that is folded needs; none when there is no
    /// such stream. An envelope is found by its message.
    /// </summary>
    ValueTask<IReadOnlyList<StoredEntry>> ReadStreamAsync(StreamId stream, CancellationToken ct);

    /// <summary>The streams that there are, in an order of the store's that keeps sorts together.</summary>
    /// <param name="sort">Only of this sort; null for all.</param>
    /// <param name="after">The last of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Gives up.</param>
    ValueTask<IReadOnlyList<StreamId>> StreamsAsync(string? sort, StreamId? after, int limit, CancellationToken ct);

    /// <summary>The entry that accepted a message, or null.</summary>
    ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct);

    /// <summary>
    /// The streams in one participant's lists that opened before a position, newest first. Costs the same however long
    /// the journal is.
    /// </summary>
    /// <param name="participant">Who lists: whoever reads the entry that opened it, or joined later.</param>
    /// <param name="before">Position of an opening entry; <see cref="long.MaxValue"/> for the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="onlyOpen">Leaves out what has ended.</param>
    /// <param name="ct">Gives up.</param>
    ValueTask<IReadOnlyList<Listed>> ListAsync(
        string participant, long before, int limit, bool onlyOpen, CancellationToken ct);

    /// <summary>
    /// The open streams in which it is one participant's turn, newest first, as in lists. Costs what it returns,
    /// however many others are open.
    /// </summary>
    /// <param name="participant">Whose turn.</param>
    /// <param name="before">Position of an opening entry; <see cref="long.MaxValue"/> for the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Gives up.</param>
    ValueTask<IReadOnlyList<Listed>> TurnsAsync(string participant, long before, int limit, CancellationToken ct);

    /// <summary>
    /// The listed streams that opened in a period and before a position, newest first: all entries of each, in order,
    /// without envelopes. Read a page at a time, so that nobody is held up.
    /// </summary>
    /// <param name="question">Which.</param>
    /// <param name="before">
    /// Position of an opening entry, the last of the page before; <see cref="long.MaxValue"/> for the newest.
    /// </param>
    /// <param name="limit">At most so many streams.</param>
    /// <param name="ct">Gives up.</param>
    ValueTask<IReadOnlyList<IReadOnlyList<StoredEntry>>> ReadHistoriesAsync(
        HistoryQuestion question, long before, int limit, CancellationToken ct);

    /// <summary>
    /// Takes what is due at or before a time, earliest first, for one hub alone: no other claim of any hub gets it
    /// before the lease ends or is given back. A row that is replaced takes its lease with it. Leases need not survive
    /// a crash of all hubs.
    /// </summary>
    /// <param name="claim">Who claims what.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Gives up.</param>
    ValueTask<IReadOnlyList<Due>> ClaimDueAsync(DueClaim claim, int limit, CancellationToken ct);

    /// <summary>
    /// Gives claimed rows back before their lease ends; rows that are not there any more are passed over.
    /// </summary>
    ValueTask ReleaseDueAsync(string hub, IReadOnlyList<Due> rows, CancellationToken ct);

    /// <summary>
    /// When the earliest row of a kind can be claimed: when it is due, or its lease ends; null when there is none.
    /// </summary>
    ValueTask<DateTimeOffset?> NextDueAsync(string kind, CancellationToken ct);

    /// <summary>A reader's place, as last set; null when never.</summary>
    ValueTask<Cursor?> CursorAsync(string name, CancellationToken ct);

    /// <summary>The places of readers whose names begin so, by name.</summary>
    /// <param name="prefix">At least one character, ASCII.</param>
    /// <param name="after">The last name of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Gives up.</param>
    ValueTask<IReadOnlyList<NamedCursor>> CursorsAsync(
        string prefix, string? after, int limit, CancellationToken ct);

    /// <summary>
    /// The last time that a hub wrote down that it was alive; null when never. Entries say so too, each at its own
    /// time.
    /// </summary>
    ValueTask<DateTimeOffset?> AliveAsync(CancellationToken ct);

    /// <summary>
    /// Hashes of perfect subtrees of one level (<see cref="Trees.TreeReader.TileLevels"/>), from an index on, in order.
    /// </summary>
    ValueTask<IReadOnlyList<byte[]>> ReadTilesAsync(int level, long first, int count, CancellationToken ct);

    /// <summary>
    /// Completes when somebody else has appended beyond a position: another hub on the same store. Completing too often
    /// does no harm. A store that has one hub only never completes it.
    /// </summary>
    Task WaitForOthersAsync(long head, CancellationToken ct);
}

/// <summary>
/// The one writer at work. Nothing is visible to others, and nothing durable, until <see cref="CommitAsync"/> has
/// returned; when that throws, it is unknown which, and the caller looks again. Disposing without commit undoes
/// everything. Not thread-safe. The writing methods may be carried out as late as the commit.
/// </summary>
public interface IJournalTransaction : IAsyncDisposable
{
    /// <summary>The last position when the transaction began.</summary>
    long Head { get; }

    /// <summary>As in the store; whether it sees this transaction's own entries is not said.</summary>
    ValueTask<IReadOnlyList<StoredEntry>> ReadStreamAsync(StreamId stream, CancellationToken ct);

    /// <summary>As in the store; whether it sees this transaction's own entries is not said.</summary>
    ValueTask<StoredEntry?> FindMessageAsync(MessageId message, CancellationToken ct);

    /// <summary>Appends an entry and what stands beside it. Its position is the next one.</summary>
    void Append(Appended entry);

    /// <summary>
    /// Puts earlier entries of a stream into the feed of somebody who joined, and the stream into his lists. What is
    /// there already is passed over.
    /// </summary>
    void Join(Joining joining);

    /// <summary>
    /// Takes due rows of a stream away and puts others there. Taking away what is not there changes nothing.
    /// </summary>
    void ReplaceDue(StreamId stream, IReadOnlyList<DueRow> gone, IReadOnlyList<DueRow> come);

    /// <summary>Sets a reader's place, forward or back; null forgets it.</summary>
    void SetCursor(string name, Cursor? cursor);

    /// <summary>Keeps the hash of a perfect subtree of a tile level.</summary>
    void AddTile(Subtree tile, byte[] hash);

    /// <summary>Writes down that a hub is alive.</summary>
    void Beat(DateTimeOffset now);

    /// <summary>Makes everything durable and visible, all or nothing.</summary>
    ValueTask CommitAsync(CancellationToken ct);
}
