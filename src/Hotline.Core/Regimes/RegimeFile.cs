using System.Buffers.Text;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Regimes;

/// <summary>A regime file read: either a regime, or every fault that it has.</summary>
/// <param name="Regime">The regime; null when there are faults.</param>
/// <param name="Faults">Each with its path, the value and what is allowed.</param>
public sealed record RegimeReading(Regime? Regime, ImmutableArray<string> Faults);

/// <summary>
/// Reads <c>config/regimes/*.json</c> (schema: <c>regime.schema.json</c> beside them) and reports all faults at once.
/// What the schema cannot say is checked here: that every window has a number for every precedence, and that they stand
/// in the right relation.
/// </summary>
public static class RegimeFile
{
    private const int Depth = 8;

    /// <summary>Reads a regime.</summary>
    /// <param name="utf8">The file.</param>
    public static RegimeReading Read(ReadOnlySpan<byte> utf8)
    {
        var bytes = utf8.ToArray();
        var (regime, faults) = Spot.Read(bytes, Depth, file => Regime(file, bytes));
        return faults.Count == 0 ? new RegimeReading(regime, []) : new RegimeReading(null, [.. faults]);
    }

    private static Regime Regime(Spot file, ReadOnlySpan<byte> utf8)
    {
        file.Object(
            "$schema", "id", "title", "note", "coordinator", "figures", "statuses", "bases", "windows", "kinds",
            "escalationBasis",
            "escalation");
        file.Schema();
        var (coordinator, figures) = (file.Member("coordinator"), file.Member("figures"));
        var bases = new Bases(file.Member("bases"));
        var id = file.Member("id").Text(
            "1 to 32 lower-case letters, digits or hyphens, a letter first", text => Names.IsName(text));
        var title = file.Member("title").Text(
            $"1 to {RegimeLimits.Title} characters", text => text.Length is > 0 and <= RegimeLimits.Title);
        var note = file.Member("note").Text(
            $"1 to {RegimeLimits.Note} characters that say which numbers the regime sets itself",
            text => text.Length is > 0 and <= RegimeLimits.Note);
        var watches = coordinator.IsNull ? null
            : coordinator.Text("a participant such as XZ, or null", text => Names.IsParticipant(text));
        var statuses = file.Member("statuses").Names<Status>();
        var (windows, kinds) = WindowsAndKinds(file, bases);
        var regime = new Regime
        {
            Id = id,
            Title = title,
            Note = note,
            Coordinator = watches,
            Statuses = statuses,
            Windows = windows,
            Kinds = kinds,
            Escalation = Escalation(file.Member("escalation"), !coordinator.IsNull),
            EscalationBasis = bases.Of(file.Member("escalationBasis")),
            Bases = bases.All,
            Figures = figures.IsMissing ? Figures.Own : figures.Name<Figures>() ?? default,
            Text = Encoding.UTF8.GetString(utf8),
            Digest = Base64Url.EncodeToString(SHA256.HashData(utf8)),
        };
        bases.RefuseUnused();
        return regime;
    }

    private static (
        FrozenDictionary<(Window, Precedence), WindowRule>,
        FrozenDictionary<Kind, ImmutableArray<Window>>) WindowsAndKinds(
        Spot file, Bases bases)
    {
        var before = file.Faults.Count;
        var windows = Windows(file.Member("windows"), bases);
        var sound = before == file.Faults.Count;
        var kinds = Kinds(file.Member("kinds"));
        if (sound)
        {
            CheckRelations(windows, kinds.Values.SelectMany(w => w), file.Member("windows"));
        }
        return (windows, kinds);
    }

    private static FrozenDictionary<(Window Window, Precedence Precedence), WindowRule> Windows(Spot list, Bases bases)
    {
        var rules = new Dictionary<(Window Window, Precedence Precedence), WindowRule>();
        foreach (var row in list.Items())
        {
            row.Object("window", "precedence", "duration", "basis");
            var window = row.Member("window").Name<Window>();
            var rule = new WindowRule(Duration(row.Member("duration")), bases.Of(row.Member("basis")));
            foreach (var precedence in row.Member("precedence").Names<Precedence>())
            {
                if (window is { } named && !rules.TryAdd((named, precedence), rule))
                {
                    row.Refuse($"a number of {named.Wire()} for {precedence.Wire()} once");
                }
            }
        }
        return rules.ToFrozenDictionary();
    }

    /// <summary>
    /// Every number is there of the windows that some kind has; a later rung is not due before an earlier one, nor a
    /// slower precedence before a faster one.
    /// </summary>
    private static void CheckRelations(
        FrozenDictionary<(Window Window, Precedence Precedence), WindowRule> rules, IEnumerable<Window> used, Spot list)
    {
        foreach (var window in used.Concat(rules.Keys.Select(k => k.Window)).Distinct().Order())
        {
            foreach (var precedence in Enum.GetValues<Precedence>())
            {
                if (!rules.TryGetValue((window, precedence), out var rule))
                {
                    list.Faults.Add($"{list.Path}: there is no {window.Wire()} for {precedence.Wire()}; "
                        + "allowed: each window for each precedence.");
                    continue;
                }
                if (rules.TryGetValue((window + 1, precedence), out var later) && later.Duration < rule.Duration)
                {
                    list.Faults.Add(
                        $"{list.Path}: {(window + 1).Wire()} for {precedence.Wire()} is shorter than {window.Wire()}; "
                        + $"allowed: {Rising<Window>()}.");
                }
                if (rules.TryGetValue((window, precedence + 1), out var slower) && slower.Duration < rule.Duration)
                {
                    list.Faults.Add(
                        $"{list.Path}: {window.Wire()} for {(precedence + 1).Wire()} is shorter than for "
                        + $"{precedence.Wire()}; "
                        + $"allowed: {Rising<Precedence>()}.");
                }
            }
        }
    }

    private static string Rising<T>() where T : struct, Enum =>
        string.Join(" ≤ ", Enum.GetValues<T>().Select(word => word.Wire()));

    private static FrozenDictionary<Kind, ImmutableArray<Window>> Kinds(Spot map)
    {
        var opening = Enum.GetValues<Kind>().Where(k => k.Opens()).ToArray();
        map.Object([.. opening.Select(k => k.Wire())]);
        var kinds = opening.Where(k => !map.Member(k.Wire()).IsNull)
            .ToFrozenDictionary(k => k, k => Windows(map.Member(k.Wire())));
        if (map.Value.ValueKind == JsonValueKind.Object && kinds.Count == 0)
        {
            map.Refuse("at least one kind that opens an exchange");
        }
        return kinds;

        static ImmutableArray<Window> Windows(Spot list)
        {
            var windows = list.Names<Window>();
            if (!windows.IsEmpty && !windows.Contains(Window.Delivery))
            {
                list.Refuse("delivery and any other windows");
            }
            return windows;
        }
    }

    private static ImmutableArray<StepRule> Escalation(Spot list, bool coordinated)
    {
        var ladder = ImmutableArray.CreateBuilder<StepRule>();
        foreach (var item in list.Items())
        {
            item.Object("step", "window", "at");
            var (step, window) = (item.Member("step").Name<EscalationStep>(), item.Member("window").Name<Window>());
            var rule = new StepRule(step ?? default, window ?? default,
                item.Member("at").Number(0, RegimeLimits.LatestStep, "as a share of the window's length"));
            if (step is null || window is null)
            {
                continue;
            }
            if (ladder.Contains(rule))
            {
                item.Refuse("each step once for each window and time");
            }
            if (step == EscalationStep.Coordinator && !coordinated)
            {
                item.Member("step").Refuse("this step only where the regime names a coordinator");
            }
            ladder.Add(rule);
        }
        return ladder.ToImmutable();
    }

    private static TimeSpan Duration(Spot spot)
    {
        var duration = TimeSpan.Zero;
        spot.Text("an ISO 8601 duration of days, hours, minutes and whole seconds, PT1S to P366D", text =>
            TryDuration(text, out duration)
            && duration >= RegimeLimits.ShortestWindow && duration <= RegimeLimits.LongestWindow
            && duration.Ticks % TimeSpan.TicksPerSecond == 0);
        return duration;
    }

    /// <summary>Months and years have no fixed length and are not accepted.</summary>
    private static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var date = text.AsSpan(0, text.Contains(
            'T', StringComparison.Ordinal) ? text.IndexOf('T', StringComparison.Ordinal) : text.Length);
        if (date.ContainsAny('M', 'Y'))
        {
            return false;
        }
        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception broken) when (broken is FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>
    /// The sources that a file names, so that one source stands in it once, however many numbers refer to it.
    /// </summary>
    private sealed class Bases
    {
        private readonly Dictionary<string, (Spot Spot, Basis Basis)> _byName = [];
        private readonly HashSet<string> _used = [];

        public Bases(Spot map)
        {
            foreach (var (name, spot) in map.Members())
            {
                if (!Names.IsName(name))
                {
                    map.Faults.Add(
                        $"{spot.Path}: the name is not accepted; allowed: 1 to 32 lower-case letters, digits or "
                        + "hyphens, a letter first.");
                }
                spot.Object("kind", "source");
                _byName.Add(name, (spot, new Basis(
                    spot.Member("kind").Name<BasisKind>() ?? default,
                    spot.Member("source").Text(
                        $"{RegimeLimits.ShortestSource} to {RegimeLimits.LongestSource} characters that name the "
                        + "source, or what the number is modelled on",
                        text => text.Length is >= RegimeLimits.ShortestSource and <= RegimeLimits.LongestSource))));
            }
        }

        public FrozenDictionary<string, Basis> All =>
            _byName.ToFrozenDictionary(b => b.Key, b => b.Value.Basis, StringComparer.Ordinal);

        public string Of(Spot reference)
        {
            var name = reference.Text($"one of bases: {string.Join(", ", _byName.Keys)}", _byName.ContainsKey);
            _used.Add(name);
            return name;
        }

        public void RefuseUnused()
        {
            foreach (var (name, (spot, _)) in _byName)
            {
                if (!_used.Contains(name))
                {
                    spot.Faults.Add(
                        $"{spot.Path}: nothing refers to it; allowed: a basis of a window or of the escalation.");
                }
            }
        }
    }
}
