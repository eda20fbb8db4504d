using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Exchanges;

/// <summary>Signed messages that open an exchange.</summary>
internal static class OpeningRules
{
    public static Outcome<ImmutableArray<Fact>> Open(Submit submit, Circumstances now) =>
        now.Directory.SeatOf(submit.Envelope.KeyId) is not { } seat ? EnvelopeErrors.UnknownKey(submit.Envelope.KeyId)
        : Open(submit.Envelope.Envelope, submit.Envelope.Header(), seat, submit.Carrier, now);

    /// <summary>What a message opens, whether it is signed already or only planned.</summary>
    public static Outcome<ImmutableArray<Fact>> Open(
        Envelope e, MessageHeader header, Seat seat, Carrier carrier, Circumstances now)
    {
        if (CheckSender(e, seat, now) is { } refusal)
        {
            return refusal;
        }
        if (!e.Opens)
        {
            return ExchangeErrors.NoSuchExchange(e.Exchange);
        }
        if (e.To.Concat(e.Cc).FirstOrDefault(p => now.Directory.Find(p) is null) is { } unknown)
        {
            return ExchangeErrors.UnknownAddressee(unknown);
        }
        if (now.Regimes.Find(e.Regime) is not { } regime)
        {
            return RegimeErrors.Unknown(e.Regime, now.Regimes.All.Select(r => r.Id));
        }
        if (now.ExerciseOnly && e.Status == Status.Actual)
        {
            return RegimeErrors.ActualInExercise();
        }
        if (!regime.Statuses.Contains(e.Status))
        {
            return RegimeErrors.StatusNotInRegime(e.Status, regime.Id, regime.Statuses);
        }
        if (!regime.Kinds.ContainsKey(e.Kind))
        {
            return RegimeErrors.KindNotInRegime(e.Kind, regime.Id);
        }
        var accepted = new Accepted(
            e.Id, header, new RegimeRef(regime.Id, regime.Digest), regime.Coordinator, e.Status, e.Tlp, carrier,
            [
                .. e.To.Select(p => Ask(p, AddresseeRole.Action, e, regime, now)),
                .. e.Cc.Select(p => Ask(p, AddresseeRole.Info, e, regime, now)),
            ]);

        if (!accepted.Asked.Any(a => a.Plan.Any(step => step.Due <= now.Now)))
        {
            return ImmutableArray.Create<Fact>(accepted);
        }

        // Steps that the regime wants at once (a mail beside the live carriers) are taken in the same decision.
        var opened = ExchangeFold.Apply(null, new Entry(0, now.Now, accepted))!;
        return ImmutableArray.Create<Fact>(accepted).AddRange(DueRules.Settle(opened, now));
    }

    /// <summary>What every message must fulfil, whether it opens an exchange or belongs to one.</summary>
    public static Refusal? CheckSender(Envelope e, Seat seat, Circumstances now)
    {
        if (seat.Participant != e.From || seat.Poc.Id != e.Sender)
        {
            return EnvelopeErrors.NotYourKey(e.From, e.Sender);
        }
        if (e.Created > now.Now + now.Limits.FutureSkew)
        {
            return ExchangeErrors.FromTheFuture(e.Created, now.Now);
        }
        return e.Created < now.Now - now.Limits.MaximumAge
            ? ExchangeErrors.TooOld(e.Created) : Permissions.Check(seat.Poc.Role, e);
    }

    /// <summary>
    /// Nobody is asked for what none of his points of contact may do: who only coordinates acknowledges, and answers
    /// nothing.
    /// </summary>
    private static Asked Ask(string participant, AddresseeRole role, Envelope e, Regime regime, Circumstances now) =>
        now.Directory.Find(participant)!.OnlyCoordinates
            ? regime.Ask(participant, role, (e.Kind, e.Precedence), now.Now, Window.Response)
            : regime.Ask(participant, role, (e.Kind, e.Precedence), now.Now);
}
