using Hotline.Protocol.Proofs;

namespace Hotline.Contract.Wire;

/// <summary>
/// What a client may call on the SignalR hub; the hub implements it, the SDK calls it, and the names on the wire are
/// those of the methods. A refusal arrives as a hub error whose text is <c>NUMBER name: sentence</c>.
/// </summary>
public interface IHotlineHub
{
    /// <summary>
    /// Submits an envelope; completes when it is journaled. The same bytes again return a receipt for the first entry.
    /// </summary>
    /// <param name="envelope">Compact JWS.</param>
    Task<Receipt> Submit(string envelope);

    /// <summary>
    /// Says that a message was delivered or displayed; completes when that is journaled. Saying it again changes
    /// nothing.
    /// </summary>
    /// <param name="confirmation">Which message, which rung.</param>
    Task Confirm(Confirmation confirmation);

    /// <summary>
    /// The caller's feed after a position: everything up to now, then whatever comes, until the caller stops or its
    /// right ends.
    /// </summary>
    /// <param name="after">Position; 0 for all, -1 for only what comes.</param>
    /// <param name="stop">Ends the stream.</param>
    IAsyncEnumerable<FeedPage> Follow(long after, CancellationToken stop);
}

/// <summary>What the hub may call on a client.</summary>
public interface IHotlineClient
{
    /// <summary>The connection is about to be ended; the text is a refusal, <c>NUMBER name: sentence</c>.</summary>
    Task Ending(string refusal);
}
