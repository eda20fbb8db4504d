using System.Collections.Immutable;
using System.Text;
using Hotline.Protocol;

namespace Hotline.Contract.Wire;

/// <summary>
/// What a feed item becomes on MQTT: an envelope that somebody sends us goes to the inbox; what became of an exchange
/// goes to events, by the fact's name. An opening message that is in the inbox is not among the events as well.
/// </summary>
/// <param name="Topic">Where.</param>
/// <param name="IsEnvelope">True for the envelope, false for the entry.</param>
/// <param name="Brings">The exchange whose opening message it is to this reader; null for all others.</param>
public readonly record struct Publication(string Topic, bool IsEnvelope, MessageId? Brings)
{
    /// <summary>The publications of an item, in order.</summary>
    /// <param name="item">The item.</param>
    /// <param name="reader">In whose feed it stands.</param>
    public static ImmutableArray<Publication> Of(FeedItem item, string reader)
    {
        var (entry, brings) = (item.Entry, item.Brings(reader));
        var all = ImmutableArray.CreateBuilder<Publication>(2);
        if (item.Envelope is not null && entry.Fact.Message is { } header && header.From != reader)
        {
            all.Add(new Publication(Topics.Inbox(reader, header.Precedence), IsEnvelope: true, brings));
        }
        if (brings is null)
        {
            all.Add(new Publication(Topics.Events(reader, entry.Type), IsEnvelope: false, null));
        }
        return all.DrainToImmutable();
    }

    /// <summary>Its bytes; nobody may change them.</summary>
    public byte[] Payload(FeedItem item) => IsEnvelope ? Encoding.ASCII.GetBytes(item.Envelope!) : item.EntryJson();
}
