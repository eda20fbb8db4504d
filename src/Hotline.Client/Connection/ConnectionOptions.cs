namespace Hotline.Client;

/// <summary>How a connection is kept.</summary>
public sealed record ConnectionOptions
{
    /// <summary>
    /// After how long without sending anything a ping is sent. Default 15 s; the hub gives up after twice that.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After how long without hearing anything the line counts as lost. Default 30 s; at least twice the hub's own
    /// keep-alive.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time for connecting, handshake included. Default 15 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// About how long to wait before the first new attempt; each further wait is twice as long, and each is drawn from
    /// half to all of it. Default 250 ms.
    /// </summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait before a new attempt. Default 15 s. Attempts never end.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a submission or confirmation waits for a line before it is refused with 6001. Default 30 s.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many pages of the feed wait for a slow reader; beyond that the stream is dropped and read again from the
    /// reader's cursor. Default 256.
    /// </summary>
    public int PagesAhead { get; init; } = 256;

    /// <summary>
    /// True: a reader that is behind gets messages of precedence flash before their turn, and not again in it. They are
    /// marked (<see cref="Received.Ahead"/>); whoever keeps a place must not move it by them, since what lies before is
    /// yet to come. Default false: everything in order.
    /// </summary>
    public bool FlashAhead { get; init; }
}

/// <summary>Whether there is a line to the hub.</summary>
/// <param name="Connected">True when there is.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Reason">Why not; null when connected or not yet tried.</param>
public sealed record ConnectionState(bool Connected, DateTimeOffset Since, string? Reason);
