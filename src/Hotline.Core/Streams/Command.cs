using Hotline.Contract.Facts;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Streams;

/// <summary>Something that somebody, or the clock, wants of one stream.</summary>
/// <param name="Stream">Which.</param>
public abstract record Command(StreamId Stream)
{
    /// <summary>
    /// The signed message that it brings; null for most. The same message twice is never decided twice.
    /// </summary>
    public virtual SignedEnvelope? Message => null;

    /// <summary>
    /// The due row for whose sake it comes; null for most. A row that leads to nothing any more is taken away.
    /// </summary>
    public virtual DueRow? Fired => null;

    /// <summary>How long it can wait when more comes than can be written. Default: what the hub itself does.</summary>
    public virtual Rank Rank => Rank.Hub;

    /// <summary>About how many characters it brings that are kept until it is decided; 0 for few.</summary>
    public virtual int Size => 0;
}

/// <summary>Time has passed: settle whatever is due. Firing twice, late, or from two hubs changes nothing.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Row">The row that was due; null when somebody only wants to know.</param>
public sealed record Fire(StreamId Stream, DueRow? Row = null) : Command(Stream)
{
    /// <inheritdoc/>
    public override DueRow? Fired => Row;
}
