using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;

namespace Hotline.Journal;

/// <summary>
/// A stream as its entries leave it: the fold, and what must be known to write the next entry and what stands beside
/// it. Nothing but a fold of the entries, so that whoever has them has this; nobody changes it.
/// </summary>
/// <param name="Stream">Which.</param>
internal sealed record StreamHead(StreamId Stream)
{
    /// <summary>The fold; null when there is no entry.</summary>
    public StreamState? State { get; init; }

    /// <summary>Position of the last entry; 0 when there is none.</summary>
    public long Last { get; init; }

    /// <summary>How many entries it has.</summary>
    public int Count { get; init; }

    /// <summary>Position of the entry that opened it; 0 when none did.</summary>
    public long Opening { get; init; }

    /// <summary>True from the entry that opened it to the one that ended it.</summary>
    public bool Open { get; init; }

    /// <summary>In whose lists it stands.</summary>
    public ImmutableArray<string> Listed { get; init; } = [];

    /// <summary>Whose turn it is, of those in whose lists it stands.</summary>
    public ImmutableArray<string> Turns { get; init; } = [];

    /// <summary>Every row that is pending.</summary>
    public ImmutableArray<DueRow> Due { get; init; } = [];

    /// <summary>The stream from all its entries; of a sort that does not bear gaps, all sound.</summary>
    public static StreamHead Of(StreamId stream, StreamSort sort, IReadOnlyList<StoredEntry> entries)
    {
        var head = new StreamHead(stream);
        for (var i = 0; i < entries.Count; i++)
        {
            if (sort.BearsGaps && !entries[i].IsSound)
            {
                head = head with { Last = entries[i].Position };
                continue;
            }
            var (after, projection) = head.Take(sort, entries[i].Entry);
            head = projection.Joined.IsEmpty ? after : after.Join(sort, projection, entries.Take(i)).After;
        }
        return head.Settled(sort);
    }

    /// <summary>
    /// One more entry. Of somebody who joins, <see cref="Join"/> follows; after the last, <see cref="Settled"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The sort of stream makes no sense of it.</exception>
    public (StreamHead After, Projection Projection) Take(StreamSort sort, Entry entry)
    {
        var state = sort.Apply(State, entry) ?? throw Nonsense(entry, "is not where the stream can begin");
        var projection = sort.Project(State, state, entry);
        if (HoldsTwice(projection.Readers))
        {
            throw Nonsense(entry, "has a reader twice");
        }
        var after = this with { State = state, Last = entry.Position, Count = Count + 1 };
        after = projection.Mark switch
        {
            ListMark.None => after,
            ListMark.Opens when Opening > 0 => throw Nonsense(entry, "opens it again"),
            ListMark.Opens => after with { Opening = entry.Position, Open = true, Listed = projection.Readers },
            ListMark.Ends when !Open => throw Nonsense(entry, "ends it, and it is not open"),
            ListMark.Ends => after with { Open = false },
        };
        return (after.Turned(sort, projection.Readers), projection);
    }

    /// <summary>Lets those in who joined with the last entry.</summary>
    /// <param name="sort">The sort of stream.</param>
    /// <param name="projection">What the last entry does.</param>
    /// <param name="earlier">The entries before it, in order.</param>
    public (StreamHead After, ImmutableArray<Joining> Joinings) Join(
        StreamSort sort, Projection projection, IEnumerable<StoredEntry> earlier)
    {
        var (after, known) = (this, earlier.ToList());
        var joinings = ImmutableArray.CreateBuilder<Joining>();
        foreach (var participant in projection.Joined.Distinct(StringComparer.Ordinal))
        {
            ImmutableArray<long> positions = [
                .. known.Where(e => sort.MayRead(State!, e.Entry, participant)).Select(e => e.Position)];
            var opening = positions.Contains(Opening) ? Opening : 0;
            if (opening > 0 && !after.Listed.Contains(participant))
            {
                after = after with { Listed = after.Listed.Add(participant) };
            }
            if (!positions.IsEmpty)
            {
                joinings.Add(new Joining(Stream, participant, positions, opening, Open));
            }
        }
        return (after, joinings.ToImmutable());
    }

    /// <summary>The same, with the rows that are pending now.</summary>
    public StreamHead Settled(StreamSort sort) => State is null ? this : this with { Due = sort.Due(State) };

    /// <summary>The same, with those whose turn it is now.</summary>
    /// <param name="sort">The sort of stream.</param>
    /// <param name="readers">Who reads the last entry.</param>
    private StreamHead Turned(StreamSort sort, ImmutableArray<string> readers)
    {
        var turns = Open ? sort.Turns(State!) : [];
        return turns.SequenceEqual(Turns) ? this : this with
        {
            Turns = [.. Turns.Where(p => Open && (turns.Contains(p) || !readers.Contains(p))),
                .. turns.Where(p => readers.Contains(p) && Listed.Contains(p) && !Turns.Contains(p))],
        };
    }

    private static bool HoldsTwice(ImmutableArray<string> readers)
    {
        for (var i = 1; i < readers.Length; i++)
        {
            if (readers.AsSpan(0, i).Contains(readers[i]))
            {
                return true;
            }
        }
        return false;
    }

    private InvalidOperationException Nonsense(Entry entry, string what) =>
        new($"Stream {Stream}: the {entry.Fact.GetType().Name} at {entry.Position} {what}.");
}
