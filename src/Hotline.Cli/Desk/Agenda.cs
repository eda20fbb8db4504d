using Hotline.Cli.Screens;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Cli.Desk;

/// <summary>What the reader has to do by when: what the hub said of each exchange last. Not thread-safe.</summary>
internal sealed class Agenda(string me)
{
    private readonly Dictionary<MessageId, AwaitedView> _next = [];

    /// <summary>How many exchanges ask something.</summary>
    public int Count => _next.Count;

    /// <summary>What ends first: what can still be done in time before what is late.</summary>
    public (MessageId Exchange, AwaitedView Duty)? Next =>
        _next.OrderBy(d => d.Value.Lapsed)
            .ThenBy(d => d.Value.Due).Select(d => ((MessageId, AwaitedView)?)(d.Key, d.Value)).FirstOrDefault();

    /// <summary>Takes over how an exchange stands.</summary>
    public void Take(ExchangeView view)
    {
        if (Duties.Ours(view, me) is [var first, ..])
        {
            _next[view.Id] = first;
        }
        else
        {
            _next.Remove(view.Id);
        }
    }
}
