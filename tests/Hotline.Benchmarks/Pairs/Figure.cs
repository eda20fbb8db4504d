using System.Text.Json;

namespace Hotline.Benchmarks.Pairs;

/// <summary>One figure of a run that is compared.</summary>
/// <param name="Phase">What was under way.</param>
/// <param name="Name">For people, with the unit.</param>
/// <param name="Format">Of its values.</param>
/// <param name="Path">Its place in the JSON, where <c>carrier</c> stands for the carrier's name.</param>
internal sealed record Figure(string Phase, string Name, string Format, params string[] Path)
{
    private const string Carrier = "carrier";
    private const string One = "one in flight";
    private const string Many = "many in flight";
    private const string Run = "whole run";
    private const string Machine = "machine alone, before";

    public static readonly Figure Latency = new(One, "p50, ms", "0.000", Carrier, "latency", "p50Ms");
    public static readonly Figure Throughput = new(Many, "messages a second", "0", Carrier, "throughput", "perSecond");

    /// <summary>In the order in which they are shown. As far as the last two differ, the machine itself did.</summary>
    public static readonly IReadOnlyList<Figure> All =
    [
        Latency,
        new(One, "p99, ms", "0.000", Carrier, "latency", "p99Ms"),
        new(One, "fsyncs a message", "0.000", Carrier, "latency", "fsyncsPerMessage"),
        new(One, "hub processor, ms a message", "0.000", Carrier, "latency", "hubProcessorMs"),
        .. Writes(One, "latency"),
        Throughput,
        new(Many, "p99, ms", "0.0", Carrier, "throughput", "p99Ms"),
        new(Many, "fsyncs a message", "0.000", Carrier, "fsyncsPerMessage"),
        new(Many, "hub processor, ms a message", "0.000", Carrier, "throughput", "hubProcessorMs"),
        new(Many, "load processor, ms a message", "0.000", Carrier, "throughput", "loadProcessorMs"),
        .. Writes(Many, "throughput"),
        new(Run, "peak memory, MiB", "0", Carrier, "peakMiB"),
        new(Machine, "floor, ms", "0.000", "floor", "p50Ms"),
        new(Machine, "signature ceiling a second", "0", "signatureCeilingPerSecond"),
    ];

    /// <summary>The figure in what a program printed; null when an older program does not have it.</summary>
    public double? Of(JsonElement run, string carrier)
    {
        foreach (var name in Path)
        {
            if (run.ValueKind != JsonValueKind.Object || !run.TryGetProperty(name == Carrier ? carrier : name, out run))
            {
                return null;
            }
        }
        return run.ValueKind == JsonValueKind.Number ? run.GetDouble() : null;
    }

    private static IEnumerable<Figure> Writes(string phase, string place) =>
    [
        new(phase, "bytes written a message", "0", Carrier, place, "writes", "bytesPerMessage"),
        new(phase, "bytes to disk a message", "0", Carrier, place, "writes", "diskBytesPerMessage"),
        new(phase, "write calls a message", "0.00", Carrier, place, "writes", "callsPerMessage"),
        new(phase, "log pages a commit", "0.00", Carrier, place, "writes", "pagesPerCommit"),
    ];
}
