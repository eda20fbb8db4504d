using Hotline.Contract.Facts;
using Hotline.Journal.Checking;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Sqlite.Tests;

/// <summary>Passes on what a checker asks for, and remembers what that was.</summary>
internal sealed class Asked(IJournalInspection inner) : IJournalInspection
{
    /// <summary>How many times a stream was read.</summary>
    public int Streams { get; private set; }

    /// <summary>True when it went through the streams one by one.</summary>
    public bool LookedAtEach { get; private set; }

    public ValueTask<IReadOnlyList<string>> CheckStorageAsync(CancellationToken ct) => inner.CheckStorageAsync(ct);

    public ValueTask<long> HeadAsync(CancellationToken ct) => inner.HeadAsync(ct);

    public ValueTask<RowSums> SumAsync(RowHash hash, CancellationToken ct) => inner.SumAsync(hash, ct);

    public ValueTask<IReadOnlyList<EntryRow>> ReadAsync(long after, int limit, CancellationToken ct) =>
        inner.ReadAsync(after, limit, ct);

    public ValueTask<IReadOnlyList<EntryRow>> ReadStreamAsync(StreamId stream, CancellationToken ct)
    {
        Streams++;
        return inner.ReadStreamAsync(stream, ct);
    }

    public ValueTask<IReadOnlyList<StreamId>> StreamsAsync(StreamId? after, int limit, CancellationToken ct)
    {
        LookedAtEach = true;
        return inner.StreamsAsync(after, limit, ct);
    }

    public ValueTask<long?> FindMessageAsync(MessageId message, CancellationToken ct) =>
        inner.FindMessageAsync(message, ct);

    public ValueTask<IReadOnlyList<FeedRow?>> FindInFeedsAsync(IReadOnlyList<FeedRow> rows, CancellationToken ct) =>
        inner.FindInFeedsAsync(rows, ct);

    public ValueTask<IReadOnlyList<bool>> FindInListsAsync(
        OpenLists list, IReadOnlyList<OpenRow> rows, CancellationToken ct) => inner.FindInListsAsync(list, rows, ct);

    public ValueTask<IReadOnlyList<OpenRow>> ListsAsync(
        OpenLists list, OpenRow? after, int limit, CancellationToken ct) => inner.ListsAsync(list, after, limit, ct);

    public ValueTask<IReadOnlyList<bool>> FindDueAsync(IReadOnlyList<Due> rows, CancellationToken ct) =>
        inner.FindDueAsync(rows, ct);

    public ValueTask<IReadOnlyList<Due>> DueAsync(Due? after, int limit, CancellationToken ct) =>
        inner.DueAsync(after, limit, ct);

    public ValueTask<IReadOnlyList<CursorRow>> CursorsAsync(string? after, int limit, CancellationToken ct) =>
        inner.CursorsAsync(after, limit, ct);

    public ValueTask<byte[]?> TileAsync(Subtree tile, CancellationToken ct) => inner.TileAsync(tile, ct);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
