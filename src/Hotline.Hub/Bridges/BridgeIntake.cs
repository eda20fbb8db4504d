using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;

namespace Hotline.Hub.Bridges;

/// <summary>
/// What becomes of something that was published at a broker. Who published it is only the broker's word: what counts
/// is who signed, and that must be the participant of the topic.
/// </summary>
/// <param name="bridge">The bridge's name.</param>
/// <param name="served">Whom it serves.</param>
/// <param name="pause">How long to wait while the journal takes nothing.</param>
/// <param name="parts">What it needs.</param>
internal sealed class BridgeIntake(string bridge, ImmutableArray<string> served, TimeSpan pause, BridgeParts parts)
{
    // One key's burst waits its turn here; beyond that somebody uses the key faster than it may.
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(30);

    // A defect of ours must not stop what comes behind it for ever.
    private const int MostFailures = 3;

    /// <summary>
    /// Records it, and says what became of it. While the journal takes nothing this waits: the broker keeps what was
    /// not acknowledged.
    /// </summary>
    public async Task<BrokerAnswer> TakeAsync(BrokerPost post, CancellationToken ct)
    {
        var (start, failures, said) = (parts.Clock.GetTimestamp(), 0, false);
        while (true)
        {
            var answered = await TryAsync(post, ct);
            if (!answered.Try(out var receipt, out var refusal))
            {
                failures += refusal == AccessErrors.Internal() ? 1 : 0;
                if (IsPassing(refusal, start, failures))
                {
                    if (!said && refusal.Class == RefusalClass.Unavailable)
                    {
                        BridgeLog.JournalAway(parts.Log, bridge, refusal.Number, refusal.Name);
                        said = true;
                    }
                    await Task.Delay(pause, parts.Clock, ct);
                    continue;
                }
                BridgeLog.Refused(parts.Log, refusal.Number, refusal.Name, bridge, post.Participant);
                BridgeMeters.Took(bridge, "refused");
                return new BrokerAnswer(
                    post.About, post.Digest, post.Claimed(), Refusal: RefusalView.Of(refusal));
            }
            BridgeMeters.Took(bridge, "recorded");
            return new BrokerAnswer(post.About, post.Digest, receipt.Message, receipt.Proof);
        }
    }

    private bool IsPassing(Refusal refusal, long start, int failures) => refusal.Class switch
    {
        RefusalClass.Unavailable => failures < MostFailures,
        RefusalClass.TooMany => parts.Clock.GetElapsedTime(start) < MostPatience,
        RefusalClass.Malformed or RefusalClass.Unauthenticated or RefusalClass.Forbidden or RefusalClass.NotFound
            or RefusalClass.Conflict or RefusalClass.TooLarge => false,
    };

    private async Task<Outcome<Recorded>> TryAsync(BrokerPost post, CancellationToken ct)
    {
        try
        {
            if (!served.Contains(post.Participant))
            {
                return BridgeErrors.NotServed(post.Participant);
            }
            return post.About == BrokerPost.Submit ? await SubmitAsync(post, ct) : await ConfirmAsync(post, ct);
        }
        catch (Exception unexpected) when (unexpected is not OperationCanceledException)
        {
            BridgeLog.Failed(parts.Log, bridge, unexpected);
            return AccessErrors.Internal();
        }
    }

    private async Task<Outcome<Recorded>> SubmitAsync(BrokerPost post, CancellationToken ct)
    {
        if (post.Text is not { } compact)
        {
            return EnvelopeErrors.NotJws("it holds bytes that are not ASCII");
        }
        var submitted = await parts.Intake.SubmitSignedAsync(
            compact, signer => OtherSigner(post, signer), Carrier.Bridge, ct);
        return submitted.Try(out var receipt, out var refusal) ? new Recorded(receipt.Message, receipt) : refusal;
    }

    private async Task<Outcome<Recorded>> ConfirmAsync(BrokerPost post, CancellationToken ct)
    {
        var directory = parts.Rulebook.Directory;
        if (post.Text is not { } compact || compact.StartsWith('{'))
        {
            return BridgeErrors.NotSigned();
        }
        if (!SignedConfirmation.Open(compact, directory.Key).Try(out var confirmation, out var refusal))
        {
            return refusal;
        }
        if (directory.SeatOf(confirmation.KeyId) is not { } signer)
        {
            return AccessErrors.Revoked();
        }
        return (OtherSigner(post, signer)
            ?? await parts.Intake.ConfirmAsync(confirmation.Word, signer, Carrier.Bridge, ct)) is { } why
            ? why : new Recorded(confirmation.Word.Message);
    }

    private static Refusal? OtherSigner(BrokerPost post, Seat signer) => signer.Participant == post.Participant
        ? null : BridgeErrors.OtherSigner(post.Participant, signer.Participant);

    /// <summary>It is on record.</summary>
    private sealed record Recorded(MessageId Message, Receipt? Proof = null);
}
