using System.Text;
using System.Text.Json.Nodes;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Regimes;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Core.Tests.Regimes;

public sealed class RegimeFileTests
{
    private readonly JsonObject _file = JsonNode.Parse(File.ReadAllBytes(
        Shipped.Files.Single(f => f.EndsWith("exercise.json", StringComparison.Ordinal))))!.AsObject();

    [Fact]
    public void A_regime_is_read_as_written()
    {
        var regime = Read().Regime!;
        Assert.Equal(("exercise", "Exercise", "XZ"), (regime.Id, regime.Title, regime.Coordinator));
        Assert.Equal(TimeSpan.FromSeconds(40), regime.Windows[(Window.Acknowledgement, Precedence.Immediate)].Duration);
        Assert.Equal(new StepRule(EscalationStep.Diplomatic, Window.Acknowledgement, 1.5), regime.Escalation[3]);
        Assert.Equal(BasisKind.OperatorDefault, regime.Bases[regime.EscalationBasis].Kind);
    }

    [Fact]
    public void Every_typing_error_of_null_or_a_wrong_type_is_refused_with_its_path() =>
        Assert.All(TypingErrors.Of(_file.ToJsonString()).Where(error => !MeansNone(error)), error =>
        {
            var (regime, faults) = RegimeFile.Read(error.Utf8);
            Assert.Null(regime);
            Assert.Contains(faults, f => f.StartsWith(error.Path, StringComparison.Ordinal));
        });

    /// <summary>A regime may have no coordinator, and not carry a kind.</summary>
    private static bool MeansNone(TypingError error) => error.Value == "null"
        && (error.Path == "$.coordinator" || error.Path.StartsWith("$.kinds.", StringComparison.Ordinal));

    [Fact]
    public void All_faults_are_reported_at_once_each_with_path_value_and_what_is_allowed()
    {
        _file["id"] = "Not A Name";
        _file["coordinator"] = 7;
        _file["statuses"] = new JsonArray("exercise", "exercise");
        _file["windows"]![0]!["duration"] = "P1M";
        _file["windows"]![1]!["basis"] = "elsewhere";
        _file["windows"]![2]!["precedence"]![0] = "urgent";
        _file["kinds"]!["response"] = new JsonArray("delivery");
        _file["escalation"]![0]!["at"] = 11;
        _file["colour"] = "red";

        var faults = Read().Faults;

        Assert.Equal(
            [
                "$.colour: there is no such member; allowed: $schema, id, title, note, coordinator, figures, statuses, "
                    + "bases, windows, kinds, escalationBasis, escalation.",
                "$.id: \"Not A Name\" is not accepted; allowed: 1 to 32 lower-case letters, digits or hyphens, "
                    + "a letter first.",
                "$.coordinator: 7 is not accepted; allowed: a participant such as XZ, or null.",
                "$.statuses: [\"exercise\",\"exercise\"] is not accepted; allowed: at least one of actual, exercise, "
                    + "test, each once.",
                "$.windows[0].duration: \"P1M\" is not accepted; allowed: an ISO 8601 duration of days, hours, minutes "
                    + "and whole seconds, PT1S to P366D.",
                "$.windows[1].basis: \"elsewhere\" is not accepted; allowed: one of bases: to-be-watched.",
                "$.windows[2].precedence[0]: \"urgent\" is not accepted; allowed: one of flash, immediate, "
                    + "priority, routine.",
                "$.kinds.response: there is no such member; allowed: incident-notification, request-for-information, "
                    + "request-for-assistance, request-for-mitigation, request-for-consultation, vulnerability-report, "
                    + "declaration, communication-check.",
                "$.escalation[0].at: 11 is not accepted; allowed: 0 to 10, as a share of the window's length.",
            ], faults.ToArray());
    }

    [Theory]
    [InlineData(null, Figures.Own)]
    [InlineData("own", Figures.Own)]
    [InlineData("all", Figures.All)]
    public void Figures_are_the_readers_own_unless_the_file_opens_them(string? written, Figures read)
    {
        _file.Remove("figures");
        if (written is not null)
        {
            _file["figures"] = written;
        }
        Assert.Equal(read, Read().Regime!.Figures);
    }

    [Fact]
    public void Figures_are_one_of_two_words()
    {
        _file["figures"] = "some";
        Assert.Equal(["$.figures: \"some\" is not accepted; allowed: one of own, all."], Read().Faults.ToArray());
        _file["figures"] = null;
        Assert.Equal(["$.figures: null is not accepted; allowed: one of own, all."], Read().Faults.ToArray());
    }

    [Theory]
    [InlineData("PT1S", true)]
    [InlineData("P366D", true)]
    [InlineData("P1DT2H3M4S", true)]
    [InlineData("PT0S", false)]
    [InlineData("PT0.5S", false)]
    [InlineData("P367D", false)]
    [InlineData("-PT5S", false)]
    [InlineData("P1Y", false)]
    [InlineData("P1M", false)]
    [InlineData("P1MT1S", false)]
    [InlineData("P99999999999D", false)]
    [InlineData("5 minutes", false)]
    [InlineData("", false)]
    public void A_duration_has_a_fixed_length_between_a_second_and_a_year(string duration, bool accepted)
    {
        foreach (var row in _file["windows"]!.AsArray())
        {
            row!["duration"] = duration;
        }
        Assert.Equal(accepted, Read().Faults.IsEmpty);
    }

    [Fact]
    public void Every_window_has_a_number_for_every_precedence_once()
    {
        _file["windows"]![0]!["precedence"]![0] = "routine";
        Assert.Contains("$.windows[3]: ", Assert.Single(Read().Faults), StringComparison.Ordinal);

        _file["windows"]!.AsArray().RemoveAt(3);
        Assert.Contains(
            "$.windows: there is no delivery for flash; allowed: each window for each precedence.", Read().Faults);
    }

    [Fact]
    public void A_later_rung_is_not_due_before_an_earlier_one()
    {
        _file["windows"]![4]!["duration"] = "PT9S";
        Assert.Equal(
            "$.windows: acknowledgement for flash is shorter than delivery; allowed: delivery ≤ "
            + "acknowledgement ≤ response.", Assert.Single(Read().Faults));
    }

    [Fact]
    public void A_slower_precedence_is_not_due_before_a_faster_one()
    {
        _file["windows"]![0]!["duration"] = "PT16S";
        Assert.Equal(
            "$.windows: delivery for immediate is shorter than for flash; allowed: flash ≤ immediate ≤ "
            + "priority ≤ routine.", Assert.Single(Read().Faults));
    }

    [Theory]
    [InlineData("acknowledgement",
        "$.kinds.declaration: [\"acknowledgement\"] is not accepted; allowed: delivery and any other windows.")]
    [InlineData("delivery,delivery",
        "$.kinds.declaration: [\"delivery\",\"delivery\"] is not accepted; allowed: at least one of delivery, "
        + "acknowledgement, response, each once.")]
    public void A_kind_has_windows_each_once_with_delivery_among_them(string windows, string fault)
    {
        _file["kinds"]!["declaration"] = new JsonArray([.. windows.Split(',').Select(w => (JsonNode)w)]);
        Assert.Equal(fault, Assert.Single(Read().Faults));
    }

    [Fact]
    public void A_regime_carries_at_least_one_kind()
    {
        _file["kinds"] = new JsonObject();
        Assert.Contains("at least one kind", Assert.Single(Read().Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_coordinator_step_needs_a_coordinator()
    {
        _file["coordinator"] = null;
        Assert.Equal(["$.escalation[4].step: \"coordinator\" is not accepted; allowed: this step only where the regime "
            + "names a coordinator.",
            "$.escalation[6].step: \"coordinator\" is not accepted; allowed: this step only where the regime "
                + "names a coordinator."], Read().Faults.ToArray());

        _file["escalation"]!.AsArray().RemoveAt(6);
        _file["escalation"]!.AsArray().RemoveAt(4);
        _file.Remove("coordinator");
        Assert.Null(Read().Regime!.Coordinator);
    }

    [Fact]
    public void The_same_step_at_the_same_time_stands_once()
    {
        _file["escalation"]!.AsArray().Add(_file["escalation"]![0]!.DeepClone());
        Assert.StartsWith("$.escalation[7]: ", Assert.Single(Read().Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_basis_that_nothing_refers_to_is_a_fault()
    {
        _file["bases"]!["spare"] = new JsonObject { ["kind"] = "regime", ["source"] = "a source of nothing" };
        Assert.Equal("$.bases.spare: nothing refers to it; allowed: a basis of a window or of the escalation.",
            Assert.Single(Read().Faults));
    }

    [Fact]
    public void A_basis_names_its_source()
    {
        _file["bases"]!["to-be-watched"]!["source"] = "a guess";
        Assert.StartsWith("$.bases.to-be-watched.source: \"a guess\" is not accepted", Assert.Single(Read().Faults),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\"}")]
    [InlineData("{\"id\":\"\\ud800\"}")]
    [InlineData("{\"windows\":[null],\"kinds\":null,\"escalation\":[null],\"bases\":{\"a\":null},\"statuses\":[null]}")]
    [InlineData("{\"windows\":{},\"kinds\":[],\"escalation\":{},\"bases\":[],\"statuses\":{}}")]
    [InlineData("{\"windows\":[{\"window\":null,\"precedence\":null,\"duration\":null,\"basis\":null}]}")]
    public void Anything_else_is_a_fault_and_never_an_exception(string text)
    {
        var reading = RegimeFile.Read(Encoding.UTF8.GetBytes(text));
        Assert.Null(reading.Regime);
        Assert.NotEmpty(reading.Faults);
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_a_fault() =>
        Assert.Equal(["$: the file is not UTF-8."], RegimeFile.Read([(byte)'"', 0xff, (byte)'"']).Faults.ToArray());

    [Fact]
    public void Whatever_single_value_is_broken_the_fault_names_its_place()
    {
        var places = new List<string>();
        Walk(_file, "$", places);
        Assert.True(places.Count > 100);

        void Walk(JsonNode? node, string path, List<string> found)
        {
            switch (node)
            {
                case JsonObject members:
                    foreach (var name in members.Select(m => m.Key).ToList())
                    {
                        Break(() => members[name], value => members[name] = value, $"{path}.{name}", found);
                    }
                    break;
                case JsonArray items:
                    for (var i = 0; i < items.Count; i++)
                    {
                        var at = i;
                        Break(() => items[at], value => items[at] = value, $"{path}[{at}]", found);
                    }
                    break;
            }
        }

        void Break(Func<JsonNode?> get, Action<JsonNode?> set, string path, List<string> found)
        {
            Walk(get(), path, found);
            if (path == "$.$schema")
            {
                return;
            }
            var whole = get()?.DeepClone();
            set(new JsonObject { ["wrong"] = true });
            var faults = Read().Faults;
            Assert.True(
                faults.Any(f => f.StartsWith(path, StringComparison.Ordinal)), $"{path}: {string.Join("; ", faults)}");
            found.Add(path);
            set(whole);
        }
    }

    private RegimeReading Read() => RegimeFile.Read(Encoding.UTF8.GetBytes(_file.ToJsonString()));
}
