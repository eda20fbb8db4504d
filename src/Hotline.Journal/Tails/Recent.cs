using System.Collections.Immutable;

namespace Hotline.Journal;

/// <summary>An entry that is kept in memory.</summary>
/// <param name="stored">The entry, its bytes and its envelope.</param>
/// <param name="readers">In whose feeds it is.</param>
internal sealed class Recent(StoredEntry stored, ImmutableArray<string> readers)
{
    public StoredEntry Stored => stored;

    /// <summary>Place in the journal.</summary>
    public long Position => stored.Position;

    /// <summary>In whose feeds it is; others may join later. Only the one who publishes touches it.</summary>
    public ImmutableArray<string> Readers { get; private set; } = readers;

    /// <summary>About how much memory it takes.</summary>
    public long Bytes { get; } = 2L * stored.Json.Length + 2L * (stored.Envelope?.Length ?? 0) + 512;

    /// <summary>Somebody may read it from now on.</summary>
    /// <returns>False when he could already.</returns>
    public bool Join(string participant)
    {
        if (Readers.Contains(participant))
        {
            return false;
        }
        Readers = Readers.Add(participant);
        return true;
    }
}
