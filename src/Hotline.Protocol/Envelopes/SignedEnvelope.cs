using Hotline.Protocol.Keys;

namespace Hotline.Protocol.Envelopes;

/// <summary>An envelope with the signature that was checked: there is no way to make one without a check.</summary>
public sealed class SignedEnvelope
{
    private const string JsonWhiteSpace = " \t\r\n";

    private SignedEnvelope(Jws jws, Envelope envelope) =>
        (Compact, KeyId, Envelope, Digest) = (jws.Compact, jws.KeyId, envelope, jws.Digest);

    /// <summary>The compact serialisation: the bytes that were signed and a signature of them.</summary>
    public string Compact { get; }

    /// <summary>Thumbprint of the key that signed.</summary>
    public string KeyId { get; }

    /// <summary>What it says.</summary>
    public Envelope Envelope { get; }

    /// <summary>What the journal and receipts name the message by; see <see cref="Jws.DigestOf"/>.</summary>
    public string Digest { get; }

    /// <summary>Reads and checks: form, known key, signature, payload, in this order. Refusals 1001 to 1022.</summary>
    /// <param name="compact">The compact serialisation.</param>
    /// <param name="keys">Finds the public key of a thumbprint; null when nobody has it.</param>
    public static Outcome<SignedEnvelope> Open(string compact, Func<string, VerificationKey?> keys)
    {
        if (!Jws.Read(compact, JwsTypes.Envelope).Try(out var jws, out var refusal))
        {
            return refusal;
        }
        if (keys(jws.KeyId) is not { } key)
        {
            return EnvelopeErrors.UnknownKey(jws.KeyId);
        }
        if (!jws.SignedBy(key))
        {
            return EnvelopeErrors.BadSignature();
        }
        return EnvelopeReader.Read(jws.Payload).Try(out var envelope, out refusal)
            ? new SignedEnvelope(jws, envelope) : refusal;
    }

    /// <summary>Signs an envelope. It is read back first, so that nobody signs what nobody accepts.</summary>
    public static Outcome<SignedEnvelope> Sign(Envelope envelope, SigningKey key)
    {
        if (envelope.Content is { Json: "" })
        {
            return EnvelopeErrors.NotJson("its content is empty text, which is no JSON value.");
        }
        var payload = EnvelopeWriter.Write(envelope);
        if (!EnvelopeReader.Read(payload).Try(out var read, out var refusal))
        {
            return refusal;
        }
        // Content that is more than one value could have brought members of its own.
        if (envelope.Content is { } content
            && !content.Json.AsSpan().Trim(JsonWhiteSpace).SequenceEqual(read.Content?.Json))
        {
            return EnvelopeErrors.NotJson("its content is not one JSON value.");
        }
        var jws = Jws.Sign(payload, JwsTypes.Envelope, key);
        return jws.Compact.Length > EnvelopeLimits.Bytes
            ? EnvelopeErrors.TooLarge(jws.Compact.Length) : new SignedEnvelope(jws, read);
    }
}
