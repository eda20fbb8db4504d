using Hotline.Protocol.Envelopes;

namespace Hotline.Contract.Facts;

/// <summary>What the journal says of a signed message.</summary>
public static class MessageHeaders
{
    /// <summary>Everything but subject and content.</summary>
    public static MessageHeader Header(this SignedEnvelope signed)
    {
        var e = signed.Envelope;
        return new MessageHeader(
            e.Id, e.From, e.Sender, signed.KeyId, e.To, e.Cc, e.Kind, e.Precedence, e.Created, signed.Digest);
    }
}
