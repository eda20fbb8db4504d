using System.Globalization;

namespace Hotline.Client;

/// <summary>
/// How far a reader has come in its feed, kept in a file so that the next start goes on there. It is written after an
/// item was dealt with and not synced: a crash shows a few items again and never skips one. Not thread-safe.
/// </summary>
/// <param name="path">The file, see <see cref="ProfileFile.CursorPath"/>.</param>
/// <param name="clock">To write at most once a second.</param>
public sealed class FeedCursor(string path, TimeProvider clock) : IDisposable
{
    private long _written = -1;
    private long _at = -1;
    private long _when;

    /// <summary>The position read up to; 0 when there is none on record.</summary>
    public long Read()
    {
        try
        {
            return File.Exists(path) && long.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None,
                CultureInfo.InvariantCulture, out var position) ? position : 0;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Everything up to a position was dealt with.</summary>
    /// <param name="position">The position.</param>
    public void Advance(long position)
    {
        _at = position;
        if (_written < 0 || clock.GetElapsedTime(_when) >= TimeSpan.FromSeconds(1))
        {
            Write();
        }
    }

    /// <summary>Writes what is not yet written.</summary>
    public void Dispose() => Write();

    private void Write()
    {
        if (_at == _written)
        {
            return;
        }
        try
        {
            File.WriteAllText(path + ".tmp", _at.ToString(CultureInfo.InvariantCulture) + "\n");
            File.Move(path + ".tmp", path, overwrite: true);
            (_written, _when) = (_at, clock.GetTimestamp());
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The next start shows again what was shown already.
        }
    }
}
