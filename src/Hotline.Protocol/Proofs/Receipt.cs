using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Protocol.Proofs;

/// <summary>The head of the journal's tree, as the hub signs it.</summary>
/// <param name="Hub">The hub's id: thumbprint of its key.</param>
/// <param name="Size">How many entries the tree has.</param>
/// <param name="Root">Root hash, base64url.</param>
/// <param name="At">The hub's time.</param>
/// <param name="Epoch">
/// Which of the journal's lives, after a part of it was lost; null, and left out, in its first. Trees of one epoch grow
/// one out of the other; trees of two epochs need not, and a position in the one is not that in the other.
/// </param>
public sealed record Checkpoint(string Hub, long Size, string Root, DateTimeOffset At, DateTimeOffset? Epoch = null)
{
    /// <summary>Signs the checkpoint.</summary>
    public string Sign(SigningKey key) =>
        Jws.Sign(
            JsonSerializer.SerializeToUtf8Bytes(this, ProofJson.Default.Checkpoint), JwsTypes.Checkpoint, key).Compact;

    /// <summary>
    /// Reads a checkpoint and checks that this hub signed it. Refusals 1001 to 1009 for its form, 1301, 1302.
    /// </summary>
    public static Outcome<Checkpoint> Open(string compact, VerificationKey hub)
    {
        if (!Jws.Read(compact, JwsTypes.Checkpoint).Try(out var jws, out var refusal))
        {
            return refusal;
        }
        if (!jws.SignedBy(hub))
        {
            return ProofErrors.NotTheHub();
        }
        try
        {
            return JsonSerializer.Deserialize(jws.Payload, ProofJson.Default.Checkpoint) is { } checkpoint
                && checkpoint.Hub == hub.Id
                ? checkpoint : ProofErrors.NotTheHub();
        }
        catch (JsonException)
        {
            return ProofErrors.BadProof("the checkpoint is not readable");
        }
    }
}

/// <summary>
/// What the hub gives for an accepted message: the journal's entry, the proof that it is in the journal, and the signed
/// head that the proof leads to. One signature serves all entries of a commit; each receipt is checked alone, offline.
/// </summary>
/// <param name="Message">The message's id.</param>
/// <param name="Position">Where it is in the journal.</param>
/// <param name="At">The hub's time of acceptance.</param>
/// <param name="Entry">The entry's exact bytes (UTF-8 JSON), base64url.</param>
/// <param name="Path">Inclusion proof: sibling hashes from the leaf up, base64url.</param>
/// <param name="Checkpoint">Signed head of the tree, compact JWS.</param>
public sealed record Receipt(
    MessageId Message, long Position, DateTimeOffset At, Base64UrlBytes Entry, ImmutableArray<string> Path,
    string Checkpoint)
{
    /// <summary>
    /// Checks the proof: that the hub signed the head, and that the entry's bytes are in the tree it heads.
    /// </summary>
    /// <param name="hub">The hub's public key.</param>
    /// <returns>The entry's bytes, or 1301 or 1302. What they say is for whoever reads entries to check.</returns>
    public Outcome<byte[]> Prove(VerificationKey hub) =>
        Protocol.Proofs.Checkpoint.Open(Checkpoint, hub).Try(out var head, out var refusal) ? Prove(head)
        : refusal.Number is 1301 or 1302 ? refusal
        : ProofErrors.BadProof($"its checkpoint is refused ({refusal.Number} {refusal.Name})");

    /// <summary>
    /// The same for many receipts of one commit: their checkpoint was opened, and so its signature checked, before.
    /// </summary>
    /// <param name="head">What <see cref="Checkpoint"/> says, opened.</param>
    /// <returns>The entry's bytes, or 1302.</returns>
    public Outcome<byte[]> Prove(Checkpoint head)
    {
        if (Entry.Bytes is not { } bytes || CanonicalBase64Url.Decode32(head.Root) is not { } root
            || Path.IsDefault
            || Path.Select(CanonicalBase64Url.Decode32).ToList() is not { } path || path.Contains(null))
        {
            return ProofErrors.BadProof("it is not readable");
        }
        return Position >= 1 && Merkle.Includes(Merkle.Leaf(bytes), Position - 1, head.Size, path!, root)
            ? bytes : ProofErrors.BadProof("the entry is not in the tree that the hub signed");
    }
}

/// <summary>Refusals about proofs: 1301 to 1319.</summary>
public static class ProofErrors
{
    /// <summary>Signed by somebody else.</summary>
    public static Refusal NotTheHub() => new(
        1301, "not-the-hub", RefusalClass.Unauthenticated,
        "The checkpoint is not signed by the hub that this profile trusts. Do not rely on it; tell the operator.");

    /// <summary>The proof does not hold.</summary>
    public static Refusal BadProof(string why) => new(
        1302, "bad-proof", RefusalClass.Malformed,
        $"The receipt does not prove what it says: {why}. Keep it, and tell the operator.");
}

/// <summary>How proofs are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(Checkpoint))]
[JsonSerializable(typeof(Receipt))]
public sealed partial class ProofJson : JsonSerializerContext;
