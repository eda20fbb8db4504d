using System.Collections.Immutable;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Contract.Facts;

/// <summary>What the journal says of a signed message: everything but subject and content.</summary>
/// <param name="Id">Its id.</param>
/// <param name="From">The participant that sent it.</param>
/// <param name="Sender">The point of contact there.</param>
/// <param name="Key">Thumbprint of the key that signed it.</param>
/// <param name="To">Action addressees.</param>
/// <param name="Cc">Information addressees.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Precedence">Its speed of service.</param>
/// <param name="Created">The sender's claim of when it was made.</param>
/// <param name="Digest">
/// SHA-256 of what is signed, <c>header.payload</c>, base64url: the same under any valid signature.
/// </param>
/// <param name="Size">
/// Length of its envelope in bytes; null in entries of before this was written down.
/// </param>
public sealed record MessageHeader(
    MessageId Id, string From, string Sender, string Key, ImmutableArray<string> To, ImmutableArray<string> Cc,
    Kind Kind, Precedence Precedence, DateTimeOffset Created, string Digest,
    int? Size = null);

/// <summary>Headers of signed messages.</summary>
public static class MessageHeaders
{
    /// <summary>Everything but subject and content.</summary>
    public static MessageHeader Header(this SignedEnvelope envelope)
    {
        var e = envelope.Envelope;
        return new MessageHeader(
            e.Id, e.From, e.Sender, envelope.KeyId, e.To, e.Cc, e.Kind, e.Precedence, e.Created, envelope.Digest,
            envelope.Compact.Length);
    }
}
