using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Journal;

/// <summary>The state of a stream from the store: nothing but the fold of its entries.</summary>
public static class StreamHistory
{
    /// <summary>Folds the entries of one stream; null when there are none.</summary>
    /// <exception cref="DamagedEntryException">
    /// One of them is not what was written, and the stream cannot be told without it.
    /// </exception>
    public static StreamState? Fold(this StreamSort sort, IReadOnlyList<StoredEntry> entries) =>
        (sort.BearsGaps ? entries.Where(e => e.IsSound) : Sound(entries))
            .Aggregate((StreamState?)null, (state, stored) => sort.Apply(state, stored.Entry));

    /// <summary>A stream as committed; null when there is none of that id.</summary>
    /// <param name="store">The store.</param>
    /// <param name="streams">The sorts of streams.</param>
    /// <param name="stream">Which.</param>
    /// <param name="ct">Gives up.</param>
    public static async ValueTask<StreamState?> LoadAsync(
        this IJournalStore store, StreamBook streams, StreamId stream, CancellationToken ct = default) =>
        streams.Of(stream).Fold(await store.ReadStreamAsync(stream, ct));

    /// <summary>An exchange as committed; null when there is none of that id.</summary>
    public static async ValueTask<Exchange?> LoadExchangeAsync(
        this IJournalStore store, MessageId exchange, CancellationToken ct = default) =>
        FoldExchange(await store.ReadStreamAsync(StreamId.Exchange(exchange), ct));

    /// <summary>Folds the entries of one exchange; null when there are none.</summary>
    /// <exception cref="DamagedEntryException">One of them is not what was written.</exception>
    public static Exchange? FoldExchange(IReadOnlyList<StoredEntry> entries) =>
        Sound(entries).Aggregate((Exchange?)null, (state, stored) => ExchangeFold.Apply(state, stored.Entry));

    /// <summary>Entries of one stream: without one of them nothing can be told of it.</summary>
    /// <exception cref="DamagedEntryException">One of them is not what was written.</exception>
    public static IReadOnlyList<StoredEntry> Sound(IReadOnlyList<StoredEntry> entries) =>
        entries.FirstOrDefault(e => !e.IsSound) is { } damaged
            ? throw new DamagedEntryException(damaged.Position) : entries;
}
