using Hotline.Journal.Trees;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;
using Microsoft.Extensions.Logging;

namespace Hotline.Journal;

/// <summary>
/// Answers callers once what they asked for is durable, with a receipt where they submitted a message. One signature serves all receipts of a commit, and none is made
/// for a commit that needs none.
/// </summary>
internal sealed class Notary(IJournalStore store, TreeReader tree, TimeProvider clock, SigningKey key, Frontier frontier, ILogger log)
{
    private volatile TreeHead _head = new(frontier, clock.GetUtcNow(), key);

    /// <summary>Owned by the recorder's loop.</summary>
    private Task _beside = Task.CompletedTask;

    /// <summary>The tree has grown to this; nobody changes the frontier any more.</summary>
    public void Head(Frontier grown, DateTimeOffset at) => _head = new TreeHead(grown, at, key);

    /// <summary>Tells whoever waits what was decided, after the commit.</summary>
    public void Answer(Verdict verdict, Batch batch)
    {
        if (!verdict.Work.Awaited)
        {
            if (verdict.Refusal is { } unseen)
            {
                log.PostRefused(verdict.Work.Name, unseen.ToString());
            }
        }
        else if (verdict.Refusal is { } refusal)
        {
            verdict.Work.Answer(refusal);
        }
        else if (verdict.Repeated)
        {
            // Its entry may be as old as the journal: the proof is read beside the loop, which has others to serve.
            var answering = Task.Run(() => AnswerAgainAsync(verdict));
            _beside = _beside.IsCompleted ? answering : Task.WhenAll(_beside, answering);
        }
        else
        {
            verdict.Work.Answer(new Recorded(
                [.. verdict.Entries.Select(e => e.Entry)], verdict.State,
                verdict.Message is { } message ? _head.Receipt(message, batch.Path(message.Position)) : null));
        }
    }

    /// <summary>A receipt for an entry that accepted a message at any time.</summary>
    public async Task<Receipt> ReceiptAsync(StoredEntry stored, CancellationToken ct)
    {
        // The store may be a moment ahead of the head that the loop has announced.
        var head = _head;
        if (head.Size < stored.Position)
        {
            head = new TreeHead(await tree.FrontierAsync(stored.Position, ct), clock.GetUtcNow(), key);
        }
        return head.Receipt(stored, await tree.PathAsync(stored.Position, head.Size, ct));
    }

    /// <summary>Completes when everybody has been answered; the loop has ended.</summary>
    public Task FinishAsync() => _beside;

    private async Task AnswerAgainAsync(Verdict verdict)
    {
        try
        {
            var first = verdict.Message!;
            verdict.Work.Answer(new Recorded(
                [first.Entry], await store.LoadExchangeAsync(first.Exchange!.Value, CancellationToken.None), await ReceiptAsync(first, CancellationToken.None), Repeated: true));
        }
        catch (Exception failed)
        {
            log.ReceiptFailed(failed);
            verdict.Work.Answer(JournalErrors.NotWritten());
        }
    }
}
