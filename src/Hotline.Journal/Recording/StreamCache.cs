using Hotline.Contract.Facts;

namespace Hotline.Journal;

/// <summary>The streams last written to. Always as committed; only the commit loop touches it.</summary>
internal sealed class StreamCache(int most)
{
    private readonly Dictionary<StreamId, LinkedListNode<StreamHead>> _nodes = [];
    private readonly LinkedList<StreamHead> _byUse = new();

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
        if (_nodes.TryGetValue(head.Stream, out var node))
        {
            node.Value = head;
            return;
        }
        _nodes.Add(head.Stream, _byUse.AddFirst(head));
        if (_nodes.Count > most)
        {
            _nodes.Remove(_byUse.Last!.Value.Stream);
            _byUse.RemoveLast();
        }
    }

    public void Clear()
    {
        _nodes.Clear();
        _byUse.Clear();
    }
}
