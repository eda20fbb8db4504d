using Hotline.Contract.Facts;

namespace Hotline.Journal.Sqlite;

/// <summary>Settings of the embedded store.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>
    /// When the write-ahead log is longer than this, it is copied into the database in the background. 1 MiB to 1 GiB,
    /// default 16 MiB.
    /// </summary>
    public long CheckpointBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many reads may run at once. 1 to 64, default 4. Those of due rows never wait for them.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>
    /// Says when to look whether the write-ahead log is too long; null when nobody is to, and then it is as long as it
    /// ever was until the store is closed.
    /// </summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>How entries are read.</summary>
    public EntryFormat Format { get; init; } = EntryFormat.Default;
}
