using System.Buffers.Text;
using Hotline.Contract.Errors;
using Hotline.Journal.Trees;
using Hotline.Protocol.Proofs;
using Microsoft.Extensions.Logging;

namespace Hotline.Journal;

/// <summary>
/// Answers callers once what they asked for is durable, with a receipt where they brought a message. One signature
/// serves all receipts of a commit, and none is made for a commit that needs none.
/// </summary>
internal sealed class ReceiptIssuer(
    IJournalStore store, TreeReader tree, RecordingHub hub, Frontier frontier, DateTimeOffset? epoch, ILogger log)
{
    private volatile TreeHead _head = new(frontier, hub.Clock.GetUtcNow(), hub.Key, epoch);

    /// <summary>Owned by the commit loop.</summary>
    private Task _beside = Task.CompletedTask;

    /// <summary>The tree has grown to this; nobody changes the frontier any more.</summary>
    public void Grown(Frontier grown, DateTimeOffset at) => _head = new TreeHead(grown, at, hub.Key, epoch);

    /// <summary>The tree as of the last commit.</summary>
    public TreeHead Head => _head;

    /// <summary>Tells whoever waits what was decided, after the commit.</summary>
    public void Answer(Verdict verdict, Batch batch)
    {
        var command = verdict.Command;
        if (!command.Awaited)
        {
            if (verdict.Refusal is { } unseen)
            {
                log.UnawaitedRefused(command.Name, unseen.ToString());
            }
        }
        else if (verdict.Refusal is { } refusal)
        {
            command.Answer(refusal);
        }
        else if (verdict.Repeated)
        {
            // Its entry may be as old as the journal: the proof is read beside the loop, which has others to serve.
            var answering = Task.Run(() => AnswerAgainAsync(verdict));
            _beside = _beside.IsCompleted ? answering : Task.WhenAll(_beside, answering);
        }
        else
        {
            command.Answer(new Recorded(
                verdict.Entries, verdict.State,
                verdict.Message is { } message ? _head.Receipt(message, batch.Tree.PathOf(message.Position)) : null));
        }
    }

    /// <summary>A receipt for an entry that accepted a message at any time.</summary>
    public async Task<Receipt> ReceiptAsync(StoredEntry stored, CancellationToken ct)
    {
        // The store may be a moment ahead of the head that the loop has announced.
        var head = _head;
        if (head.Size < stored.Position)
        {
            head = new TreeHead(await tree.FrontierAsync(stored.Position, ct), hub.Clock.GetUtcNow(), hub.Key, epoch);
        }
        var path = await tree.PathAsync(stored.Position, head.Size, ct);
        return head.Receipt(stored, [.. path.Select(hash => Base64Url.EncodeToString(hash))]);
    }

    /// <summary>Completes when everybody has been answered; the loop has ended.</summary>
    public Task FinishAsync() => _beside;

    private async Task AnswerAgainAsync(Verdict verdict)
    {
        try
        {
            var first = verdict.Message!;
            var state = await store.LoadAsync(hub.Streams, first.Stream, CancellationToken.None);
            verdict.Command.Answer(
                new Recorded([first.Entry], state, await ReceiptAsync(first, CancellationToken.None), Repeated: true));
        }
        catch (DamagedEntryException damaged)
        {
            verdict.Command.Answer(JournalErrors.DamagedEntry(damaged.Position));
        }
        catch (Exception failed)
        {
            log.ReceiptFailed(failed);
            verdict.Command.Answer(JournalErrors.NotWritten());
        }
    }
}
