using System.Collections.Immutable;

namespace Hotline.Hub.Doors.Mail.Imap;

/// <summary>How the watched folders stand, for whoever asks whether all is well. Thread-safe.</summary>
public sealed class ImapState
{
    private ImmutableSortedDictionary<string, string?> _folders =
        ImmutableSortedDictionary.Create<string, string?>(StringComparer.Ordinal);

    /// <summary>Each folder, by name, with why it is not watched; null when it is.</summary>
    public ImmutableSortedDictionary<string, string?> Folders => _folders;

    /// <summary>A folder is watched, or is not.</summary>
    /// <param name="folder">Its name.</param>
    /// <param name="fault">Why not; null when it is.</param>
    internal void Set(string folder, string? fault) =>
        ImmutableInterlocked.Update(
            ref _folders, static (all, now) => all.SetItem(now.folder, now.fault), (folder, fault));
}
