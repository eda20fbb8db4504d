using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hotline.Hub.Telemetry;

namespace Hotline.Hub.Bridges;

/// <summary>What is measured of bridges. Tags are held to what <see cref="HubMeters"/> says.</summary>
internal static class BridgeMeters
{
    private static readonly UpDownCounter<int> Lines = HubMeters.Meter.CreateUpDownCounter<int>(
        "hotline.bridge.connected", "{bridge}", "Bridges that are connected now, by name.");

    private static readonly Counter<long> Received = HubMeters.Meter.CreateCounter<long>(
        "hotline.bridge.received", "{message}", "Messages taken from others' brokers, by bridge and outcome.");

    private static readonly Counter<long> Sent = HubMeters.Meter.CreateCounter<long>(
        "hotline.bridge.sent", "{message}", "Messages handed to others' brokers, by bridge and outcome.");

    private static readonly Counter<long> Canaries = HubMeters.Meter.CreateCounter<long>(
        "hotline.bridge.canaries", "{canary}", "Canaries sent through others' brokers, by bridge: back or lost.");

    /// <summary>A bridge is connected (1) or no longer is (-1).</summary>
    public static void Connected(string bridge, int change) => Lines.Add(change, Tag(bridge));

    /// <summary>A message was taken: recorded, refused or passed-over.</summary>
    public static void Took(string bridge, string outcome) => Count(Received, bridge, outcome);

    /// <summary>A message was handed over: taken, held or too-large.</summary>
    public static void Handed(string bridge, string outcome) => Count(Sent, bridge, outcome);

    /// <summary>A canary came back, or did not.</summary>
    public static void Canary(string bridge, bool back) => Count(Canaries, bridge, back ? "back" : "lost");

    private static void Count(Counter<long> counter, string bridge, string outcome) =>
        counter.Add(1, new TagList { Tag(bridge), { "hotline.outcome", outcome } });

    private static KeyValuePair<string, object?> Tag(string bridge) => new("hotline.bridge", bridge);
}
