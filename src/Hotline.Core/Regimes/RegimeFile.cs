using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Facts;

namespace Hotline.Core.Regimes;

/// <summary>A regime file read: either a regime, or every fault that it has.</summary>
/// <param name="Regime">The regime; null when there are faults.</param>
/// <param name="Faults">Each with its path, the value and what is allowed.</param>
public sealed record RegimeReading(Regime? Regime, ImmutableArray<string> Faults);

/// <summary>Reads <c>config/regimes/*.json</c> (schema: <c>regime.schema.json</c> beside them) and reports all faults at once.</summary>
public static class RegimeFile
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Reads a regime.</summary>
    /// <param name="utf8">The file.</param>
    public static RegimeReading Read(ReadOnlySpan<byte> utf8)
    {
        Shape shape;
        try
        {
            shape = JsonSerializer.Deserialize(utf8, RegimeJson.Default.Shape) ?? throw new JsonException("the file is null");
        }
        catch (JsonException broken)
        {
            return new RegimeReading(null, [$"{broken.Path ?? "$"}: {broken.Message}"]);
        }
        var faults = new List<string>();
        var regime = Check(shape, faults);
        return faults.Count == 0 ? new RegimeReading(regime, []) : new RegimeReading(null, [.. faults]);
    }

    private static Regime Check(Shape shape, List<string> faults)
    {
        Require(Names.IsName(shape.Id), "$.id", shape.Id, "1 to 32 lower-case letters, digits or hyphens");
        Require(shape.Title.Length is > 0 and <= 200, "$.title", shape.Title, "1 to 200 characters");
        Require(shape.Note.Length is > 0 and <= 1000, "$.note", shape.Note, "1 to 1000 characters that say which numbers the regime sets itself");
        Require(shape.Coordinator is null || Names.IsParticipant(shape.Coordinator), "$.coordinator", shape.Coordinator ?? "", "a participant such as XZ");
        Require(!shape.Statuses.IsEmpty, "$.statuses", "[]", "at least one of " + WireEnum<Status>.All);
        RequireBasis(shape.EscalationBasis, "$.escalationBasis");

        var windows = new Dictionary<(Window, Precedence), WindowRule>();
        foreach (var (row, i) in shape.Windows.Select((row, i) => (row, i)))
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"$.windows[{i}]");
            var duration = Duration(row.Duration);
            Require(duration > TimeSpan.Zero && duration <= Longest, path + ".duration", row.Duration, "an ISO 8601 duration of days, hours, minutes or seconds, more than zero and at most 366 days");
            RequireBasis(row.Basis, path + ".basis");
            Require(!row.Precedence.IsEmpty, path + ".precedence", "[]", "at least one of " + WireEnum<Precedence>.All);
            foreach (var precedence in row.Precedence)
            {
                Require(windows.TryAdd((row.Window, precedence), new WindowRule(duration, row.Basis)), path, $"{row.Window.Wire()} for {precedence.Wire()}", "each window once for each precedence");
            }
        }
        foreach (var window in Enum.GetValues<Window>())
        {
            foreach (var precedence in Enum.GetValues<Precedence>())
            {
                Require(windows.ContainsKey((window, precedence)), "$.windows", "nothing", $"a duration of {window.Wire()} for {precedence.Wire()}");
            }
        }
        CheckRelations(windows, faults);

        foreach (var (kind, list) in shape.Kinds)
        {
            Require(kind.Opens(), $"$.kinds.{kind.Wire()}", kind.Wire(), "a kind that opens an exchange");
            Require(list.Distinct().Count() == list.Length && list.Contains(Window.Delivery), $"$.kinds.{kind.Wire()}", string.Join(", ", list.Select(w => w.Wire())), "windows, each once, delivery among them");
        }
        foreach (var (step, i) in shape.Escalation.Select((step, i) => (step, i)))
        {
            Require(step.At is >= 0 and <= 10, string.Create(CultureInfo.InvariantCulture, $"$.escalation[{i}].at"), step.At.ToString(CultureInfo.InvariantCulture), "0 to 10, as a share of the window");
        }
        Require(shape.Escalation.Distinct().Count() == shape.Escalation.Length, "$.escalation", "twice the same step", "each step once for each window and time");
        Require(shape.Coordinator is not null || shape.Escalation.All(s => s.Step != EscalationStep.Coordinator), "$.escalation", "coordinator", "no such step, since the regime names no coordinator");

        return new Regime(shape.Id, shape.Title, shape.Note, shape.Coordinator, shape.Statuses,
            windows.ToFrozenDictionary(), shape.Kinds.ToFrozenDictionary(), shape.Escalation, shape.EscalationBasis);

        void Require(bool holds, string path, string value, string allowed)
        {
            if (!holds)
            {
                faults.Add($"{path}: '{value}' is not accepted; allowed: {allowed}.");
            }
        }

        void RequireBasis(Basis basis, string path) =>
            Require(basis.Source.Length is >= 10 and <= 400, path + ".source", basis.Source, "10 to 400 characters that name the source, or what the number is modelled on");
    }

    /// <summary>A later rung is not due before an earlier one, nor a faster precedence after a slower one.</summary>
    private static void CheckRelations(Dictionary<(Window Window, Precedence Precedence), WindowRule> windows, List<string> faults)
    {
        foreach (var ((window, precedence), rule) in windows)
        {
            if (windows.TryGetValue((window + 1, precedence), out var later) && later.Duration < rule.Duration)
            {
                faults.Add($"$.windows: {(window + 1).Wire()} for {precedence.Wire()} is shorter than {window.Wire()}; allowed: delivery ≤ acknowledgement ≤ response.");
            }
            if (windows.TryGetValue((window, precedence + 1), out var slower) && slower.Duration < rule.Duration)
            {
                faults.Add($"$.windows: {window.Wire()} for {(precedence + 1).Wire()} is shorter than for {precedence.Wire()}; allowed: flash ≤ immediate ≤ priority ≤ routine.");
            }
        }
    }

    /// <summary>Zero when it is not a duration; months and years have no fixed length and are not accepted.</summary>
    private static TimeSpan Duration(string text)
    {
        var date = text.Split('T')[0];
        if (date.Contains('M', StringComparison.Ordinal) || date.Contains('Y', StringComparison.Ordinal))
        {
            return TimeSpan.Zero;
        }
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception broken) when (broken is FormatException or OverflowException)
        {
            return TimeSpan.Zero;
        }
    }

    internal sealed record Shape(
        string Id, string Title, string Note, ImmutableArray<Status> Statuses, ImmutableArray<WindowRow> Windows,
        Dictionary<Kind, ImmutableArray<Window>> Kinds, ImmutableArray<StepRule> Escalation, Basis EscalationBasis,
        string? Coordinator = null, [property: JsonPropertyName("$schema")] string? Schema = null);

    internal sealed record WindowRow(Window Window, ImmutableArray<Precedence> Precedence, string Duration, Basis Basis);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(RegimeFile.Shape))]
internal sealed partial class RegimeJson : JsonSerializerContext;
