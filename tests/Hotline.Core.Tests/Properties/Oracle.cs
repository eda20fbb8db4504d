using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;

namespace Hotline.Core.Tests.Properties;

/// <summary>
/// The windows and rungs as a few lines of their own say they should be, from the commands that were accepted and not
/// from the facts: a second opinion on the rules.
/// </summary>
internal sealed class Oracle
{
    private readonly Dictionary<(string, Window), (DateTimeOffset Due, WindowState State)> _windows = [];
    private readonly Dictionary<string, Rung> _rungs = [];
    private readonly List<MessageId> _acts = [];
    private Accepted? _opening;

    /// <summary>Ids of every reply that was accepted, in order.</summary>
    public IReadOnlyList<MessageId> Acts => _acts;

    public WindowState Window(string addressee, Window window) => _windows[(addressee, window)].State;

    public Rung Rung(string addressee) => _rungs[addressee];

    public void Watch(Turn turn)
    {
        if (!turn.Outcome.Try(out var facts, out _))
        {
            return;
        }
        if (_opening is null)
        {
            Open(facts.OfType<Accepted>().Single());
            return;
        }
        foreach (var (key, window) in _windows.Where(w => w.Value.State == WindowState.Open && turn.Now >= w.Value.Due)
            .ToList())
        {
            _windows[key] = (window.Due, WindowState.Lapsed);
        }
        switch (turn.Command)
        {
            case Confirm confirm:
                Reach(confirm.Addressee, confirm.Rung);
                break;
            case Carry carry:
                Reach(carry.Addressee, Contract.Rung.Carried);
                break;
            case TellSent { Notice: var key } when key.Told == key.Addressee && key.Message == _opening.Exchange
                && (turn.Before!.Addressee(key.Addressee)!.Notice(key)!.State == NoticeState.Owed
                    || facts.OfType<NoticeOrdered>().Any(o => o.Notice == key)):
                Reach(key.Addressee, Contract.Rung.Carried);
                break;
            case Submit { Envelope.Envelope: var reply } when !_acts.Contains(reply.Id)
                && reply.Id != _opening.Exchange:
                Act(reply.Id, reply.From, reply.Kind);
                break;
        }
    }

    private void Open(Accepted opening)
    {
        _opening = opening;
        foreach (var participant in opening.Opening.To.AddRange(opening.Opening.Cc))
        {
            _rungs[participant] = Contract.Rung.Accepted;
            foreach (var window in opening.Asked.Single(a => a.Participant == participant).Windows)
            {
                Assert.True(window.Window == Contract.Window.Delivery || opening.Opening.To.Contains(participant),
                    $"{window} for information");
                _windows[(participant, window.Window)] = (window.Due, WindowState.Open);
            }
        }
    }

    private void Act(MessageId id, string from, Kind kind)
    {
        _acts.Add(id);
        if (kind is Kind.Withdrawal or Kind.Closure)
        {
            foreach (var (key, window) in _windows.Where(w => w.Value.State == WindowState.Open).ToList())
            {
                _windows[key] = (window.Due, WindowState.Ended);
            }
        }
        else
        {
            Reach(from, kind == Kind.Acknowledgement ? Contract.Rung.Acknowledged : Contract.Rung.Answered);
        }
    }

    private void Reach(string addressee, Rung rung)
    {
        _rungs[addressee] = _rungs[addressee] > rung ? _rungs[addressee] : rung;
        foreach (var window in Enum.GetValues<Window>().Where(w => Met(w, rung)))
        {
            if (_windows.TryGetValue((addressee, window), out var run) && run.State == WindowState.Open)
            {
                _windows[(addressee, window)] = (run.Due, WindowState.Met);
            }
        }
    }

    private static bool Met(Window window, Rung rung) => window switch
    {
        Contract.Window.Delivery =>
            rung is Contract.Rung.Delivered or Contract.Rung.Displayed or Contract.Rung.Acknowledged
            or Contract.Rung.Answered,
        Contract.Window.Acknowledgement => rung is Contract.Rung.Acknowledged or Contract.Rung.Answered,
        Contract.Window.Response => rung is Contract.Rung.Answered,
    };
}
