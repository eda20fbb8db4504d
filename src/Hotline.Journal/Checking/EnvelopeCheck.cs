using Hotline.Contract.Facts;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Journal.Checking;

/// <summary>
/// An entry's envelope, found to be the one of which the entry speaks; its signature is yet to be checked.
/// </summary>
internal sealed class EnvelopeCheck
{
    private readonly Jws _jws;

    private EnvelopeCheck(Jws jws) => _jws = jws;

    /// <summary>Which key is said to have signed it.</summary>
    public string KeyId => _jws.KeyId;

    /// <summary>True when this key did.</summary>
    public bool SignedBy(VerificationKey key) => _jws.SignedBy(key);

    /// <summary>Holds an envelope against what the entry says of it.</summary>
    /// <param name="stored">The entry.</param>
    /// <param name="entry">The same, read.</param>
    /// <param name="opened">The envelope; null when there is none, or none that could be opened.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static Finding? Open(StoredEntry stored, Entry entry, out EnvelopeCheck? opened)
    {
        opened = null;
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
        opened = new EnvelopeCheck(jws);
        return null;
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
