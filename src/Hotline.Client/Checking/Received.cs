using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Client;

/// <summary>An item of the feed, and what its signed message proves.</summary>
/// <param name="Item">The item as the hub sent it.</param>
/// <param name="Message">Its message, checked; null when it has none, or none that is proven.</param>
/// <param name="Alarm">
/// Why nobody should rely on the item: the message is not proven (1001 to 1023), or the hub says something else of it
/// than it says itself (6024). Null when all is well.
/// </param>
public sealed record Received(FeedItem Item, SignedEnvelope? Message, Refusal? Alarm)
{
    /// <summary>Position, time and fact: the hub's word.</summary>
    public Entry Entry => Item.Entry;

    /// <summary>
    /// True when it is shown before its turn (a flash, to a reader that is behind): the reader's place does not move.
    /// </summary>
    public bool Ahead => Item.Ahead;

    /// <summary>The message as it came, compact; null when none came.</summary>
    public string? Envelope => Item.Envelope;
}

/// <summary>How an exchange stands, and the signed message that opened it.</summary>
/// <param name="View">
/// What the hub says; whatever the message says itself is taken from the message when it is there.
/// </param>
/// <param name="Opening">The message, checked; null when the reader may not have it, or when it is not proven.</param>
/// <param name="Alarm">As in <see cref="Received"/>; 6023 when the message is another one.</param>
public sealed record CheckedExchange(ExchangeView View, SignedEnvelope? Opening, Refusal? Alarm);
