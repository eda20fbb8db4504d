using Hotline.Journal;
using Hotline.Journal.Sqlite;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Rig;

/// <summary>The journal of a hub that does not run.</summary>
public static class JournalOnDisk
{
    /// <summary>Every entry.</summary>
    public static async Task<IReadOnlyList<StoredEntry>> ReadJournalAsync(this HubProcess stopped)
    {
        await using var store = SqliteStore.Open(stopped.Data).Value;
        return await store.ReadAsync(0, int.MaxValue, default);
    }
}
