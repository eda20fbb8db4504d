using System.Collections.Immutable;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Journal;

/// <summary>
/// The newest messages of precedence flash: kept longer than what came with them, since a flood drives everything else
/// out of memory just when a reader is behind. Bounded by number and by size. Thread-safe.
/// </summary>
internal sealed class UrgentEntries
{
    private const int Most = 256;
    private const long MostBytes = 8 * 1024 * 1024;
    private readonly Lock _lock = new();
    private readonly Queue<Recent> _entries = [];
    private long _bytes;
    private long _last;

    /// <summary>Keeps an entry if it is one.</summary>
    public void Add(Recent item)
    {
        if (item.Stored.Entry.Fact.Message is not { Precedence: Precedence.Flash })
        {
            return;
        }
        lock (_lock)
        {
            _entries.Enqueue(item);
            _bytes += item.Bytes;
            _last = item.Position;
            while (_entries.Count > Most || (_bytes > MostBytes && _entries.Count > 1))
            {
                _bytes -= _entries.Dequeue().Bytes;
            }
        }
    }

    /// <summary>Those of one feed between two positions, in order, as <see cref="Tail.Urgent"/>.</summary>
    public ImmutableArray<FeedItem> Read(string participant, long after, long upTo, int envelopes)
    {
        if (Volatile.Read(ref _last) <= after)
        {
            return [];
        }
        var items = ImmutableArray.CreateBuilder<FeedItem>();
        lock (_lock)
        {
            foreach (var entry in _entries)
            {
                if (entry.Position > after && entry.Position <= upTo && entry.Readers.Contains(participant))
                {
                    var item = Feed.ItemFor(participant, entry.Stored);
                    envelopes -= item.Envelope?.Length ?? 0;
                    if (items.Count > 0 && envelopes < 0)
                    {
                        break;
                    }
                    items.Add(item);
                }
            }
        }
        return items.ToImmutable();
    }
}
