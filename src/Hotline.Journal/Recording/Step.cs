using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;

namespace Hotline.Journal;

/// <summary>An entry to be written, with those who join by it.</summary>
internal sealed record Written(Appended Appended, ImmutableArray<Joining> Joinings)
{
    public StoredEntry Entry => Appended.Entry;
}

/// <summary>Where entries come.</summary>
/// <param name="Position">Position of the first.</param>
/// <param name="At">The hub's time.</param>
/// <param name="Format">How they are written.</param>
internal sealed record Place(long Position, DateTimeOffset At, EntryFormat Format);

/// <summary>
/// What one command writes, made before anything is written: a defect met while making it touches nothing.
/// </summary>
/// <param name="Entries">The entries, in order.</param>
/// <param name="After">The stream after them.</param>
/// <param name="Gone">Due rows that are taken away.</param>
/// <param name="Come">Due rows that are put there.</param>
internal sealed record Step(
    ImmutableArray<Written> Entries, StreamHead After, ImmutableArray<DueRow> Gone, ImmutableArray<DueRow> Come);

/// <summary>The first half of a <see cref="Step"/>: what was decided as entries, one upon the other.</summary>
internal sealed class StepDraft
{
    private const int FewRows = 16;
    private readonly StreamSort _sort;
    private readonly StreamHead _before;
    private readonly List<Taken> _taken;

    /// <param name="sort">The sort of stream.</param>
    /// <param name="before">The stream.</param>
    /// <param name="facts">What was decided.</param>
    /// <param name="command">About which command.</param>
    /// <param name="place">Where the entries come.</param>
    public StepDraft(StreamSort sort, StreamHead before, ImmutableArray<Fact> facts, Command command, Place place)
    {
        _sort = sort;
        _before = before;
        _taken = new List<Taken>(facts.Length);
        var (head, position) = (before, place.Position);
        foreach (var fact in facts)
        {
            var envelope = command.Message is { } message
                && fact.Message?.Id == message.Envelope.Id ? message.Compact : null;
            var entry = new Entry(position++, place.At, fact, head.Last > 0 ? head.Last : null);
            (head, var projection) = head.Take(sort, entry);
            Joins |= !projection.Joined.IsEmpty;
            _taken.Add(new Taken(StoredEntry.Of(entry, envelope, place.Format), head, projection));
        }
    }

    /// <summary>True when somebody joins: then the earlier entries are needed.</summary>
    public bool Joins { get; }

    /// <summary>The whole step.</summary>
    /// <param name="earlier">The stream's entries before these, in order; none when nobody <see cref="Joins"/>.</param>
    /// <param name="fired">The due row for whose sake the command came, or null.</param>
    public Step Finish(IReadOnlyList<StoredEntry> earlier, DueRow? fired)
    {
        var entries = ImmutableArray.CreateBuilder<Written>(_taken.Count);
        var head = _before;
        foreach (var (entry, after, projection) in _taken)
        {
            var (before, joinings) = (head, ImmutableArray<Joining>.Empty);
            head = Joins && projection.Mark != ListMark.Opens ? after with { Listed = before.Listed } : after;
            if (!projection.Joined.IsEmpty)
            {
                (head, joinings) = head.Join(
                    _sort, projection, earlier.Concat(_taken.Take(entries.Count).Select(t => t.Entry)));
            }
            entries.Add(new Written(Append(entry, projection, before, after), joinings));
        }
        head = _taken.Count == 0 ? head : head.Settled(_sort);
        return new Step(entries.MoveToImmutable(), head, Gone(head.Due, fired), Without(head.Due, _before.Due));
    }

    /// <summary>An entry with what stands beside it.</summary>
    internal static Appended Append(
        StoredEntry entry, Projection projection, StreamHead before, StreamHead after)
    {
        var appended = new Appended(
            entry, entry.Entry.At, entry.Entry.Fact.Message?.Id, projection.Readers, projection.Mark);
        return projection.Mark == ListMark.Ends
            ? appended with { Opening = before.Opening, Listed = before.Listed }
            : before.Turns == after.Turns ? appended
            : appended with
            {
                Opening = after.Opening,
                TurnsBegun = [.. after.Turns.Where(p => !before.Turns.Contains(p))],
                TurnsOver = [.. before.Turns.Where(p => !after.Turns.Contains(p))],
            };
    }

    /// <summary>
    /// Also the row that fired, when the state knows nothing of it: an earlier version of the program scheduled
    /// otherwise. It must not come up for ever.
    /// </summary>
    private ImmutableArray<DueRow> Gone(ImmutableArray<DueRow> after, DueRow? fired)
    {
        var gone = Without(_before.Due, after);
        return fired is null || after.Contains(fired) || gone.Contains(fired) ? gone : gone.Add(fired);
    }

    /// <summary>The rows that are not among those.</summary>
    internal static ImmutableArray<DueRow> Without(ImmutableArray<DueRow> rows, ImmutableArray<DueRow> those)
    {
        ImmutableArray<DueRow>.Builder? left = null;
        var many = those.Length > FewRows ? those.ToHashSet() : null;
        foreach (var row in rows)
        {
            if (!(many?.Contains(row) ?? those.Contains(row)))
            {
                (left ??= ImmutableArray.CreateBuilder<DueRow>()).Add(row);
            }
        }
        return left?.ToImmutable() ?? [];
    }

    private sealed record Taken(StoredEntry Entry, StreamHead After, Projection Projection);
}
