using Hotline.Core.Exchanges;
using Hotline.Protocol;

namespace Hotline.Journal;

/// <summary>The exchanges last written to, folded. Always as committed; only the recorder's loop touches it.</summary>
internal sealed class HotExchanges(int most)
{
    private readonly Dictionary<MessageId, LinkedListNode<Exchange>> _nodes = [];
    private readonly LinkedList<Exchange> _byUse = new();

    public Exchange? Find(MessageId id)
    {
        if (!_nodes.TryGetValue(id, out var node))
        {
            return null;
        }
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return node.Value;
    }

    public void Set(Exchange state)
    {
        if (_nodes.TryGetValue(state.Id, out var node))
        {
            node.Value = state;
            return;
        }
        _nodes.Add(state.Id, _byUse.AddFirst(state));
        if (_nodes.Count > most)
        {
            _nodes.Remove(_byUse.Last!.Value.Id);
            _byUse.RemoveLast();
        }
    }

    public void Clear()
    {
        _nodes.Clear();
        _byUse.Clear();
    }
}
