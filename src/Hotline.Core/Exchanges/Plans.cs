using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Exchanges;

/// <summary>
/// What will happen if a message is sent, and when: the message goes through the rules as if it were signed, and then
/// time passes while nobody acts. Nothing here knows a number or a step of its own, so whatever the rules come to do,
/// the plan says.
/// </summary>
public static class Plans
{
    /// <summary>The plan of a message that would open an exchange now. Refused as its submission would be.</summary>
    /// <param name="message">The message; its subject and content do not count.</param>
    /// <param name="seat">Who would send it.</param>
    /// <param name="now">Everything that counts; an outage in the past does not.</param>
    public static Outcome<PlanView> Of(Envelope message, Seat seat, Circumstances now)
    {
        now = now with { Outages = [] };
        var header = new MessageHeader(
            message.Id, message.From, message.Sender, seat.Key.Id, message.To, message.Cc, message.Kind,
            message.Precedence, message.Created, Digest: "");
        if (!OpeningRules.Open(message, header, seat, Carrier.Http, now).Try(out var facts, out var refusal))
        {
            return refusal;
        }
        var opened = ExchangeFold.Apply(null, new Entry(0, now.Now, facts[0]))!;
        var silence = facts[1..].AddRange(Silence(ExchangeRules.After(opened, facts[1..], now.Now), now));
        var regime = now.Regimes.Find(message.Regime)!;
        return new PlanView(
            regime.Id, regime.Title, regime.Note,
            [.. opened.Addressees.Select(a => new PlanAddressee(
                a.Participant, now.Directory.Find(a.Participant)!.Name, a.Role,
                [.. a.Windows.Select(
                    w => new PlanWindow(w.Window, (w.Due - now.Now).TotalSeconds, regime.Bases[w.Basis]))],
                Steps(silence, a.Participant, now.Now)))],
            regime.Bases[regime.EscalationBasis]);
    }

    /// <summary>Each step of an addressee with the notices that it orders, which follow it.</summary>
    private static ImmutableArray<PlanStep> Steps(ImmutableArray<Fact> facts, string addressee, DateTimeOffset from)
    {
        var steps = ImmutableArray.CreateBuilder<PlanStep>();
        foreach (var fact in facts)
        {
            if (fact is Escalated e && e.Addressee == addressee)
            {
                steps.Add(new PlanStep(e.Step, e.Window, (e.Due - from).TotalSeconds, e.Told, []));
            }
            else if (fact is NoticeOrdered n && n.Notice.Addressee == addressee)
            {
                steps[^1] =
                    steps[^1] with { Notices = steps[^1].Notices.Add(new PlanNotice(n.Notice.Means, n.Notice.Poc)) };
            }
        }
        return steps.ToImmutable();
    }

    /// <summary>
    /// What the clock alone brings about, from due time to due time. It ends: each firing settles what it fires for.
    /// </summary>
    private static ImmutableArray<Fact> Silence(Exchange state, Circumstances now)
    {
        var all = ImmutableArray.CreateBuilder<Fact>();
        while (Schedule.Of(state).FirstOrDefault(row => row.Kind == DueKinds.Clock) is { } next)
        {
            var then = now with { Now = next.At };
            var facts = ExchangeRules.Decide(state, new Fire(StreamId.Exchange(state.Id)), then).Value;
            state = ExchangeRules.After(state, facts, then.Now);
            all.AddRange(facts);
        }
        return all.ToImmutable();
    }
}
