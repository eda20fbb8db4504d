using Hotline.Contract.Facts;
using Hotline.Protocol.Envelopes;

namespace Hotline.Journal.Checking;

/// <summary>An entry's envelope against what the entry says of it.</summary>
internal static class EnvelopeCheck
{
    /// <param name="stored">The entry.</param>
    /// <param name="entry">The same, read.</param>
    /// <param name="keys">Which keys speak at this entry.</param>
    /// <param name="verified">True when the signature was checked and holds.</param>
    /// <returns>What is wrong, or could not be checked; null when nothing is.</returns>
    public static Finding? Check(StoredEntry stored, Entry entry, SpeakingKeys keys, out bool verified)
    {
        verified = false;
        if (entry.Fact.Message is not { } header || stored.Envelope is not { } compact)
        {
            return entry.Fact.Message is null == stored.Envelope is null ? null
                : Findings.WrongEnvelope(stored.Position, stored.Envelope is null
                    ? "its envelope is missing" : "there is an envelope, and it accepts no message");
        }
        if (Jws.DigestOf(compact) != header.Digest)
        {
            return Findings.WrongEnvelope(stored.Position, "the envelope is not the one whose digest the entry holds");
        }
        if (header.Size is { } size && size != compact.Length)
        {
            return Findings.WrongEnvelope(stored.Position, "entry and envelope differ in size");
        }
        if (!Jws.Read(compact, JwsTypes.Envelope).Try(out var jws, out var refusal)
            || !EnvelopeReader.Read(jws.Payload).Try(out var envelope, out refusal))
        {
            return Findings.BadEnvelope(stored.Position, refusal);
        }
        if (Difference(header, jws.KeyId, envelope) is { } member)
        {
            return Findings.WrongEnvelope(stored.Position, $"entry and envelope differ in {member}");
        }
        if (keys.Of(header) is not { } key)
        {
            return Findings.Unchecked(
                stored.Position, header.Key, $"{header.From}/{header.Sender}", keys.WhenLeft(header));
        }
        verified = jws.SignedBy(key);
        return verified ? null : Findings.BadSignature(stored.Position, jws.KeyId);
    }

    private static string? Difference(MessageHeader header, string key, Envelope envelope) =>
        header.Id != envelope.Id ? "id"
        : header.From != envelope.From ? "from"
        : header.Sender != envelope.Sender ? "sender"
        : header.Key != key ? "key"
        : !header.To.SequenceEqual(envelope.To) ? "to"
        : !header.Cc.SequenceEqual(envelope.Cc) ? "cc"
        : header.Kind != envelope.Kind ? "kind"
        : header.Precedence != envelope.Precedence ? "precedence"
        : header.Created != envelope.Created ? "created"
        : null;
}
