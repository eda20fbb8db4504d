using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Benchmarks.Hub;
using Hotline.Benchmarks.Machine;

namespace Hotline.Benchmarks.Report;

/// <summary>What a run found. Its JSON is stable: scripts read it.</summary>
/// <param name="Cores">Processors that hub and load generator share.</param>
/// <param name="Floor">The machine's own times.</param>
/// <param name="SignatureCeilingPerSecond">What the cores could do if they did nothing but sign and verify.</param>
/// <param name="FileSystem">Of the hub's data directory.</param>
/// <param name="Settings">What was set otherwise than shipped.</param>
internal sealed record Figures(
    int Cores, FloorFigures Floor, double SignatureCeilingPerSecond, string FileSystem, IReadOnlyList<string> Settings)
{
    [JsonPropertyName("signalr")]
    public CarrierFigures? SignalR { get; set; }

    public CarrierFigures? Mqtt { get; set; }

    public string ToJson() => JsonSerializer.Serialize(this, FiguresJson.Default.Figures);
}

/// <summary>Each a median in milliseconds; <paramref name="P50Ms"/> is the sum of the others.</summary>
internal sealed record FloorFigures(double P50Ms, double AppendMs, double RoundTripMs, double SignMs, double VerifyMs)
{
    public static FloorFigures Of(Floor floor) =>
        new(floor.P50Ms, floor.AppendMs, floor.RoundTripMs, floor.SignMs, floor.VerifyMs);
}

/// <summary>One carrier.</summary>
/// <param name="Latency">One exchange in flight.</param>
/// <param name="Throughput">Many in flight.</param>
/// <param name="FsyncsPerMessage">Under load, as the store counts them: commits and the background's copying.</param>
/// <param name="PeakMiB">Most resident memory of the hub, from its start to the end of the load.</param>
internal sealed record CarrierFigures(
    LatencyFigures Latency, ThroughputFigures Throughput, double FsyncsPerMessage, double PeakMiB);

/// <param name="Count">Exchanges measured.</param>
/// <param name="P50Ms">From submitting to having verified the acknowledgement.</param>
/// <param name="P99Ms">The same for the slowest hundredth.</param>
/// <param name="TimesFloor">P50 divided by the floor.</param>
/// <param name="FsyncsPerMessage">With one in flight nobody shares a commit.</param>
/// <param name="HubProcessorMs">Processor time of the hub for one exchange.</param>
/// <param name="Writes">Null where the system does not count them.</param>
internal sealed record LatencyFigures(
    int Count, double P50Ms, double P99Ms, double TimesFloor, double FsyncsPerMessage, double HubProcessorMs,
    WriteFigures? Writes);

/// <param name="InFlight">Exchanges under way at any time.</param>
/// <param name="Seconds">How long it was measured.</param>
/// <param name="Count">Exchanges completed in that time.</param>
/// <param name="PerSecond">Fully acknowledged messages a second.</param>
/// <param name="ShareOfCeiling">Of the signature ceiling.</param>
/// <param name="P50Ms">From submitting to having verified the acknowledgement, under load.</param>
/// <param name="P99Ms">The same for the slowest hundredth.</param>
/// <param name="HubProcessorMs">Processor time of the hub for one exchange.</param>
/// <param name="LoadProcessorMs">
/// Processor time of the load generator, both parties' signing and verifying included.
/// </param>
/// <param name="Writes">Null where the system does not count them.</param>
internal sealed record ThroughputFigures(
    int InFlight, double Seconds, int Count, double PerSecond, double ShareOfCeiling, double P50Ms, double P99Ms,
    double HubProcessorMs, double LoadProcessorMs, WriteFigures? Writes);

/// <summary>All that the hub wrote: its journal's log, the database that this is copied into, its log lines.</summary>
/// <param name="BytesPerMessage">Handed to write calls for one exchange.</param>
/// <param name="DiskBytesPerMessage">Of whole pages that had to go to the disk for one exchange.</param>
/// <param name="CallsPerMessage">Write calls for one exchange.</param>
/// <param name="PagesPerCommit">Of SQLite's write-ahead log; null when they could not be told.</param>
internal sealed record WriteFigures(
    double BytesPerMessage, double DiskBytesPerMessage, double CallsPerMessage, double? PagesPerCommit)
{
    public static WriteFigures? Of(Writes? before, Writes? after, double messages, double? pagesPerCommit) =>
        before is null || after is null
            ? null
            : new WriteFigures(
                (after.Bytes - before.Bytes) / messages,
                (after.DiskBytes - before.DiskBytes) / messages,
                (after.Calls - before.Calls) / messages,
                pagesPerCommit);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Figures))]
internal sealed partial class FiguresJson : JsonSerializerContext;
