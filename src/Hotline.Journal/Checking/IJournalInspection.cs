using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Checking;

/// <summary>
/// A store laid open for checking: everything that lies in it, as it lies there, of one moment; hubs may write
/// meanwhile. Nothing is changed. Used by one caller at a time, but that the storage may be checked and rows summed up
/// beside the rest. Every method may throw a <see cref="StorageDamagedException"/>.
/// </summary>
public interface IJournalInspection : IAsyncDisposable
{
    /// <summary>
    /// What the storage itself finds wrong, a line each; none when it is sound. Whatever only this store has beside the
    /// tables below (indexes, what it finds entries by) is checked here.
    /// </summary>
    ValueTask<IReadOnlyList<string>> CheckStorageAsync(CancellationToken ct);

    /// <summary>The last position; 0 when there is none.</summary>
    ValueTask<long> HeadAsync(CancellationToken ct);

    /// <summary>How many rows there are, and what they come to.</summary>
    ValueTask<RowSums> SumAsync(RowHash hash, CancellationToken ct);

    /// <summary>Every entry after a position, in order.</summary>
    ValueTask<IReadOnlyList<EntryRow>> ReadAsync(long after, int limit, CancellationToken ct);

    /// <summary>All entries that the store finds by their stream, in order, without envelopes.</summary>
    ValueTask<IReadOnlyList<EntryRow>> ReadStreamAsync(StreamId stream, CancellationToken ct);

    /// <summary>The streams that the store finds, in its order.</summary>
    /// <param name="after">The last of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Gives up.</param>
    ValueTask<IReadOnlyList<StreamId>> StreamsAsync(StreamId? after, int limit, CancellationToken ct);

    /// <summary>Position of the first entry that the store finds by a message; null when it finds none.</summary>
    ValueTask<long?> FindMessageAsync(MessageId message, CancellationToken ct);

    /// <summary>
    /// For each of these rows of feeds what is there: the row with its own <see cref="FeedRow.Opens"/>, or null.
    /// </summary>
    ValueTask<IReadOnlyList<FeedRow?>> FindInFeedsAsync(IReadOnlyList<FeedRow> rows, CancellationToken ct);

    /// <summary>For each of these rows of lists whether it is there.</summary>
    ValueTask<IReadOnlyList<bool>> FindInListsAsync(OpenLists list, IReadOnlyList<OpenRow> rows, CancellationToken ct);

    /// <summary>All rows of lists, in the store's order.</summary>
    ValueTask<IReadOnlyList<OpenRow>> ListsAsync(OpenLists list, OpenRow? after, int limit, CancellationToken ct);

    /// <summary>For each of these due rows whether it is there.</summary>
    ValueTask<IReadOnlyList<bool>> FindDueAsync(IReadOnlyList<Due> rows, CancellationToken ct);

    /// <summary>All due rows, in the store's order.</summary>
    ValueTask<IReadOnlyList<Due>> DueAsync(Due? after, int limit, CancellationToken ct);

    /// <summary>All readers' places, by name.</summary>
    ValueTask<IReadOnlyList<CursorRow>> CursorsAsync(string? after, int limit, CancellationToken ct);

    /// <summary>The hash that is kept of a subtree; null when there is none.</summary>
    ValueTask<byte[]?> TileAsync(Subtree tile, CancellationToken ct);
}

/// <summary>An entry and what stands beside it in its row.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="At">Its time, as the row has it.</param>
/// <param name="Message">The message that it accepts, as the row has it.</param>
/// <param name="Opens">True when the row says that it opens its stream.</param>
public sealed record EntryRow(StoredEntry Entry, DateTimeOffset At, MessageId? Message, bool Opens)
{
    /// <summary>The leaf hash that is kept of it.</summary>
    public required byte[] Leaf { get; init; }

    /// <summary>True when what the store keeps over the row holds.</summary>
    public required bool IsSealed { get; init; }
}

/// <summary>An entry in a feed.</summary>
/// <param name="Participant">Whose feed.</param>
/// <param name="Position">Which entry.</param>
/// <param name="Opens">True when it is known there for the one that opened its stream.</param>
public sealed record FeedRow(string Participant, long Position, bool Opens);

/// <summary>Lists that a store has of open streams, one a participant.</summary>
public enum OpenLists
{
    /// <summary>What is open.</summary>
    Open,

    /// <summary>Where it is the participant's turn.</summary>
    Turn,
}

/// <summary>A stream in a list of what is open.</summary>
/// <param name="Participant">Whose list.</param>
/// <param name="Opening">Position of the entry that opened it.</param>
/// <param name="Stream">Which.</param>
public sealed record OpenRow(string Participant, long Opening, StreamId Stream);

/// <summary>A reader's place.</summary>
/// <param name="Name">Which reader.</param>
/// <param name="Position">Where it is.</param>
public sealed record CursorRow(string Name, long Position);

/// <summary>How many rows a store has.</summary>
/// <param name="Entries">Entries.</param>
/// <param name="Feeds">Entries in feeds.</param>
/// <param name="Lists">Streams in lists of what is open.</param>
/// <param name="Turns">Streams in lists of those whose turn it is.</param>
/// <param name="Due">Due rows.</param>
/// <param name="Tiles">Hashes of subtrees.</param>
public sealed record RowSums(long Entries, RowSum Feeds, RowSum Lists, RowSum Turns, RowSum Due, long Tiles);

/// <summary>The storage is too damaged to be read on.</summary>
/// <param name="what">What it says.</param>
/// <param name="inner">From where; null when nobody threw.</param>
public sealed class StorageDamagedException(string what, Exception? inner = null) : IOException(what, inner);
