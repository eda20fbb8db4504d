using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Exchanges;

/// <summary>Signed messages that belong to an exchange.</summary>
internal static class ReplyRules
{
    public static Outcome<ImmutableArray<Fact>> Reply(Exchange state, Submit submit, Circumstances now)
    {
        var e = submit.Envelope.Envelope;
        if (now.Directory.SeatOf(submit.Envelope.KeyId) is not { } seat)
        {
            return EnvelopeErrors.UnknownKey(submit.Envelope.KeyId);
        }
        if (OpeningRules.CheckSender(e, seat, now) is { } refusal)
        {
            return refusal;
        }
        if (!state.Parties.Contains(e.From))
        {
            return ExchangeErrors.NoSuchExchange(e.Exchange);
        }
        if (e.Kind.AsAct() is not { } act)
        {
            return ExchangeErrors.IdTaken(e.Id);
        }
        return Check(state, e, act, submit.Envelope.Compact.Length, now) is { } bad ? bad
            : ImmutableArray.Create([OnRecord(state, submit, act), .. ReplyNotices.Owed(state, e, now)]);
    }

    private static Refusal? Check(Exchange state, Envelope e, OpenAct act, int size, Circumstances now)
    {
        if (e.Regime != state.Opening.Regime.Id)
        {
            return ExchangeErrors.OtherRules("regime");
        }
        if (e.Status != state.Opening.Status)
        {
            return ExchangeErrors.OtherRules("status");
        }
        if (e.InReplyTo != state.Id && state.Acts.All(a => a.Header.Id != e.InReplyTo))
        {
            return ExchangeErrors.NoSuchMessage(e.InReplyTo!.Value);
        }
        if (e.To.Concat(e.Cc).FirstOrDefault(p => !state.Parties.Contains(p)) is { } stranger)
        {
            return ExchangeErrors.Stranger(stranger);
        }
        return Acts.Check(state, e.From, act) ?? CheckAddressees(state, e, act) ?? CheckPromise(state, e, now)
            ?? Acts.Room(state, e.From, act, size, now.Limits);
    }

    /// <summary>An addressee's reply goes to the side that opened it, an ending to everybody.</summary>
    private static Refusal? CheckAddressees(Exchange state, Envelope e, OpenAct act)
    {
        var complete = act switch
        {
            OpenAct.Acknowledge or OpenAct.Respond => e.To.Contains(state.From),
            OpenAct.Withdraw or OpenAct.Close =>
                state.Addressees.All(a => e.To.Contains(a.Participant) || e.Cc.Contains(a.Participant)),
        };
        return complete ? null : Acts.NotYours(act);
    }

    private static Refusal? CheckPromise(Exchange state, Envelope e, Circumstances now)
    {
        if (e.ExpectBy is not { } by)
        {
            return null;
        }
        if (Acts.Check(state, e.From, OpenAct.Respond) is { } never)
        {
            return never;
        }
        var latest = now.Now + now.Limits.LongestPromise;
        return by <= now.Now || by > latest ? ExchangeErrors.BadPromise(latest) : null;
    }

    private static Fact OnRecord(Exchange state, Submit submit, OpenAct act)
    {
        var (header, carrier, after) = (submit.Envelope.Header(), submit.Carrier, state.Ending is not null);
        bool Late(Window window) => state.Addressee(header.From)!.LapsedIn(window);
        return act switch
        {
            OpenAct.Acknowledge =>
                new Acknowledged(
                    state.Id, header, carrier, submit.Envelope.Envelope.ExpectBy, Late(Window.Acknowledgement), after),
            OpenAct.Respond => new Answered(state.Id, header, carrier, Late(Window.Response), after),
            OpenAct.Withdraw => new Withdrawn(state.Id, header, carrier, after),
            OpenAct.Close => new Closed(state.Id, header, carrier, after),
        };
    }
}
