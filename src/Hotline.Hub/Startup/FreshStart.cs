using Hotline.Journal.Sqlite;

namespace Hotline.Hub.Startup;

/// <summary>
/// What the first start in a data directory makes. When that start fails, all of it is taken back, so that whoever
/// corrects what was wrong finds the directory as it was. Where a hub has run before, nothing is ever taken back.
/// </summary>
internal sealed class FreshStart
{
    private readonly string _data;
    private readonly List<string> _missing = [];
    private readonly HashSet<string>? _before;

    private FreshStart(string data, HashSet<string>? before) => (_data, _before) = (data, before);

    /// <summary>Looks before anything is made.</summary>
    public static FreshStart Look(string data)
    {
        try
        {
            var there = Path.Exists(data) ? Directory.GetFileSystemEntries(data) : [];
            var runBefore = there.Any(
                f => Path.GetFileName(f).StartsWith(SqliteStore.FileName, StringComparison.Ordinal));
            var fresh = new FreshStart(data, runBefore ? null : there.ToHashSet(StringComparer.Ordinal));
            fresh._missing.AddRange(DataDirectory.Missing(data));
            return fresh;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new FreshStart(data, null);
        }
    }

    /// <summary>
    /// Takes back what was made since; nobody may have anything of it open. What another hub holds stays.
    /// </summary>
    public void TakeBack()
    {
        try
        {
            if (_before is null || !Directory.Exists(_data) || !DataLock.Take(_data).Try(out var held, out _))
            {
                return;
            }
            using (held)
            {
                foreach (var made in Directory.GetFileSystemEntries(_data).Where(f => !_before.Contains(f)))
                {
                    Delete(made);
                }
            }
            foreach (var directory in _missing)
            {
                Directory.Delete(directory);
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // Why it cannot start is said already; it is worth more than what could not be taken back.
        }
    }

    private static void Delete(string made)
    {
        if (Directory.Exists(made))
        {
            Directory.Delete(made, recursive: true);
        }
        else
        {
            File.Delete(made);
        }
    }
}
