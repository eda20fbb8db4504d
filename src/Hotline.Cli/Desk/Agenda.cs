using Hotline.Cli.Screens;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Cli.Desk;

/// <summary>What the reader has to do by when, kept up to date from the feed. Not thread-safe.</summary>
internal sealed class Agenda(string me)
{
    private readonly Dictionary<MessageId, List<Duty>> _duties = [];

    /// <summary>How many exchanges ask something.</summary>
    public int Count => _duties.Count;

    /// <summary>What ends first: what can still be done in time before what is late.</summary>
    public (MessageId Exchange, Duty Duty)? Next =>
        _duties.SelectMany(d => d.Value.Select(duty => (d.Key, duty))).OrderBy(d => d.duty.Lapsed).ThenBy(d => d.duty.Due).Cast<(MessageId, Duty)?>().FirstOrDefault();

    /// <summary>Takes over how an exchange stands.</summary>
    public void Take(ExchangeView view) => Set(view.Id, [.. Duty.OfPerson(view, me)]);

    /// <summary>Takes over what a fact changes.</summary>
    public void Take(Fact fact)
    {
        switch (fact)
        {
            case Accepted f when f.Opening.To.Contains(me):
                Set(f.Exchange, [.. f.Windows.Where(w => w.Window != Window.Delivery).Select(w => new Duty(me, w.Window, w.Due, Lapsed: false))]);
                break;
            case Acknowledged f when f.Reply.From == me:
                Remove(f.Exchange, d => d.Window == Window.Acknowledgement);
                break;
            case Answered f when f.Reply.From == me:
                Remove(f.Exchange, _ => true);
                break;
            case Lapsed f when f.Addressee == me && _duties.TryGetValue(f.Exchange, out var duties):
                Set(f.Exchange, [.. duties.Select(d => d.Window == f.Window ? d with { Lapsed = true } : d)]);
                break;
            case Withdrawn or Closed:
                Remove(fact.ExchangeId!.Value, _ => true);
                break;
        }
    }

    private void Remove(MessageId exchange, Predicate<Duty> which)
    {
        if (_duties.TryGetValue(exchange, out var duties))
        {
            Set(exchange, [.. duties.Where(d => !which(d))]);
        }
    }

    private void Set(MessageId exchange, List<Duty> duties)
    {
        if (duties.Count == 0)
        {
            _duties.Remove(exchange);
        }
        else
        {
            _duties[exchange] = duties;
        }
    }
}
