namespace Hotline.Contract.Wire;

/// <summary>How an epoch of the journal began: what the entry <c>journal-recovered</c> says.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Position">The position of that entry.</param>
/// <param name="Kept">Up to here the journal is as it was known before; 0 when nobody knows how far.</param>
/// <param name="Lost">The last position that is known to have been given out before; null when nobody knows.</param>
/// <param name="From">When the last entry that is left was recorded; null when none is left.</param>
/// <param name="Until">Until when entries may be missing.</param>
/// <param name="By">Who decided.</param>
/// <param name="Reason">Why.</param>
public sealed record Recovery(
    DateTimeOffset Epoch, long Position, long Kept, long? Lost, DateTimeOffset? From, DateTimeOffset Until, string By,
    string Reason);

/// <summary>
/// What a place in the journal is worth once a part of the journal was lost. Within an epoch a position is given out
/// once; after it, positions beyond what was kept are given out again. So a place is an epoch and a position.
/// </summary>
public static class Epochs
{
    /// <summary>Where a reader goes on.</summary>
    /// <param name="cursor">The position up to which it has read.</param>
    /// <param name="epoch">In which epoch; null for the journal's first.</param>
    /// <param name="now">The journal's epoch.</param>
    /// <param name="recoveries">How its later epochs began.</param>
    /// <param name="head">Its last position.</param>
    /// <returns>
    /// The same position where it still holds; else the last that does, and 0 when nobody knows which that is: what
    /// comes after it is to be read, some of it perhaps again.
    /// </returns>
    public static long Resume(
        long cursor, DateTimeOffset? epoch, DateTimeOffset? now, IReadOnlyCollection<Recovery> recoveries, long head)
    {
        if (epoch == now)
        {
            return cursor <= head ? cursor : 0;
        }
        if (epoch is not null && recoveries.All(r => r.Epoch != epoch))
        {
            return 0;
        }
        var kept = recoveries.Where(r => epoch is null || r.Epoch > epoch).Select(r => r.Kept).DefaultIfEmpty(0).Min();
        return Math.Min(Math.Min(cursor, kept), head);
    }

    /// <summary>The same by what a hub says of itself.</summary>
    public static long Resume(long cursor, DateTimeOffset? epoch, HubView hub) =>
        Resume(cursor, epoch, hub.Epoch, [.. hub.Recoveries ?? []], hub.Head);
}
