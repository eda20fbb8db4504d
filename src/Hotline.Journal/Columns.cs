using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Journal;

/// <summary>An entry with what the core says stands beside it.</summary>
/// <param name="Entry">The entry's bytes.</param>
/// <param name="At">The entry's time.</param>
/// <param name="Message">The message that it accepts; null for most.</param>
/// <param name="Readers">In whose feeds it is, each once.</param>
/// <param name="Mark">
/// What it does to its stream's place in the lists of those who read the entry that opened it.
/// </param>
public sealed record Appended(
    StoredEntry Entry, DateTimeOffset At, MessageId? Message, ImmutableArray<string> Readers, ListMark Mark)
{
    /// <summary>
    /// Position of the one that opened its stream, of an entry that ends it or with which somebody's turn begins or
    /// ends; else 0.
    /// </summary>
    public long Opening { get; init; }

    /// <summary>Of an entry that ends its stream: in whose lists it stands.</summary>
    public ImmutableArray<string> Listed { get; init; } = [];

    /// <summary>Those of its readers whose turn begins with it.</summary>
    public ImmutableArray<string> TurnsBegun { get; init; } = [];

    /// <summary>
    /// Those of its readers whose turn is over with it. Where it ends its stream, everybody's is, and nobody is named.
    /// </summary>
    public ImmutableArray<string> TurnsOver { get; init; } = [];
}

/// <summary>Somebody may read a stream from now on, with what stands in it already.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Participant">Who.</param>
/// <param name="Positions">The earlier entries that come into his feed, in order.</param>
/// <param name="Opening">
/// The one of them that opened the stream, which thereby comes into his lists; 0 when it is not among them, or nothing
/// opened it.
/// </param>
/// <param name="Open">False when the stream has ended.</param>
public sealed record Joining(
    StreamId Stream, string Participant, ImmutableArray<long> Positions, long Opening, bool Open);

/// <summary>A stream in somebody's lists.</summary>
/// <param name="Stream">Which.</param>
/// <param name="Opening">Position of the entry that opened it.</param>
public sealed record Listed(StreamId Stream, long Opening)
{
    /// <summary>True when that entry is damaged: then which stream it is is not known.</summary>
    public bool IsDamaged { get; init; }
}

/// <summary>Which histories are asked for.</summary>
/// <param name="Participant">Only those in its lists; null for every listed stream.</param>
/// <param name="From">Beginning of the period, inclusive: by the time of the opening entry.</param>
/// <param name="To">Its end, exclusive.</param>
public sealed record HistoryQuestion(string? Participant, DateTimeOffset From, DateTimeOffset To);

/// <summary>A hub claims what is due.</summary>
/// <param name="Kind">Which sort of rows, see <see cref="DueKinds"/>.</param>
/// <param name="Hub">Who claims.</param>
/// <param name="Now">The hub's time: rows due at or before it, whose lease has ended by it.</param>
/// <param name="Lease">For how long nobody else gets them.</param>
public sealed record DueClaim(string Kind, string Hub, DateTimeOffset Now, TimeSpan Lease)
{
    /// <summary>True for rows that are not due yet as well, after those that are.</summary>
    public bool Early { get; init; }

    /// <summary>Rows due at or before it.</summary>
    public DateTimeOffset Until => Early ? DateTimeOffset.MaxValue : Now;
}

/// <summary>Something that is due.</summary>
/// <param name="Stream">Of which stream.</param>
/// <param name="Row">What and when.</param>
public sealed record Due(StreamId Stream, DueRow Row);
