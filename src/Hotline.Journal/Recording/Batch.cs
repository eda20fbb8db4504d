using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;
using Microsoft.Extensions.Logging;

namespace Hotline.Journal;

/// <summary>
/// One commit in the making: decides command after command, each upon what those before it left, and writes what they
/// say into the transaction. Nothing outside sees any of it before the commit; if that fails, the batch is thrown away
/// whole.
/// </summary>
internal sealed class Batch(
    IJournalTransaction transaction, Frontier frontier, StreamCache cache, RecordingHub hub, ILogger log)
{
    private readonly Dictionary<StreamId, StreamHead> _heads = [];
    private readonly Dictionary<MessageId, StoredEntry> _messages = [];

    /// <summary>The tree with this batch.</summary>
    public BatchTree Tree { get; } = new(frontier, transaction.AddTile);

    /// <summary>What it appends, in order.</summary>
    public List<Written> Entries { get; } = [];

    /// <summary>Due rows that come.</summary>
    public List<DueRow> Due { get; } = [];

    public List<Verdict> Verdicts { get; } = [];

    /// <summary>The streams it wrote to or looked at, as they are after it.</summary>
    public IEnumerable<StreamHead> Heads => _heads.Values;

    /// <summary>False when there is nothing to commit.</summary>
    public bool Writes { get; private set; }

    /// <summary>Decides one command.</summary>
    /// <returns>A task that fails only with the store; then the batch is lost.</returns>
    public async ValueTask DecideAsync(QueuedCommand queued, DateTimeOffset now, CancellationToken ct)
    {
        var command = queued.Command;
        if (command.Message is { } message && await FindMessageAsync(message.Envelope.Id, ct) is { } found)
        {
            Verdicts.Add(Again(queued, message, found));
            return;
        }
        var known = Known(command);
        IReadOnlyList<StoredEntry>? stored = known is null
            ? await transaction.ReadStreamAsync(command.Stream, ct) : null;
        if (stored?.FirstOrDefault(e => !e.IsSound) is { } damaged && !hub.Streams.Of(command.Stream).BearsGaps)
        {
            Verdicts.Add(new Verdict(queued) { Refusal = JournalErrors.DamagedEntry(damaged.Position) });
            return;
        }
        if (!Try(queued, () => Draft(queued, known, stored, now), out var draft) || draft is null)
        {
            return;
        }
        var earlier = draft.Joins
            ? EarlierEntries(command.Stream, stored ?? await transaction.ReadStreamAsync(command.Stream, ct)) : [];
        if (Try(queued, () => draft.Finish(earlier, command.Fired), out var step))
        {
            Write(step!);
            Verdicts.Add(Recorded(queued, step!));
        }
    }

    public void SetCursor(string name, Cursor? cursor)
    {
        transaction.SetCursor(name, cursor);
        Writes = true;
    }

    public void Beat(DateTimeOffset now)
    {
        transaction.Beat(now);
        Writes = true;
    }

    private static Verdict Again(QueuedCommand queued, SignedEnvelope message, StoredEntry found) =>
        !found.IsSound ? new Verdict(queued) { Refusal = JournalErrors.DamagedEntry(found.Position) }
            : found.Entry.Fact.Message!.Digest == message.Digest
            ? new Verdict(queued) { Message = found, Repeated = true }
            : new Verdict(queued) { Refusal = ExchangeErrors.IdTaken(message.Envelope.Id) };

    private static Verdict Recorded(QueuedCommand queued, Step step) => new(queued)
    {
        Entries = queued.Awaited ? [.. step.Entries.Select(w => w.Entry.Entry)] : [],
        State = step.After.State,
        Message = queued.Command.Message is { } message
            ? step.Entries.FirstOrDefault(w => w.Appended.Message == message.Envelope.Id)?.Entry : null,
    };

    private async ValueTask<StoredEntry?> FindMessageAsync(MessageId id, CancellationToken ct) =>
        _messages.TryGetValue(id, out var found) ? found : await transaction.FindMessageAsync(id, ct);

    /// <summary>The stream, when it need not be read.</summary>
    private StreamHead? Known(Command command)
    {
        if (_heads.TryGetValue(command.Stream, out var head))
        {
            return head;
        }

        // A message that opens an exchange: its id is on record nowhere, so neither is the exchange of that id.
        return command.Message is { } message && StreamId.Exchange(message.Envelope.Id) == command.Stream
            ? new StreamHead(command.Stream) : cache.Find(command.Stream);
    }

    /// <returns>Null when it was refused, and that is said.</returns>
    private StepDraft? Draft(
        QueuedCommand queued, StreamHead? known, IReadOnlyList<StoredEntry>? stored, DateTimeOffset now)
    {
        var command = queued.Command;
        var sort = hub.Streams.Of(command.Stream);
        var head = known ?? StreamHead.Of(command.Stream, sort, stored!);
        _heads[command.Stream] = head;
        if (!sort.Decide(head.State, command, hub.Circumstances(now)).Try(out var facts, out var refusal))
        {
            Verdicts.Add(new Verdict(queued) { Refusal = refusal });
            return null;
        }
        return new StepDraft(sort, head, facts, command, new Place(Tree.Frontier.Size + 1, now, hub.Streams.Format));
    }

    /// <summary>
    /// A stream's entries so far: the stored ones, and those of this batch, which the transaction may show or not.
    /// </summary>
    private List<StoredEntry> EarlierEntries(StreamId stream, IReadOnlyList<StoredEntry> stored) =>
        [.. stored.Where(e => e.Position <= transaction.Head),
            .. Entries.Select(w => w.Entry).Where(e => e.Stream == stream)];

    /// <summary>A defect fails this command alone.</summary>
    private bool Try<T>(QueuedCommand queued, Func<T> make, out T? made)
    {
        try
        {
            made = make();
            return true;
        }
        catch (Exception defect)
        {
            log.DecisionFailed(queued.Name, defect);
            Verdicts.Add(new Verdict(queued) { Refusal = JournalErrors.Failed() });
            made = default;
            return false;
        }
    }

    private void Write(Step step)
    {
        foreach (var written in step.Entries)
        {
            transaction.Append(written.Appended);
            foreach (var joining in written.Joinings)
            {
                transaction.Join(joining);
            }
            Tree.Append(written.Entry.Leaf!);
            if (written.Appended.Message is { } message)
            {
                _messages[message] = written.Entry;
            }
        }
        if (step.Gone.Length + step.Come.Length > 0)
        {
            transaction.ReplaceDue(step.After.Stream, step.Gone, step.Come);
            Due.AddRange(step.Come);
            Writes = true;
        }
        Writes |= step.Entries.Length > 0;
        _heads[step.After.Stream] = step.After;
        Entries.AddRange(step.Entries);
    }
}
