using System.Collections.Immutable;

namespace Hotline.Core.Streams;

/// <summary>What an entry does to its stream's place in lists.</summary>
public enum ListMark
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It opens the stream: from here on it stands in the lists of whoever reads this entry.</summary>
    Opens,

    /// <summary>It ends the stream: it is no longer among what is open.</summary>
    Ends,
}

/// <summary>
/// What an entry does to what is stored beside it, so that stores need to understand no fact. It follows from the
/// entries alone, and can be computed anew.
/// </summary>
/// <param name="Readers">The participants in whose feeds the entry stands, each once.</param>
public sealed record Projection(ImmutableArray<string> Readers)
{
    /// <summary>An entry in nobody's feed.</summary>
    public static Projection Nobody { get; } = new([]);

    /// <summary>What it does to lists.</summary>
    public ListMark Mark { get; init; }

    /// <summary>
    /// Participants who may from here on read what stands earlier in the stream: those entries are put into their feeds
    /// and the stream into their lists.
    /// </summary>
    public ImmutableArray<string> Joined { get; init; } = [];
}
