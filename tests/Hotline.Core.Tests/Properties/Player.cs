using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Properties;

/// <summary>One decision as it went.</summary>
/// <param name="Before">The state before; null before the exchange is there.</param>
/// <param name="Command">What was tried.</param>
/// <param name="Outcome">What was decided.</param>
/// <param name="After">The state after.</param>
/// <param name="Now">The hub's time.</param>
internal sealed record Turn(
    Exchange? Before, Command Command, Outcome<ImmutableArray<Fact>> Outcome, Exchange? After, DateTimeOffset Now);

/// <summary>Plays a scenario on a bench.</summary>
internal sealed class Player(Scenario scenario)
{
    private readonly Envelope _opening = scenario.Opening;
    private Submit? _last;
    private int _ids = 1;

    public RuleBench Bench { get; } = new();

    public List<Turn> Turns { get; } = [];

    /// <summary>Plays every move.</summary>
    public Player Play()
    {
        Turn(_last = Cast.Submit(_opening, carrier: scenario.OpenedBy));
        foreach (var move in scenario.Moves)
        {
            Pass(move.Wait);
            Turn(Command(move));
        }
        return this;
    }

    /// <summary>Lets time go on until nothing is due any more; mails are refused for now, every time.</summary>
    public Player PlayOut()
    {
        var rest = 2000;
        while (Schedule.Of(Bench.State!) is { IsEmpty: false } rows)
        {
            Assert.True(rest-- > 0, "Something is due for ever.");
            var row = rows.MinBy(r => r.At)!;
            Bench.Now = row.At > Bench.Now ? row.At : Bench.Now;
            Turn(row.Kind != DueKinds.Clock && Schedule.TryNotice(Means.Mail, row.Key, out var notice)
                ? new TellFailed(_opening.Id, notice, false, "451 try later")
                : new Fire(StreamId.Exchange(_opening.Id)));
        }
        return this;
    }

    private void Turn(Command command)
    {
        if (Bench.Has(command))
        {
            return;
        }
        var before = Bench.State;
        var outcome = Bench.Try(command);
        Turns.Add(new Turn(before, command, outcome, Bench.State, Bench.Now));
    }

    private void Pass(Wait wait)
    {
        var due = Bench.State is { } state
            && Schedule.Of(state) is { IsEmpty: false } rows ? rows.Min(r => r.At) : Bench.Now;
        var from = Bench.Now;
        Bench.Now = wait switch
        {
            Wait.None => from,
            Wait.Millisecond => from.AddMilliseconds(1),
            Wait.Second => from.AddSeconds(1),
            Wait.TenSeconds => from.AddSeconds(10),
            Wait.Minute or Wait.Outage => from.AddMinutes(1),
            Wait.Hour => from.AddHours(1),
            Wait.TwoDays => from.AddDays(2),
            Wait.JustBeforeDue => Later(due.AddMilliseconds(-1)),
            Wait.AtDue => Later(due),
            Wait.JustAfterDue => Later(due.AddMilliseconds(1)),
            Wait.BackSeconds => from.AddSeconds(-5),
            Wait.BackHour => from.AddHours(-1),
        };
        if (wait == Wait.Outage)
        {
            Bench.Outages = Bench.Outages.Add(new Outage(from, Bench.Now));
        }

        DateTimeOffset Later(DateTimeOffset time) => time > from ? time : from;
    }

    private Command Command(Move move)
    {
        var addressees = _opening.To.AddRange(_opening.Cc);
        var who = addressees[move.Who % addressees.Length];
        var poc = move.Who % 2 == 1 && who != "XD" ? "deputy" : "officer";
        var acknowledgement = Reply(who, Kind.Acknowledgement) with { Sender = poc };
        return move.Try switch
        {
            Try.Fire => new Fire(StreamId.Exchange(_opening.Id)),
            Try.Acknowledge => Submit(acknowledgement),
            Try.AcknowledgeByMail => Submit(acknowledgement, Carrier.Mail),
            Try.RespondByMail => Submit(Reply(who, Kind.Response) with { Sender = poc }, Carrier.Mail),
            Try.Promise => Submit(acknowledgement with { ExpectBy = Bench.Now.AddSeconds(30 * (1 + move.Who)) }),
            Try.Respond => Submit(Reply(who, Kind.Response) with { Sender = poc }),
            Try.Withdraw => Submit(Cast.Ending(_opening, Kind.Withdrawal, ++_ids, Bench.Now)),
            Try.Close => Submit(Cast.Ending(_opening, Kind.Closure, ++_ids, Bench.Now)),
            Try.Carry => new Carry(_opening.Id, who, poc, Carrier.Mqtt),
            Try.Deliver => new Confirm(_opening.Id, who, poc, Rung.Delivered, Carrier.Mqtt),
            Try.Display => new Confirm(_opening.Id, who, poc, Rung.Displayed, Carrier.SignalR),
            Try.MailSent => Mail(move.Who) is { } key ? new TellSent(_opening.Id, key, "relay") : Nothing,
            Try.MailFailed =>
                Mail(move.Who) is { } key ? new TellFailed(_opening.Id, key, false, "451 try later") : Nothing,
            Try.MailRefused =>
                Mail(move.Who) is { } key ? new TellFailed(_opening.Id, key, true, "550 no such user") : Nothing,
            Try.MailReturned => Mail(move.Who) is { } key
                ? new TellReturned(
                    _opening.Id, key, Bench.State!.Addressee(key.Addressee)!.Notice(key)!.Ordered, "5.1.1") : Nothing,
            Try.SubmitAgain => _last!,
            Try.AcknowledgeByNotifier => Submit(acknowledgement with { From = "XB", Sender = "notifier" }),
            Try.AcknowledgeByOpener =>
                Submit(acknowledgement with { From = _opening.From, Sender = _opening.Sender, To = [who] }),
            Try.AcknowledgeByStranger => Submit(acknowledgement with { From = "XE", Sender = "officer" }),
            Try.WithdrawByAddressee => Submit(Reply(who, Kind.Withdrawal)),
            Try.OtherRegime => Submit(acknowledgement with { Regime = _opening.Regime == "osce" ? "un" : "osce" }),
            Try.OtherStatus => Submit(acknowledgement with { Status = Status.Test }),
            Try.ReplyToNothing => Submit(acknowledgement with { InReplyTo = Cast.Id(99999) }),
            Try.PromiseThePast => Submit(acknowledgement with { ExpectBy = Bench.Now }),
            Try.ConfirmAcknowledged => new Confirm(_opening.Id, who, poc, Rung.Acknowledged, Carrier.SignalR),
            Try.ConfirmByStranger => new Confirm(_opening.Id, "XE", "officer", Rung.Delivered, Carrier.SignalR),
            Try.FromTheFuture => Submit(acknowledgement with { Created = Bench.Now.AddHours(1) }),
        };
    }

    private Submit Submit(Envelope envelope, Carrier carrier = Carrier.SignalR) =>
        _last = Cast.Submit(envelope, carrier: carrier);

    private Envelope Reply(string from, Kind kind) => Cast.Reply(_opening, from, kind, ++_ids, Bench.Now);

    private Fire Nothing => new(StreamId.Exchange(_opening.Id));

    private NoticeKey? Mail(int number)
    {
        var notices = (Bench.State?.Addressees ?? []).SelectMany(a => a.Notices.Select(n => n.Key)).ToArray();
        return notices.Length == 0 ? null : notices[number % notices.Length];
    }
}
