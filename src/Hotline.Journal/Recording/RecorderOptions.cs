namespace Hotline.Journal;

/// <summary>Settings of the recorder.</summary>
public sealed record RecorderOptions
{
    /// <summary>
    /// How many commands may wait to be written before new ones are refused; as many flash ones beside them. 1 to
    /// 65536, default 4096.
    /// </summary>
    public int Capacity { get; init; } = 4096;

    /// <summary>
    /// And how many characters of envelopes, each of which is several bytes of memory while it waits. Default 16 Mi.
    /// </summary>
    public long CapacityCharacters { get; init; } = 16 * 1024 * 1024;

    /// <summary>Most commands of one commit. 1 to 4096, default 512.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>
    /// Most characters of envelopes of one commit, but for a single one that is longer, so that none takes so long that
    /// a flash waits for it. Default 512 Ki: as many short ones as a commit may have.
    /// </summary>
    public long BatchCharacters { get; init; } = 512 * 1024;

    /// <summary>How long a command that nobody waits for may wait for company. 0 to 5 s, default 50 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many streams are kept folded in memory. 1 to 100000, default 2048.</summary>
    public int CachedStreams { get; init; } = 2048;

    /// <summary>How many of the newest entries live readers find in memory. 1 to 1000000, default 6144.</summary>
    public int RecentEntries { get; init; } = 6144;

    /// <summary>And how many bytes of them. Default 32 MiB.</summary>
    public long RecentBytes { get; init; } = 32 * 1024 * 1024;
}
