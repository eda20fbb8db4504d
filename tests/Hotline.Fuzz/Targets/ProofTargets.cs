using System.Text.Json;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;

namespace Hotline.Fuzz;

/// <summary>What a hub proves.</summary>
internal static class ProofTargets
{
    private static readonly (int, int) ProofRefusals = (1301, 1302);

    /// <summary>A checkpoint's payload.</summary>
    public static void Checkpoint(byte[] payload)
    {
        var compact = Jws.Sign(payload, JwsTypes.Checkpoint, Cast.Hub).Compact;
        if (!Protocol.Proofs.Checkpoint.Open(compact, Cast.Hub.Public).Try(out var checkpoint, out var refusal))
        {
            Promise.Refused(refusal, (1001, 1009), ProofRefusals);
            return;
        }
        var again = Protocol.Proofs.Checkpoint.Open(checkpoint.Sign(Cast.Hub), Cast.Hub.Public);
        Promise.That(again.Ok && again.Value == checkpoint, "a checkpoint can be signed again");
    }

    /// <summary>A receipt as a hub sends it; its proof is followed whoever signed the checkpoint.</summary>
    public static void Receipt(byte[] json)
    {
        Receipt receipt;
        try
        {
            receipt = WholeJson.Read(json, WireJson.Default.Receipt);
        }
        catch (JsonException)
        {
            return;
        }
        var written = JsonSerializer.SerializeToUtf8Bytes(receipt, WireJson.Default.Receipt);
        Promise.Same(written, JsonSerializer.SerializeToUtf8Bytes(
            WholeJson.Read(written, WireJson.Default.Receipt), WireJson.Default.Receipt));
        if (receipt.Verify(Cast.Hub.Public, "digest").Refusal is { } refusal)
        {
            Promise.Refused(refusal, ProofRefusals);
        }
        if (Head(receipt.Checkpoint) is { } head && receipt.Verify(head, "digest").Refusal is { } unproven)
        {
            Promise.Refused(unproven, ProofRefusals);
        }
    }

    private static Checkpoint? Head(string compact)
    {
        try
        {
            return Jws.Read(compact, JwsTypes.Checkpoint).Try(out var jws, out _)
                ? JsonSerializer.Deserialize(jws.Payload, ProofJson.Default.Checkpoint) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
