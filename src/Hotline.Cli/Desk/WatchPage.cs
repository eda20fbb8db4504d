using Hotline.Cli.Commands;
using Hotline.Cli.Screens;
using Hotline.Client;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Desk;

/// <summary>
/// A watch for people: messages whole, with what is to be done first; everything else one line each; on a terminal a
/// last line that counts down. Times are counted by the hub's clock as it was told at the beginning.
/// </summary>
internal sealed class WatchPage : IWatchPage
{
    private const int HubDiffers = 6024;

    private readonly World _world;
    private readonly OpenDesk _desk;
    private readonly StatusLine _status;
    private readonly Agenda _agenda;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _ticking;
    private readonly Dictionary<MessageId, string> _subjects = [];
    private ConnectionState? _line;
    private DateTimeOffset? _lostSince;
    private TimeSpan _hubAhead;

    public WatchPage(Shared shared, OpenDesk desk)
    {
        (_world, _desk) = (shared.World, desk);
        _status = new StatusLine(shared.World, shared.Screen);
        _agenda = new Agenda(desk.Profile.Participant);
        _ticking = shared.World.Terminal.Rewrites ? TickAsync() : Task.CompletedTask;
    }

    public bool Person => _world.Terminal.Person;

    public bool InWords => true;

    private DateTimeOffset Now => _world.Clock.GetUtcNow() + _hubAhead;

    private string Me => _desk.Profile.Participant;

    public void Begin(HubView? hub, ExchangeList? exchanges)
    {
        _hubAhead = hub is null ? TimeSpan.Zero : hub.Time - _world.Clock.GetUtcNow();
        _status.Above(screen =>
        {
            screen.Line(new Ink($"{Me}/{_desk.Profile.Poc}", Look.Strong), $" watches {_desk.Api.Hub}");
            foreach (var view in exchanges?.Exchanges ?? [])
            {
                Agree(view);
                if (view.Turn == Turn.Ours)
                {
                    screen.Line();
                    screen.Line(
                        Look.Label(view.Status), " ", Look.Label(view.Precedence),
                        $" {view.Kind.Words()} from {view.From}: ",
                        new Ink(Title(view.Id), Look.Strong));
                    ExchangeScreen.ShowDuties(screen, view, Me);
                }
            }
        });
        Refresh();
    }

    public void Show(Seen seen)
    {
        var (item, message, wrong) = (seen.Item, seen.Message, seen.Wrong);
        lock (_lock)
        {
            if (seen.View is { } view)
            {
                _agenda.Take(view);
            }
            if (message?.Envelope is { Opens: true, Subject: { } subject } envelope)
            {
                _subjects[envelope.Id] = subject;
            }
        }
        _status.Above(screen =>
        {
            if (wrong is not null)
            {
                var what = message is null ? " SIGNATURE NOT PROVEN, not stored, not confirmed"
                    : wrong.Number == HubDiffers ? " ALARM: NOT WHAT WAS SIGNED, not stored, not confirmed"
                    : " NOT STORED, not confirmed";
                screen.Line(new Ink($"{what}: {wrong}", Look.Bad));
            }
            if (item.Entry.Fact is Accepted opened && opened.Opening.From != Me && message is not null)
            {
                Whole(screen, seen, opened, message);
            }
            else
            {
                OneLine(screen, item.Entry, message);
            }
        });
        Refresh();
    }

    public void Show(ConnectionState state)
    {
        ConnectionState? before;
        lock (_lock)
        {
            (before, _line) = (_line, state);
            _lostSince = state.Connected ? null : state.Since;
        }
        if (!state.Connected && (before?.Reason != state.Reason || before?.Since != state.Since))
        {
            _status.Above(screen => screen.Line(new Ink(
                $"NOT CONNECTED since {HumanTime.Record(state.Since, _world.Clock.GetUtcNow())}: {state.Reason}",
                Look.Bad), " Nothing reaches this desk meanwhile; trying again."));
        }
        else if (state.Connected && before is { Connected: false })
        {
            _status.Above(screen => screen.Line(
                new Ink($"Connected again after {HumanTime.Span(state.Since - before.Since)}.", Look.Good),
                " Nothing is missed: the feed goes on where it was."));
        }
        Refresh();
    }

    public void Alarm(Refusal alarm) =>
        _status.Above(screen => screen.Line(new Ink($" ALARM: {alarm}", Look.Bad)));

    public void Damaged(Refusal alarm, IReadOnlyList<long> positions) => Alarm(alarm);

    public void Warn(string sentence) =>
        _status.Above(screen => screen.Line(new Ink("warning: " + sentence, Look.Ask)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _ticking;
        _status.Clear();
        _stop.Dispose();
    }

    private void Agree(ExchangeView view)
    {
        lock (_lock)
        {
            _agenda.Take(view);
        }
    }

    /// <summary>Another desk's message, whole.</summary>
    private void Whole(Screen screen, Seen seen, Accepted opened, SignedEnvelope message)
    {
        var (entry, e) = (seen.Item.Entry, message.Envelope);
        screen.Line();
        MessageScreen.Labels(screen, e.Status, e.Tlp, e.Precedence, e.Kind);
        MessageScreen.Subject(screen, e.Subject);
        if (seen.View is { } view)
        {
            ExchangeScreen.ShowDuties(screen, view, Me);
        }
        else if (opened.Opening.To.Contains(Me))
        {
            screen.Line(new Ink(
                " ► Something is asked of you; the hub could not be asked what. See "
                + $"'hotline show {e.Id}'.", Look.Ask));
        }
        if (!opened.Opening.To.Contains(Me))
        {
            screen.Line(new Ink(" ► For your information; nothing is asked of you.", Look.Good));
        }
        MessageScreen.Parties(screen, e);
        screen.Line(new Ink(FormattableString.Invariant(
            $" Accepted {HumanTime.Full(entry.At)}, position {entry.Position} · exchange {e.Id}"), Look.Faint));
        MessageScreen.Signature(screen, message, _desk.Directory, Now);
        MessageScreen.Content(screen, e.Content);
        screen.Line();
    }

    private void OneLine(Screen screen, Entry entry, SignedEnvelope? message)
    {
        var exchange = entry.Fact.Stream.AsExchange;
        screen.Line(
            new Ink(HumanTime.Clock(entry.At) + " ", Look.Faint), FactScreen.Words(entry, Me),
            exchange is { } id ? new Ink($"   {Title(id)}", Look.Faint) : "");
        if (message?.Envelope is { Kind: Kind.Response, From: var from } reply && from != Me)
        {
            MessageScreen.Subject(screen, reply.Subject);
            MessageScreen.Content(screen, reply.Content);
        }
    }

    /// <summary>What people call an exchange: its subject, and enough of its id to tell it from others.</summary>
    private string Title(MessageId id)
    {
        lock (_lock)
        {
            if (!_subjects.TryGetValue(id, out var subject))
            {
                _subjects[id] = subject = _desk.Kept(id)?.Envelope.Subject ?? "";
            }
            return subject.Length == 0 ? id.ToString() : $"“{subject}” …{id.ToString()[^12..]}";
        }
    }

    private void Refresh()
    {
        string text;
        bool alarm;
        lock (_lock)
        {
            var next = _agenda.Next;
            (text, alarm) = (_line, _lostSince, next) switch
            {
                (null, _, _) => ("○ connecting", false),
                (_, { } since, _) => (Lost(since), true),
                (_, _, { } n) => ($"● connected · {Duties.Verb(n.Duty)} {Title(n.Exchange)}: "
                    + $"{HumanTime.Due(n.Duty.Due, Now)}{Others()}", n.Duty.Lapsed),
                _ => ($"● connected · nothing is asked of you · {HumanTime.Clock(Now)} UTC", false),
            };
        }
        _status.Set(text, alarm);
    }

    private string Lost(DateTimeOffset since)
    {
        var now = _world.Clock.GetUtcNow();
        return $"✖ NOT CONNECTED since {HumanTime.Record(since, now)}, {HumanTime.Span(now - since)}";
    }

    private string Others() =>
        _agenda.Count > 1 ? FormattableString.Invariant($" · {_agenda.Count} exchanges ask you") : "";

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _world.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                Refresh();
            }
        }
        catch (OperationCanceledException)
        {
            // The page is being put away.
        }
    }
}
