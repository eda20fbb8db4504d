using System.Collections.Immutable;
using Hotline.Contract.Wire;
using Hotline.Core.Exchanges;

namespace Hotline.Journal;

/// <summary>
/// One participant's recent entries, and those who wait for more. Readers of one feed never hold those of another.
/// </summary>
internal sealed class Feed(string participant, long head)
{
    private readonly Lock _lock = new();
    private readonly List<Recent> _items = [];
    private int _start;

    /// <summary>
    /// The last position that may be of interest. At first that of the tail: what lies before was never looked at.
    /// </summary>
    private long _last = head;

    private TaskCompletionSource? _waiting;

    public static FeedItem ItemFor(string participant, StoredEntry stored)
    {
        var opens = stored.Envelope is not null
            && stored.Entry.Fact.Message is { } header && Audience.MayOpen(header, participant);
        return FeedItem.Of(stored.Entry, stored.Json, opens ? stored.Envelope : null);
    }

    /// <summary>What is in memory of a page.</summary>
    /// <param name="after">Entries after this position.</param>
    /// <param name="upTo">And up to this one.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="bytes">And so many characters of envelopes, but at least one entry.</param>
    /// <param name="whole">False when the limits cut it short.</param>
    public ImmutableArray<FeedItem> Read(long after, long upTo, int limit, int bytes, out bool whole)
    {
        lock (_lock)
        {
            var first = FirstAfter(after);
            var items = ImmutableArray.CreateBuilder<FeedItem>();
            for (var i = first; i < _items.Count && _items[i].Position <= upTo; i++)
            {
                var item = ItemFor(participant, _items[i].Stored);
                bytes -= item.Envelope?.Length ?? 0;
                if (items.Count == limit || (items.Count > 0 && bytes < 0))
                {
                    whole = false;
                    return items.ToImmutable();
                }
                items.Add(item);
            }
            whole = true;
            return items.ToImmutable();
        }
    }

    public Task WaitAsync(long after, CancellationToken ct)
    {
        lock (_lock)
        {
            return _last > after ? Task.CompletedTask
                : (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                    .WaitAsync(ct);
        }
    }

    /// <summary>Puts an entry in its place: at the end, but for somebody who joined.</summary>
    public void Add(Recent item)
    {
        lock (_lock)
        {
            _items.Insert(FirstAfter(item.Position), item);
        }
    }

    /// <summary>Called once the tail's head covers everything added.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            Release(_items[^1].Position);
        }
    }

    /// <summary>Drops the oldest entry, which is at this position.</summary>
    public void Forget(long position)
    {
        lock (_lock)
        {
            if (_start < _items.Count && _items[_start].Position == position)
            {
                _items[_start++] = null!;
            }
            if (_start > 64 && _start > _items.Count / 2)
            {
                _items.RemoveRange(0, _start);
                _start = 0;
            }
        }
    }

    private void Release(long last)
    {
        _last = Math.Max(_last, last);
        _waiting?.TrySetResult();
        _waiting = null;
    }

    private int FirstAfter(long position)
    {
        var (low, high) = (_start, _items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _items[middle].Position > position ? (low, middle) : (middle + 1, high);
        }
        return low;
    }
}
