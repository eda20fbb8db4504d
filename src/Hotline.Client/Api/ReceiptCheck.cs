using System.Collections.Concurrent;
using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;

namespace Hotline.Client;

/// <summary>
/// Checks receipts. One commit gives many receipts one checkpoint, so its signature is checked once and remembered; the
/// proof of each receipt is always computed. Thread-safe.
/// </summary>
internal sealed class ReceiptCheck(VerificationKey hub)
{
    private const int Remembered = 64;
    private readonly ConcurrentDictionary<string, Lazy<Outcome<Checkpoint>>> _checkpoints = new(StringComparer.Ordinal);

    /// <summary>How many signatures were checked.</summary>
    public int SignaturesChecked => _signaturesChecked;

    private int _signaturesChecked;

    /// <summary>The receipt if it proves that the envelope of this digest is journaled; else 1301 or 1302.</summary>
    public Outcome<Receipt> Check(Receipt receipt, string digest)
    {
        if (_checkpoints.Count >= Remembered)
        {
            _checkpoints.Clear();
        }
        var head = _checkpoints.GetOrAdd(receipt.Checkpoint, compact => new Lazy<Outcome<Checkpoint>>(() =>
        {
            Interlocked.Increment(ref _signaturesChecked);
            return Checkpoint.Open(compact, hub);
        }));
        if (!head.Value.Try(out var checkpoint, out var refusal))
        {
            return refusal;
        }
        return receipt.Verify(checkpoint, digest).Refusal is { } wrong ? wrong : receipt;
    }
}
