using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Properties;

/// <summary>How the clock moves before an act.</summary>
internal enum Wait { None, Millisecond, Second, TenSeconds, Minute, Hour, TwoDays, JustBeforeDue, AtDue, JustAfterDue,
    Outage, BackSeconds, BackHour }

/// <summary>What is tried then.</summary>
internal enum Try
{
    Fire, Acknowledge, Promise, Respond, Withdraw, Close, Carry, Deliver, Display, MailSent, MailFailed,
    MailRefused, MailReturned,
    SubmitAgain, AcknowledgeByNotifier, AcknowledgeByOpener, AcknowledgeByStranger, WithdrawByAddressee,
    OtherRegime, OtherStatus,
    ReplyToNothing, PromiseThePast, ConfirmAcknowledged, ConfirmByStranger, FromTheFuture, AcknowledgeByMail,
    RespondByMail,
}

/// <summary>One move: wait, then try something with one of the addressees (or mails), by number.</summary>
internal readonly record struct Move(Wait Wait, Try Try, int Who)
{
    public override string ToString() => $"{Wait} {Try} {Who}";
}

/// <summary>An exchange and what people, programs and the clock do to it.</summary>
internal sealed record Scenario(Envelope Opening, ImmutableArray<Move> Moves, Carrier OpenedBy)
{
    /// <summary>Any message that opens an exchange.</summary>
    public static readonly Gen<Envelope> Openings =
        from regime in Gen.Elements("exercise", "busy", "osce", "un", "arf", "oas")
        from kind in Gen.Elements(Enum.GetValues<Kind>().Where(k => k.Opens()).ToArray())
        from precedence in Gen.Elements(Enum.GetValues<Precedence>())
        from roles in Gen.Choose(0, 2).ArrayOf(3)
        let addressed = roles.All(r => r != 1) ? [1, .. roles[1..]] : roles
        let named = new[] { "XB", "XC", "XD" }.Zip(addressed).ToArray()
        let checks = kind == Kind.CommunicationCheck && roles[0] == 0
        select Cast.Opening([.. named.Where(n => n.Second == 1).Select(n => n.First)]) with
        {
            Cc = [.. named.Where(n => n.Second == 2).Select(n => n.First)],
            Regime = regime,
            Kind = kind,
            Precedence = precedence,
            From = checks ? "XZ" : "XA",
            Sender = checks ? "coordinator" : "officer",
        };

    /// <summary>Any exchange, any moves.</summary>
    public static Arbitrary<Scenario> Any { get; } = Of(
        Gen.Frequency((6, Gen.Elements(Enum.GetValues<Wait>())), (3, Gen.Constant(Wait.None)),
            (3, Gen.Elements(Wait.JustBeforeDue, Wait.AtDue, Wait.JustAfterDue))),
        Gen.Frequency((4, Gen.Elements(Enum.GetValues<Try>())),
            (3, Gen.Elements(Try.Acknowledge, Try.Promise, Try.Respond, Try.Deliver)),
            (3, Gen.Elements(Try.MailSent, Try.MailFailed, Try.MailReturned)), (2, Gen.Constant(Try.Fire))));

    /// <summary>The clock only goes on, and no mail is sent: what happens is up to acts and deadlines alone.</summary>
    public static Arbitrary<Scenario> Orderly { get; } = Of(
        Gen.Elements(
            Enum.GetValues<Wait>().Where(w => w is not (Wait.BackSeconds or Wait.BackHour or Wait.Outage)).ToArray()),
        Gen.Elements(Enum.GetValues<Try>()
            .Where(t => t is not (Try.MailSent or Try.MailFailed or Try.MailRefused or Try.MailReturned)).ToArray()));

    public override string ToString() =>
        $"{Opening.Kind} {Opening.Precedence} under {Opening.Regime} by {OpenedBy} from {Opening.From} to "
        + $"{string.Join(",", Opening.To)} cc {string.Join(",", Opening.Cc)}: {string.Join("; ", Moves)}";

    private static Arbitrary<Scenario> Of(Gen<Wait> waits, Gen<Try> tries)
    {
        var moves = from wait in waits from what in tries from who in Gen.Choose(0, 3) select new Move(wait, what, who);
        var scenarios = from opening in Openings
                        from length in Gen.Choose(0, 30)
                        from list in moves.ArrayOf(length)
                        from carrier in Gen.Elements(Carrier.SignalR, Carrier.Mail)
                        select new Scenario(opening, [.. list], carrier);
        return Arb.From(scenarios, Shrink);
    }

    /// <summary>Simpler scenarios: half of the moves, one move less, one wait less.</summary>
    private static IEnumerable<Scenario> Shrink(Scenario scenario)
    {
        var moves = scenario.Moves;
        if (moves.Length > 3)
        {
            yield return scenario with { Moves = moves[..(moves.Length / 2)] };
            yield return scenario with { Moves = moves[(moves.Length / 2)..] };
        }
        for (var i = 0; i < moves.Length; i++)
        {
            yield return scenario with { Moves = moves.RemoveAt(i) };
        }
        for (var i = 0; i < moves.Length; i++)
        {
            if (moves[i].Wait != Wait.None)
            {
                yield return scenario with { Moves = moves.SetItem(i, moves[i] with { Wait = Wait.None }) };
            }
        }
    }
}
