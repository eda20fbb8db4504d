using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>
/// Who may do what in an exchange that is there, what is awaited of whom, and whose turn it is. The one place that says
/// so: replies are refused by it, and the views that it makes are what consoles and commands show.
/// </summary>
public static class Acts
{
    private static readonly ImmutableArray<OpenAct> All = [.. Enum.GetValues<OpenAct>()];

    /// <summary>Null when a participant may do the act, whether or not it says anything new; else why not.</summary>
    /// <param name="state">The exchange.</param>
    /// <param name="participant">A party.</param>
    /// <param name="act">The act.</param>
    public static Refusal? Check(Exchange state, string participant, OpenAct act)
    {
        switch (act)
        {
            case OpenAct.Acknowledge:
                return state.Addressee(participant) is null ? NotYours(act) : null;
            case OpenAct.Respond:
                return state.Addressee(participant) is not { } addressee ? NotYours(act)
                    : !state.Opening.Opening.Kind.IsAnswered() ? ExchangeErrors.NotAnswered(state.Opening.Opening.Kind)
                    : addressee.Role == AddresseeRole.Info ? ExchangeErrors.ForInformation()
                    : null;
            case OpenAct.Withdraw or OpenAct.Close:
                return participant == state.From ? null : NotYours(act);
            default:
                throw new ArgumentOutOfRangeException(nameof(act));
        }
    }

    /// <summary>
    /// Null when the exchange takes one more reply of a party's, of that many bytes. What moves it on is always taken:
    /// nobody can be kept from acknowledging, answering or ending by what was sent before.
    /// </summary>
    public static Refusal? Room(Exchange state, string participant, OpenAct act, int size, RuleLimits limits)
    {
        var said = state.SaidBy(participant);
        return MovesOn(state, participant, act) ? null
            : said.Acts >= limits.RepliesPerExchange
                ? ExchangeErrors.TooManyReplies(limits.RepliesPerExchange, state.Id)
            : said.Bytes + size > limits.ReplyBytesPerExchange
                ? ExchangeErrors.TooMuchReplied(limits.ReplyBytesPerExchange, state.Id)
            : null;
    }

    /// <summary>The refusal of an act that is another side's.</summary>
    public static Refusal NotYours(OpenAct act) => act switch
    {
        OpenAct.Acknowledge => ExchangeErrors.NotAddressed(Kind.Acknowledgement),
        OpenAct.Respond => ExchangeErrors.NotAddressed(Kind.Response),
        OpenAct.Withdraw => ExchangeErrors.NotTheOpener(Kind.Withdrawal),
        OpenAct.Close => ExchangeErrors.NotTheOpener(Kind.Closure),
    };

    /// <summary>
    /// Every act once, for whoever looks: open when he may do it now and it says something new, else with the reason.
    /// </summary>
    public static ImmutableArray<MayView> May(Exchange state, Looker looker) => [.. from act in All
        let reader = looker.Seat
        let no = Permissions.Check(reader.Poc.Role, KindOf(act))
            ?? Check(state, reader.Participant, act) ?? Needless(state, reader, act)
            ?? Room(state, reader.Participant, act, 0, looker.Limits)
        select new MayView(act, no is null, no?.Number, no?.Detail)];

    /// <summary>
    /// What is awaited of whom, as far as a reader may know: what his own people must do first, then what still runs,
    /// by time.
    /// </summary>
    public static ImmutableArray<AwaitedView> Awaits(Exchange state, string reader)
    {
        if (state.Ending is not null)
        {
            return [];
        }
        var all = new List<AwaitedView>();
        foreach (var addressee in state.Addressees.Where(a => SeesAll(state, reader) || a.Participant == reader))
        {
            foreach (var window in addressee.Windows.Where(w => IsAwaited(addressee, w)))
            {
                all.Add(new AwaitedView(addressee.Participant, window.Window.Awaits(), addressee.Participant,
                    window.Window, window.Due, window.State == WindowState.Lapsed));
            }
            all.AddRange(SeesAll(state, reader) ? Reached(state, addressee) : []);
        }
        return [.. all.OrderBy(a => IsTurnOf(a, reader) ? 0 : a.Lapsed ? 2 : 1).ThenBy(a => a.Due).ThenBy(a => a.What)];
    }

    /// <summary>Whose turn it is, by what is awaited.</summary>
    public static Turn Turn(ImmutableArray<AwaitedView> awaits, string reader) =>
        awaits.Any(a => IsTurnOf(a, reader)) ? Contract.Turn.Ours
        : awaits.Any(a => a.What.IsForPeople() && a.What != Awaited.Reach) ? Contract.Turn.Theirs
        : Contract.Turn.Nobody;

    /// <summary>Every participant whose turn it is, each once: those for whom <see cref="Turn"/> says so.</summary>
    public static ImmutableArray<string> Turns(Exchange state)
    {
        var turns = ImmutableArray<string>.Empty;
        if (state.Ending is not null)
        {
            return turns;
        }
        foreach (var addressee in state.Addressees)
        {
            turns = IsToAct(addressee) ? With(turns, addressee.Participant) : turns;
            turns = Reached(state, addressee).Aggregate(turns, (all, reach) => With(all, reach.Of));
        }
        return turns;

        static ImmutableArray<string> With(ImmutableArray<string> all, string one) =>
            all.Contains(one) ? all : all.Add(one);
    }

    /// <summary>True for who sees how every addressee stands: the opening side and the coordinator.</summary>
    internal static bool SeesAll(Exchange state, string reader) =>
        state.From == reader || state.Opening.Coordinator == reader;

    /// <summary>
    /// A coordinator who has been told of a silence is to reach the silent addressee by other means, until that
    /// addressee has spoken.
    /// </summary>
    private static IEnumerable<AwaitedView> Reached(Exchange state, Addressee addressee) =>
        from step in addressee.Steps
        where step is { Step: EscalationStep.Coordinator, At: not null } && addressee.SilentIn(step.Window)
        let window = addressee.Windows.FirstOrDefault(w => w.Window == step.Window)
        where window is not null
        select new AwaitedView(state.Opening.Coordinator ?? state.From, Awaited.Reach, addressee.Participant,
            step.Window, window.Due, window.State == WindowState.Lapsed);

    private static bool MovesOn(Exchange state, string participant, OpenAct act) => act switch
    {
        OpenAct.Acknowledge => state.Addressee(participant)!.Rung < Rung.Acknowledged,
        OpenAct.Respond => state.Addressee(participant)!.Rung < Rung.Answered,
        OpenAct.Withdraw or OpenAct.Close => state.Ending is null,
    };

    private static bool IsToAct(Addressee addressee)
    {
        foreach (var window in addressee.Windows)
        {
            if (IsAwaited(addressee, window) && window.Window.Awaits().IsForPeople())
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsAwaited(Addressee addressee, WindowRun window) =>
        window.State is WindowState.Open or WindowState.Lapsed && addressee.SilentIn(window.Window);

    private static bool IsTurnOf(AwaitedView awaited, string reader) =>
        awaited.Of == reader && awaited.What.IsForPeople();

    /// <summary>Why an act that would be accepted says nothing new; null when it does.</summary>
    private static Refusal? Needless(Exchange state, Seat reader, OpenAct act)
    {
        if (state.Ending is { } ending)
        {
            return ExchangeErrors.Ended(ending.Header.Kind);
        }
        return act switch
        {
            OpenAct.Acknowledge =>
                state.Addressee(reader.Participant)!.Rung < Rung.Acknowledged ? null : ExchangeErrors.SaidAlready(),
            OpenAct.Respond or OpenAct.Withdraw or OpenAct.Close => null,
        };
    }

    private static Kind KindOf(OpenAct act) => act switch
    {
        OpenAct.Acknowledge => Kind.Acknowledgement,
        OpenAct.Respond => Kind.Response,
        OpenAct.Withdraw => Kind.Withdrawal,
        OpenAct.Close => Kind.Closure,
    };
}
