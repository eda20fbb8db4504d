using System.Text.Json;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;

namespace Hotline.Contract.Facts;

/// <summary>What a receipt says beside its proof: that the entry is about the message that was sent.</summary>
public static class ReceiptReading
{
    /// <summary>Checks everything that a receipt says, for the envelope that it is for.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="hub">The hub's public key.</param>
    /// <param name="digest">Digest of the envelope that was sent.</param>
    /// <returns>The entry, or 1301 or 1302.</returns>
    public static Outcome<Entry> Verify(this Receipt receipt, VerificationKey hub, string digest) =>
        receipt.Prove(hub).Try(out var bytes, out var refusal) ? Read(receipt, bytes, digest) : refusal;

    /// <summary>The same for many receipts of one commit, whose checkpoint was opened before.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="head">What its checkpoint says, opened.</param>
    /// <param name="digest">Digest of the envelope that was sent.</param>
    /// <returns>The entry, or 1302.</returns>
    public static Outcome<Entry> Verify(this Receipt receipt, Checkpoint head, string digest) =>
        receipt.Prove(head).Try(out var bytes, out var refusal) ? Read(receipt, bytes, digest) : refusal;

    private static Outcome<Entry> Read(Receipt receipt, byte[] bytes, string digest)
    {
        try
        {
            var entry = Entry.FromJson(bytes);
            return entry.Position == receipt.Position && entry.At == receipt.At
                && entry.Fact.Message is { } header && header.Id == receipt.Message && header.Digest == digest
                ? entry : ProofErrors.BadProof("the entry is about another message");
        }
        catch (JsonException)
        {
            return ProofErrors.BadProof("the entry is not readable");
        }
    }
}
