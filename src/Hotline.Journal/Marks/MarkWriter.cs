namespace Hotline.Journal.Marks;

/// <summary>
/// Keeps the high-water mark behind a recorder, without its waiting: nothing is signed or written where a commit is
/// made. The mark is at most as far behind as its caller lets it be, and never ahead of what is on disk. Thread-safe.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="durably">Replaces a file; it is on disk, with its name, when that returns.</param>
/// <param name="clock">The hub's time.</param>
public sealed class MarkWriter(string path, Action<string, byte[]> durably, TimeProvider clock)
{
    /// <summary>How long the mark may lie in memory only of the operating system, where a power cut loses it.</summary>
    public static readonly TimeSpan SyncedEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long _written = -1;
    private bool _synced;
    private long _syncedAt;

    /// <summary>Where it is written.</summary>
    public string Path => path;

    /// <summary>The position that the mark names; 0 before the first.</summary>
    public long Position => Math.Max(0, Volatile.Read(ref _written));

    /// <summary>When that was written; null before the first.</summary>
    public DateTimeOffset? At { get; private set; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>Writes how far the journal is, if that is news.</summary>
    /// <param name="recorder">The journal.</param>
    /// <param name="durable">True to have it on disk when this returns.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(Recorder recorder, bool durable)
    {
        lock (_lock)
        {
            var (size, checkpoint) = recorder.Grown;
            var late = !_synced && clock.GetElapsedTime(_syncedAt) >= SyncedEvery;
            durable |= late || _written < 0;
            if (size == 0 || (size == _written && (_synced || !durable)))
            {
                return;
            }
            try
            {
                (durable ? durably : HighWaterMark.Replace)(path, HighWaterMark.Bytes(checkpoint()));
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                Fault = failed.Message.TrimEnd('.');
                throw;
            }
            (Fault, At) = (null, clock.GetUtcNow());
            Volatile.Write(ref _written, size);
            _synced = durable;
            if (durable)
            {
                _syncedAt = clock.GetTimestamp();
            }
        }
    }
}
