using Hotline.Contract.Facts;

namespace Hotline.Journal;

/// <summary>
/// The streams last written to: at most so many, and so many entries of them together, so that long ones leave no less
/// room for the rest. Always as committed; only the commit loop touches it.
/// </summary>
internal sealed class StreamCache(int most)
{
    /// <summary>A stream has a dozen entries, rarely more.</summary>
    private const int EntriesEach = 32;

    private readonly Dictionary<StreamId, LinkedListNode<StreamHead>> _nodes = [];
    private readonly LinkedList<StreamHead> _byUse = new();
    private readonly long _mostEntries = (long)most * EntriesEach;
    private long _entries;

    /// <summary>How many streams it keeps now.</summary>
    public int Count => _nodes.Count;

    public StreamHead? Find(StreamId stream)
    {
        if (!_nodes.TryGetValue(stream, out var node))
        {
            return null;
        }
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return node.Value;
    }

    public void Set(StreamHead head)
    {
        _entries += head.Count;
        if (_nodes.TryGetValue(head.Stream, out var node))
        {
            _entries -= node.Value.Count;
            node.Value = head;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }
        else
        {
            _nodes.Add(head.Stream, _byUse.AddFirst(head));
        }

        // One stream is kept, however long it is: it is the one that is written to.
        while (_nodes.Count > most || (_entries > _mostEntries && _nodes.Count > 1))
        {
            var last = _byUse.Last!.Value;
            _entries -= last.Count;
            _nodes.Remove(last.Stream);
            _byUse.RemoveLast();
        }
    }

    public void Clear()
    {
        _nodes.Clear();
        _byUse.Clear();
        _entries = 0;
    }
}
