using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;
using Hotline.Core.Regimes;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Exchanges;

/// <summary>Signed messages: those that open an exchange, and the replies.</summary>
internal static class SubmitRules
{
    public static Outcome<ImmutableArray<Fact>> Open(Submit submit, Circumstances now) =>
        now.Directory.SeatOf(submit.Envelope.KeyId) is not { } seat ? EnvelopeErrors.UnknownKey(submit.Envelope.KeyId)
        : Open(submit.Envelope.Envelope, submit.Envelope.Header(), seat, submit.Carrier, now);

    /// <summary>What a message opens, whether it is signed already or only planned.</summary>
    public static Outcome<ImmutableArray<Fact>> Open(Envelope e, MessageHeader header, Seat seat, Carrier carrier, Circumstances now)
    {
        if (Check(e, seat, now) is { } refusal)
        {
            return refusal;
        }
        if (!e.Opens)
        {
            return RuleErrors.NoSuchExchange(e.Exchange);
        }
        if (e.To.Concat(e.Cc).FirstOrDefault(p => now.Directory.Find(p) is null) is { } unknown)
        {
            return RuleErrors.UnknownAddressee(unknown);
        }
        if (now.Regimes.Find(e.Regime) is not { } regime)
        {
            return RegimeErrors.Unknown(e.Regime, now.Regimes);
        }
        if (!regime.Statuses.Contains(e.Status))
        {
            return RegimeErrors.StatusNotInRegime(e.Status, regime);
        }
        if (!regime.Kinds.ContainsKey(e.Kind))
        {
            return RegimeErrors.KindNotInRegime(e.Kind, regime);
        }
        var plan = regime.Plan(e.Kind, e.Precedence, now.Now);
        var accepted = new Accepted(
            e.Id, header, regime.Id, regime.Coordinator, e.Status, e.Tlp, carrier, regime.Open(e.Kind, e.Precedence, now.Now), plan);
        if (plan.IsEmpty || plan[0].Due > now.Now)
        {
            return ImmutableArray.Create<Fact>(accepted);
        }

        // Steps that the regime wants at once (a mail beside the live carriers) are taken in the same decision.
        var opened = ExchangeFold.Apply(null, new Entry(0, now.Now, accepted))!;
        return ImmutableArray.Create<Fact>(accepted).AddRange(DueRules.Settle(opened, now));
    }

    public static Outcome<ImmutableArray<Fact>> Reply(Exchange state, Submit submit, Circumstances now)
    {
        var e = submit.Envelope.Envelope;
        if (now.Directory.SeatOf(submit.Envelope.KeyId) is not { } seat)
        {
            return EnvelopeErrors.UnknownKey(submit.Envelope.KeyId);
        }
        if (Check(e, seat, now) is { } refusal)
        {
            return refusal;
        }
        if (!state.Parties.Contains(e.From))
        {
            return RuleErrors.NoSuchExchange(e.Exchange);
        }
        if (e.Opens)
        {
            return RuleErrors.IdTaken(e.Id);
        }
        return CheckReply(state, e, now) is { } bad ? bad : ImmutableArray.Create([Act(state, submit), .. ForwardRules.Owed(state, e, now)]);
    }

    private static Refusal? Check(Envelope e, Seat seat, Circumstances now)
    {
        if (seat.Participant != e.From || seat.Poc.Id != e.Sender)
        {
            return EnvelopeErrors.NotYourKey(e.From, e.Sender);
        }
        if (e.Created > now.Now + now.Limits.FutureSkew)
        {
            return RuleErrors.FromTheFuture(e.Created, now.Now);
        }
        return e.Created < now.Now - now.Limits.MaximumAge ? RuleErrors.TooOld(e.Created) : Permissions.Check(seat.Poc.Role, e);
    }

    private static Refusal? CheckReply(Exchange state, Envelope e, Circumstances now)
    {
        if (e.Regime != state.Opening.Regime)
        {
            return RuleErrors.OtherRules("regime");
        }
        if (e.Status != state.Opening.Status)
        {
            return RuleErrors.OtherRules("status");
        }
        if (e.InReplyTo != state.Id && state.Acts.All(a => a.Header.Id != e.InReplyTo))
        {
            return RuleErrors.NoSuchMessage(e.InReplyTo!.Value);
        }
        if (e.To.Concat(e.Cc).FirstOrDefault(p => !state.Parties.Contains(p)) is { } stranger)
        {
            return RuleErrors.Stranger(stranger);
        }
        if (e.Kind is Kind.Withdrawal or Kind.Closure)
        {
            return e.From == state.From && state.Addressees.All(a => e.To.Contains(a.Participant) || e.Cc.Contains(a.Participant))
                ? null : RuleErrors.NotTheOpener(e.Kind);
        }
        if (state.Addressee(e.From) is null || !e.To.Contains(state.From))
        {
            return RuleErrors.NotAddressed(e.Kind);
        }
        if ((e.Kind == Kind.Response || e.ExpectBy is not null) && state.Opening.Opening.Kind == Kind.CommunicationCheck)
        {
            return RuleErrors.NotAnswered(state.Opening.Opening.Kind);
        }
        return e.ExpectBy is { } by && (by <= now.Now || by > now.Now + now.Limits.LongestPromise)
            ? RuleErrors.BadPromise(now.Now + now.Limits.LongestPromise) : null;
    }

    private static Fact Act(Exchange state, Submit submit)
    {
        var (e, header, after) = (submit.Envelope.Envelope, submit.Envelope.Header(), state.Ending is not null);
        bool Late(Window window) => state.Addressee(e.From)!.LapsedIn(window);
        return e.Kind switch
        {
            Kind.Acknowledgement => new Acknowledged(state.Id, header, submit.Carrier, e.ExpectBy, Late(Window.Acknowledgement), after),
            Kind.Response => new Answered(state.Id, header, submit.Carrier, Late(Window.Response), after),
            Kind.Withdrawal => new Withdrawn(state.Id, header, submit.Carrier, after),
            Kind.Closure => new Closed(state.Id, header, submit.Carrier, after),
            Kind.IncidentNotification or Kind.RequestForInformation or Kind.RequestForAssistance or Kind.RequestForMitigation or Kind.RequestForConsultation
                or Kind.VulnerabilityReport or Kind.Declaration or Kind.CommunicationCheck => throw new ArgumentException("An opening message is not a reply."),
        };
    }
}
