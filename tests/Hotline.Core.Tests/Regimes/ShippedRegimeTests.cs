using System.Text.Json;
using System.Text.RegularExpressions;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Regimes;
using Hotline.Protocol;

namespace Hotline.Core.Tests.Regimes;

/// <summary>The regime files as they are shipped: readable, and honest.</summary>
public sealed class ShippedRegimeTests
{
    public static TheoryData<string> Ids => [.. Shipped.Regimes.Select(r => r.Id)];

    [Fact]
    public void These_regimes_are_shipped_each_in_the_file_of_its_name()
    {
        Assert.Equal(["arf", "exercise", "oas", "osce", "un"], Shipped.Regimes.Select(r => r.Id));
        Assert.Equal(Shipped.Regimes.Select(r => r.Id), Shipped.Files.Select(Path.GetFileNameWithoutExtension));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_number_is_the_operators_and_says_what_it_is_modelled_on(string id)
    {
        var regime = Regime(id);
        Assert.All(
            regime.Windows.Values.Select(w => w.Basis).Append(regime.EscalationBasis).Select(b => regime.Bases[b]),
            basis =>
            {
                Assert.Equal(BasisKind.OperatorDefault, basis.Kind);
                Assert.StartsWith("modelled on ", basis.Source, StringComparison.Ordinal);
            });
        Assert.Contains("Every number here is an operator default", regime.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PT1M", "60 s")]
    [InlineData("PT4M", "4 min")]
    [InlineData("PT8H", "8 h")]
    [InlineData("PT24H", "24 h")]
    [InlineData("PT48H", "48 h")]
    [InlineData("PT72H", "72 h")]
    [InlineData("P30D", "30 days")]
    public void A_number_is_the_one_of_its_model(string duration, string said)
    {
        var rules = Shipped.Regimes.Where(r => r.Id != "exercise")
            .SelectMany(r => r.Windows.Values, (r, w) => (w.Duration, Basis: r.Bases[w.Basis]))
            .Where(w => w.Duration == System.Xml.XmlConvert.ToTimeSpan(duration)).ToList();
        Assert.NotEmpty(rules);
        Assert.All(rules, w => Assert.Contains(said, w.Basis.Source, StringComparison.Ordinal));
    }

    /// <summary>
    /// What we could not check, and what we must never say: a form of ours is nobody else's, no cyber CBM sets a
    /// number.
    /// </summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void No_file_claims_what_was_not_checked(string id)
    {
        var text = File.ReadAllText(Shipped.Files.Single(f => Path.GetFileNameWithoutExtension(f) == id));
        Assert.DoesNotMatch(new Regex(
            @"template|\bmust\b|\bshall\b|oblig(ed|atory)|mandat|required by|Art(icle|\.) 10|CBM 8|13 ?\(c\)|"
            + "every six months|twice a year", RegexOptions.IgnoreCase), text);
        Assert.DoesNotMatch(new Regex("\"kind\": *\"regime\""), text);
    }

    [Fact]
    public void Exercise_traffic_is_never_real_and_can_be_watched()
    {
        var exercise = Regime("exercise");
        Assert.DoesNotContain(Status.Actual, exercise.Statuses);
        Assert.Equal("XZ", exercise.Coordinator);
        Assert.All(exercise.Windows.Values, w => Assert.InRange(
            w.Duration, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Only_the_exercise_opens_its_response_times_and_says_whose_choice_that_is(string id)
    {
        Assert.Equal(id == "exercise" ? Figures.All : Figures.Own, Regime(id).Figures);
        Assert.Equal(id == "exercise", Regime(id).Note.Contains(
            "response times is the operator's choice", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_kind_that_opens_an_exchange_may_be_sent_and_a_check_is_never_waited_on_for_an_answer(string id)
    {
        var kinds = Regime(id).Kinds;
        Assert.Equal(Enum.GetValues<Kind>().Where(k => k.Opens()), kinds.Keys.Order());
        Assert.Equal([Window.Delivery], kinds[Kind.Declaration].ToArray());
        Assert.Equal([Window.Delivery, Window.Acknowledgement], kinds[Kind.CommunicationCheck].ToArray());
    }

    [Fact]
    public void The_ladder_of_a_real_regime_names_no_coordinator_until_a_deployment_chooses_one() =>
        Assert.All(Shipped.Regimes.Where(r => r.Id != "exercise"), r =>
        {
            Assert.Null(r.Coordinator);
            Assert.DoesNotContain(r.Escalation, s => s.Step == EscalationStep.Coordinator);
        });

    [Fact]
    public void The_schema_knows_the_same_words_as_the_reader()
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Shipped.Schema));
        var (properties, defs) =
            (schema.RootElement.GetProperty("properties"), schema.RootElement.GetProperty("$defs"));
        Assert.Equal(WireEnum<Figures>.All, Enum(properties.GetProperty("figures")));
        Assert.Equal(WireEnum<Status>.All, Enum(properties.GetProperty("statuses").GetProperty("items")));
        Assert.Equal(WireEnum<Window>.All, Enum(defs.GetProperty("window")));
        Assert.Equal(WireEnum<Precedence>.All, Enum(
            defs.GetProperty("windowRow").GetProperty("properties").GetProperty("precedence").GetProperty("items")));
        Assert.Equal(
            WireEnum<BasisKind>.All, Enum(defs.GetProperty("basis").GetProperty("properties").GetProperty("kind")));
        Assert.Equal(
            WireEnum<EscalationStep>.All, Enum(defs.GetProperty("step").GetProperty("properties").GetProperty("step")));
        Assert.Equal(System.Enum.GetValues<Kind>().Where(k => k.Opens()).Select(k => k.Wire()),
            properties.GetProperty("kinds").GetProperty("properties").EnumerateObject().Select(p => p.Name));

        static string Enum(JsonElement element) =>
            string.Join(", ", element.GetProperty("enum").EnumerateArray().Select(e => e.GetString()));
    }

    [Fact]
    public void The_schema_has_the_same_members_as_the_reader()
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Shipped.Schema));
        var known = schema.RootElement.GetProperty("properties").EnumerateObject().Select(p => p.Name).ToList();
        var fault = RegimeFile.Read("{\"nonsense\":1}"u8).Faults
            .Single(f => f.StartsWith("$.nonsense", StringComparison.Ordinal));
        Assert.EndsWith($"allowed: {string.Join(", ", known)}.", fault, StringComparison.Ordinal);
        Assert.Equal(known.Except(["$schema", "coordinator", "figures"]),
            schema.RootElement.GetProperty("required").EnumerateArray().Select(e => e.GetString()));
    }

    private static Regime Regime(string id) => Shipped.Regimes.Single(r => r.Id == id);
}
