using FsCheck;
using FsCheck.Fluent;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Reports;
using Hotline.Core.Tests.Properties;
using Hotline.Protocol;

namespace Hotline.Core.Tests.Reports;

/// <summary>
/// Samples: from exchanges that were played by the rules, and many more that were only made up, but could have been.
/// </summary>
internal static class AnySamples
{
    private static readonly Gen<Timeliness> Outcomes = Gen.Frequency(
        (6, Gen.Constant(Timeliness.Met)), (3, Gen.Constant(Timeliness.Late)),
        (2, Gen.Elements(Timeliness.Lapsed, Timeliness.Open, Timeliness.Ended)));

    // Few values each, so that many samples fall into one row, and times at and around every bound.
    private static readonly Gen<Sample> MadeUp =
        from id in Gen.Choose(1, 50)
        from addressee in Gen.Elements("XB", "XC", "XD")
        from opener in Gen.Elements("XA", "XE")
        from regime in Gen.Elements("exercise", "osce", "un")
        from kind in Gen.Elements(Kind.IncidentNotification, Kind.Declaration)
        from precedence in Gen.Elements(Precedence.Flash, Precedence.Routine)
        from status in Gen.Elements(Enum.GetValues<Status>())
        from window in Gen.Elements(Enum.GetValues<Window>())
        from outcome in Outcomes
        from day in Gen.Choose(0, 60)
        from took in Gen.OneOf(Gen.Choose(0, 200_000_000),
            Gen.Elements(ReportTable.Bounds.SelectMany(b => new[] { b * 1000 - 1, b * 1000, b * 1000 + 1 }).ToArray()))
        from carrier in Gen.Elements(Enum.GetValues<Carrier>())
        from after in Gen.Elements(true, false)
        let opened = Cast.Start.AddDays(day)
        let acted = outcome is Timeliness.Met or Timeliness.Late
        select new Sample(
            Cast.Id(id), regime == "exercise" ? "XZ" : null, addressee, opener, regime, kind, precedence, status,
            window, BasisKind.OperatorDefault, opened, opened.AddMinutes(5),
            outcome, false, acted ? opened.AddMilliseconds(took) : null, acted ? carrier : null, after);

    public static Arbitrary<Sample[]> Any { get; } = Arb.From(
        from size in Gen.Choose(0, 400)
        from samples in MadeUp.ArrayOf(size)
        select samples, Shrink);

    /// <summary>What a few exchanges have to say that people, programs and the clock played.</summary>
    public static Arbitrary<Sample[]> Played { get; } = Arb.From(
        from scenarios in Scenario.Any.Generator.ArrayOf(3)
        select scenarios.SelectMany(s => Samples.Of(new Player(s).Play().Bench.State!, Cast.Regimes)).ToArray());

    private static IEnumerable<Sample[]> Shrink(Sample[] samples)
    {
        if (samples.Length > 1)
        {
            yield return samples[..(samples.Length / 2)];
            yield return samples[(samples.Length / 2)..];
            yield return samples[1..];
        }
    }
}
