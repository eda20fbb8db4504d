using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hotline.Benchmarks.Pairs;

/// <summary>What the pairs showed. Its JSON is stable: scripts read it.</summary>
/// <param name="A">Program of what was compared with.</param>
/// <param name="B">Program of what was compared.</param>
/// <param name="Pairs">How many there were to be.</param>
/// <param name="Complete">How many there were of every carrier.</param>
/// <param name="Options">Given to both programs.</param>
/// <param name="Figures">Those that at least one of the two has.</param>
internal sealed record Comparison(
    string A, string B, int Pairs, int Complete, IReadOnlyList<string> Options, IReadOnlyList<Compared> Figures)
{
    public string ToJson() => JsonSerializer.Serialize(this, ComparisonJson.Default.Comparison);
}

/// <summary>One figure of one carrier. What a side does not have is null.</summary>
/// <param name="Carrier">Name of the carrier.</param>
/// <param name="Phase">What was under way.</param>
/// <param name="Name">With the unit.</param>
/// <param name="Format">Of its values, for people.</param>
/// <param name="A">One value a pair.</param>
/// <param name="B">One value a pair, in the same order.</param>
internal sealed record Compared(
    string Carrier, string Phase, string Name, [property: JsonIgnore] string Format,
    IReadOnlyList<double?> A, IReadOnlyList<double?> B)
{
    public double? MedianA => Median(A);

    public double? MedianB => Median(B);

    /// <summary>B divided by A, pair by pair; null where there is nothing to divide by.</summary>
    public IReadOnlyList<double?> Ratios { get; } = [.. A.Zip(B, (a, b) => a is 0 ? null : b / a)];

    /// <summary>Not the ratio of the medians: those come from different moments.</summary>
    public double? MedianRatio => Median(Ratios);

    public double? LowestRatio => Ratios.Min();

    public double? HighestRatio => Ratios.Max();

    /// <summary>In how many pairs B was below A: in about half when nothing but chance tells them apart.</summary>
    public int PairsBelow => Ratios.Count(ratio => ratio < 1);

    public static Compared Of(string carrier, Figure figure, IReadOnlyList<Pair> pairs) => new(
        carrier, figure.Phase, figure.Name, figure.Format,
        [.. pairs.Select(pair => figure.Of(pair.A, carrier))], [.. pairs.Select(pair => figure.Of(pair.B, carrier))]);

    private static double? Median(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Comparison))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
