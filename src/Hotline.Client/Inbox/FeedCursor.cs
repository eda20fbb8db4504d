using System.Globalization;
using Hotline.Protocol;

namespace Hotline.Client;

/// <summary>
/// How far a reader has come in its feed, kept in a file so that the next start goes on there. It is written after an
/// item was dealt with and not synced: a crash shows a few items again and never skips one. Not thread-safe.
/// </summary>
/// <param name="path">The file, see <see cref="ProfileFile.CursorPath"/>.</param>
/// <param name="clock">To write at most once a second.</param>
public sealed class FeedCursor(string path, TimeProvider clock) : IDisposable
{
    private FeedPlace? _written;
    private FeedPlace? _at;
    private long _when;

    /// <summary>The place read up to; position 0 when there is none on record.</summary>
    public FeedPlace Read()
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllText(path)) : default;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>Everything up to a place was dealt with.</summary>
    /// <param name="place">The place, see <see cref="HotlineConnection.Epoch"/>.</param>
    public void Advance(FeedPlace place)
    {
        _at = place;
        if (_written is null || clock.GetElapsedTime(_when) >= TimeSpan.FromSeconds(1))
        {
            Write();
        }
    }

    /// <summary>A position, and behind it the epoch when it is not the first.</summary>
    private static FeedPlace Parse(string text)
    {
        var parts = text.Trim().Split(' ');
        return long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? new FeedPlace(position, parts.Length > 1 && Instant.TryParse(parts[1], out var epoch) ? epoch : null)
            : default;
    }

    /// <summary>Writes what is not yet written.</summary>
    public void Dispose() => Write();

    private void Write()
    {
        if (_at is not { } at || at == _written)
        {
            return;
        }
        try
        {
            var epoch = at.Epoch is { } later ? " " + Instant.Write(later) : "";
            File.WriteAllText(path + ".tmp", at.Position.ToString(CultureInfo.InvariantCulture) + epoch + "\n");
            File.Move(path + ".tmp", path, overwrite: true);
            (_written, _when) = (at, clock.GetTimestamp());
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The next start shows again what was shown already.
        }
    }
}
