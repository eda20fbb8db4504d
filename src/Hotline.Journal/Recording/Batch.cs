using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;
using Microsoft.Extensions.Logging;

namespace Hotline.Journal;

/// <summary>
/// One commit in the making: decides command after command, each upon what those before it left, and writes what they say into the transaction.
/// Nothing outside sees any of it before the commit; if that fails, the batch is thrown away whole.
/// </summary>
internal sealed class Batch(IJournalTransaction transaction, Frontier frontier, HotExchanges hot, Func<DateTimeOffset, Circumstances> circumstances, ILogger log)
{
    private readonly Dictionary<MessageId, Exchange?> _states = [];
    private readonly Dictionary<MessageId, StoredEntry> _messages = [];
    private readonly Dictionary<Subtree, byte[]> _hashes = frontier.Peaks.ToDictionary(p => p.Subtree, p => p.Hash);
    private readonly Frontier _frontier = frontier.Copy();
    private bool _other;

    /// <summary>The frontier after this batch.</summary>
    public Frontier Frontier => _frontier;

    public List<StoredEntry> Entries { get; } = [];

    public List<ImmutableArray<string>> Readers { get; } = [];

    public List<Due> Due { get; } = [];

    public List<Verdict> Verdicts { get; } = [];

    public IEnumerable<Exchange> States => _states.Values.OfType<Exchange>();

    /// <summary>False when there is nothing to commit.</summary>
    public bool Writes => _other || Entries.Count > 0;

    /// <summary>Decides one command.</summary>
    /// <returns>A task that fails only with the store; then the batch is lost.</returns>
    public async ValueTask DecideAsync(Work work, DateTimeOffset now, CancellationToken ct)
    {
        if (work.Fact is { } fact)
        {
            Write(new Step([StoredEntry.Of(new Entry(_frontier.Size + 1, now, fact), null)], [[]], null, null));
            Verdicts.Add(new Verdict(work, Entries[^1..], null));
            return;
        }
        if (work.Command is not { } command)
        {
            Verdicts.Add(new Verdict(work, [], null));
            return;
        }
        if (command is Submit submit && await FindMessageAsync(submit.Envelope.Envelope.Id, ct) is { } found)
        {
            Verdicts.Add(found.Entry.Fact.Message!.Digest == submit.Envelope.Digest
                ? new Verdict(work, [found], null) { Message = found, Repeated = true }
                : new Verdict(work, RuleErrors.IdTaken(submit.Envelope.Envelope.Id)));
            return;
        }
        var before = await StateAsync(command, ct);
        Step? step;
        try
        {
            if (!ExchangeRules.Decide(before, command, circumstances(now)).Try(out var facts, out var refusal))
            {
                Verdicts.Add(new Verdict(work, refusal));
                return;
            }
            step = Steps(before, facts, now, command);
        }
        catch (Exception defect)
        {
            log.DecisionFailed(work.Name, defect);
            Verdicts.Add(new Verdict(work, JournalErrors.Failed()));
            return;
        }
        Write(step);
        Verdicts.Add(new Verdict(work, step.Entries, step.After)
        {
            Message = command is Submit sent ? step.Entries.Find(e => e.Entry.Fact.Message?.Id == sent.Envelope.Envelope.Id) : null,
        });
    }

    public void SetCursor(string name, Cursor? cursor)
    {
        transaction.SetCursor(name, cursor);
        _other = true;
    }

    public void Beat(DateTimeOffset now)
    {
        transaction.Beat(now);
        _other = true;
    }

    /// <summary>The inclusion path of one of this batch's entries.</summary>
    public IEnumerable<byte[]> Path(long position) =>
        InclusionPath.Plan(position - 1, _frontier.Size).Select(part => InclusionPath.Join([.. part.Select(s => _hashes[s])]));

    private async ValueTask<StoredEntry?> FindMessageAsync(MessageId id, CancellationToken ct) =>
        _messages.TryGetValue(id, out var found) ? found : await transaction.FindMessageAsync(id, ct);

    private async ValueTask<Exchange?> StateAsync(Command command, CancellationToken ct)
    {
        if (_states.TryGetValue(command.Exchange, out var state))
        {
            return state;
        }
        if (command is Submit submit && submit.Envelope.Envelope.Id == command.Exchange)
        {
            // Its id is on record nowhere, so neither is an exchange of that id.
            return null;
        }
        state = hot.Find(command.Exchange) ?? ExchangeHistory.Fold(await transaction.ReadExchangeAsync(command.Exchange, ct));
        _states[command.Exchange] = state;
        return state;
    }

    /// <summary>Everything that is to be written, made before anything is: a defect here touches nothing.</summary>
    private Step Steps(Exchange? state, ImmutableArray<Fact> facts, DateTimeOffset now, Command command)
    {
        var (before, position) = (state is null ? [] : Schedule.Of(state), _frontier.Size);
        var entries = new List<StoredEntry>(facts.Length);
        var readers = new List<ImmutableArray<string>>(facts.Length);
        foreach (var fact in facts)
        {
            var envelope = command is Submit submit && fact.Message?.Id == submit.Envelope.Envelope.Id ? submit.Envelope.Compact : null;
            var entry = StoredEntry.Of(new Entry(++position, now, fact), envelope);
            state = ExchangeFold.Apply(state, entry.Entry) ?? throw new InvalidOperationException($"A {fact.GetType().Name} cannot be an exchange's first fact.");
            entries.Add(entry);
            readers.Add(Audience.Of(state, fact));
        }
        var due = state is null ? [] : Schedule.Of(state);

        // A row that fired in vain is one that an earlier version of the program scheduled otherwise; it must not fire for ever.
        var changed = !due.SequenceEqual(before) || (command is Fire && facts.IsEmpty);
        return new Step(entries, readers, state, changed ? (command.Exchange, due) : null);
    }

    private void Write(Step step)
    {
        for (var i = 0; i < step.Entries.Count; i++)
        {
            var entry = step.Entries[i];
            transaction.Append(entry, step.Readers[i]);
            _frontier.Append(Merkle.Leaf(entry.Json), Completed);
            if (entry.Entry.Fact.Message is { } message)
            {
                _messages[message.Id] = entry;
            }
        }
        if (step.Due is { } due)
        {
            transaction.SetDue(due.Exchange, due.Rows);
            Due.AddRange(due.Rows.Select(row => new Due(due.Exchange, row)));
            _other = true;
        }
        if (step.After is { } after)
        {
            _states[after.Id] = after;
        }
        Entries.AddRange(step.Entries);
        Readers.AddRange(step.Readers);
    }

    private void Completed(Subtree subtree, byte[] hash)
    {
        _hashes[subtree] = hash;
        if (Trees.TreeReader.IsTile(subtree))
        {
            transaction.AddTile(subtree, hash);
        }
    }

    private sealed record Step(
        List<StoredEntry> Entries, List<ImmutableArray<string>> Readers, Exchange? After, (MessageId Exchange, ImmutableArray<DueRow> Rows)? Due);
}

/// <summary>What was decided about one command, to be told when it is durable.</summary>
/// <param name="Work">The command.</param>
/// <param name="Refusal">Why not; null otherwise.</param>
/// <param name="Entries">What it put on record; of a repeated message, the entry that accepted it first.</param>
/// <param name="State">The exchange afterwards.</param>
internal sealed record Verdict(Work Work, Refusal? Refusal, IReadOnlyList<StoredEntry> Entries, Exchange? State)
{
    public Verdict(Work work, Refusal refusal) : this(work, refusal, [], null)
    {
    }

    public Verdict(Work work, IReadOnlyList<StoredEntry> entries, Exchange? state) : this(work, null, entries, state)
    {
    }

    /// <summary>The entry that accepts the submitted message; a receipt is for it.</summary>
    public StoredEntry? Message { get; init; }

    public bool Repeated { get; init; }
}
