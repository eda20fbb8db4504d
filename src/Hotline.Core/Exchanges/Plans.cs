using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Exchanges;

/// <summary>
/// What will happen if a message is sent, and when: the message goes through the rules as if it were signed, and then time passes while nobody acts. Nothing here knows a
/// number or a step of its own, so whatever the rules come to do, the plan says.
/// </summary>
public static class Plans
{
    /// <summary>The plan of a message that would open an exchange now. Refused as its submission would be.</summary>
    /// <param name="message">The message; its subject and content do not count.</param>
    /// <param name="seat">Who would send it.</param>
    /// <param name="now">Everything that counts; an outage in the past does not.</param>
    public static Outcome<PlanView> Of(Envelope message, Seat seat, Circumstances now)
    {
        now = now with { Outage = null };
        var header = new MessageHeader(
            message.Id, message.From, message.Sender, seat.Key.Id, message.To, message.Cc, message.Kind, message.Precedence, message.Created, Digest: "");
        if (!SubmitRules.Open(message, header, seat, Carrier.Http, now).Try(out var facts, out var refusal))
        {
            return refusal;
        }
        var opened = ExchangeFold.Apply(null, new Entry(0, now.Now, facts[0]))!;
        var silence = facts.AddRange(Silence(ExchangeRules.After(opened, facts[1..], now.Now), now)).OfType<Escalated>().ToLookup(e => e.Addressee);
        var regime = now.Regimes.Find(message.Regime)!;
        return new PlanView(
            regime.Id, regime.Title, regime.Note,
            [.. opened.Addressees.Select(a => new PlanAddressee(
                a.Participant, now.Directory.Find(a.Participant)!.Name, a.Role,
                [.. a.Windows.Select(w => new PlanWindow(w.Window, (w.Due - now.Now).TotalSeconds, w.Basis))],
                [.. silence[a.Participant].Select(e => new PlanStep(e.Step, e.Window, (e.Due - now.Now).TotalSeconds, e.Told, e.Mail))]))],
            regime.EscalationBasis);
    }

    /// <summary>What the clock alone brings about, from due time to due time. It ends: each firing settles what it fires for.</summary>
    private static ImmutableArray<Fact> Silence(Exchange state, Circumstances now)
    {
        var all = ImmutableArray.CreateBuilder<Fact>();
        while (Schedule.Of(state).FirstOrDefault(row => row.What == Schedule.Clock) is { What: not null } next)
        {
            var then = now with { Now = next.At };
            var facts = ExchangeRules.Decide(state, new Fire(state.Id), then).Value;
            state = ExchangeRules.After(state, facts, then.Now);
            all.AddRange(facts);
        }
        return all.ToImmutable();
    }
}
