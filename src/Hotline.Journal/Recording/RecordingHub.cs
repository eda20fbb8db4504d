using Hotline.Core.Streams;
using Hotline.Protocol.Keys;

namespace Hotline.Journal;

/// <summary>The hub that a recorder records for.</summary>
/// <param name="Clock">Its clock.</param>
/// <param name="Circumstances">
/// What decisions depend on besides the state, for a time in whole milliseconds; asked anew for each command, by one
/// caller at a time.
/// </param>
/// <param name="Key">Signs checkpoints; whoever made it disposes it. Its id is the hub's.</param>
public sealed record RecordingHub(TimeProvider Clock, Func<DateTimeOffset, Circumstances> Circumstances, SigningKey Key)
{
    /// <summary>
    /// The sorts of streams that it knows. The store must have been opened with the same <see
    /// cref="StreamBook.Format"/>.
    /// </summary>
    public StreamBook Streams { get; init; } = StreamBook.Default;
}
