using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests.Properties;

/// <summary>What is planned is what happens, when nobody acts.</summary>
[Trait("Category", "Properties")]
public sealed class PlanProperties
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true);

    private static readonly ImmutableArray<(string Name, Func<Envelope, Envelope> Change)> Changes =
    [
        ("nothing", e => e), ("nothing", e => e), ("nothing", e => e),
        ("unknown addressee", e => e with { To = [.. e.To, "XQ"] }),
        ("unknown regime", e => e with { Regime = "nowhere" }),
        ("sent by a notifier", e => e with { From = "XA", Sender = "notifier" }),
        ("sent by an administrator", e => e with { From = "XA", Sender = "admin" }),
        ("sent by a deputy", e => e with { From = "XA", Sender = "deputy" }),
        ("really", e => e with { Status = Status.Actual }),
        ("as a test", e => e with { Status = Status.Test }),
        ("made too early", e => e with { Created = Cast.Start.AddDays(-30) }),
    ];

    private static readonly Arbitrary<(string Name, Envelope Message)> Messages =
        (from opening in Scenario.Openings from change in Gen.Elements(Changes.ToArray())
                                           select (change.Name, change.Change(opening))).ToArbitrary();

    [Fact]
    public void A_plan_says_what_a_submission_then_opens_and_what_silence_then_brings() =>
        Check.One(Often, Prop.ForAll(Messages, one =>
        {
            var (bench, message) = (new RuleBench(), one.Message);
            var plan = Plan(message, bench);
            var submitted = bench.Try(Cast.Submit(message));
            Assert.Equal(submitted.Refusal, plan.Refusal);
            if (!submitted.Ok)
            {
                return;
            }

            // The clock fires once, long after, where the plan went from due time to due time.
            bench.FireAt(TimeSpan.FromDays(4000));
            Assert.Equal(
                from a in bench.State!.Addressees
                let windows = a.Windows.Select(w => $"{w.Window} {w.Due - Cast.Start} {Basis(bench, w)}")
                select $"{a.Participant} {a.Role}: {string.Join(", ", windows)}",
                from a in plan.Value.Addressees
                let windows = a.Windows.Select(w => $"{w.Window} {TimeSpan.FromSeconds(w.Seconds)} {w.Basis}")
                select $"{a.Participant} {a.Role}: {string.Join(", ", windows)}");
            Assert.Equal(
                Taken(bench).Order(StringComparer.Ordinal),
                (from a in plan.Value.Addressees
                 from s in a.Steps
                 let told = string.Join(",", s.Notices.Select(n => n.Poc))
                 select $"{a.Participant}: {s.Step} for {s.Window} after {TimeSpan.FromSeconds(s.Seconds)} to "
                     + $"{s.Told} {told}").Order(StringComparer.Ordinal));
        }));

    private static Basis Basis(RuleBench bench, WindowRun window) =>
        Cast.Regimes.BasisOf(bench.State!.Opening.Regime, window.Basis);

    /// <summary>Each step that was taken, with those whom the notices after it name.</summary>
    private static List<string> Taken(RuleBench bench)
    {
        var taken = new List<string>();
        foreach (var fact in bench.Entries.Select(e => e.Fact))
        {
            switch (fact)
            {
                case Escalated e:
                    taken.Add($"{e.Addressee}: {e.Step} for {e.Window} after {e.Due - Cast.Start} to {e.Told} ");
                    break;
                case NoticeOrdered o:
                    taken[^1] += (taken[^1].EndsWith(' ') ? "" : ",") + o.Notice.Poc;
                    break;
            }
        }
        return taken;
    }

    private static Outcome<PlanView> Plan(Envelope message, RuleBench bench) =>
        Plans.Of(message, Cast.Directory.SeatOf(Cast.Signed(message).KeyId)!, bench.Circumstances);
}
