using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hotline.Contract;
using Hotline.Protocol;

namespace Hotline.Hub.Telemetry;

/// <summary>
/// What the hub measures, and its spans. Nobody listening, nothing is computed. Tags hold words of the vocabulary,
/// numbers of refusals and names of relays and bridges; spans also ids of messages. Never a subject, a content, a
/// token, a key or an address.
/// </summary>
public static class HubMeters
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "Hotline.Hub";

    internal static readonly Meter Meter = new(Name);
    internal static readonly ActivitySource Source = new(Name);

    private static readonly Counter<long> Submissions = Meter.CreateCounter<long>(
        "hotline.submissions", "{submission}", "Envelopes submitted, by carrier, kind and what became of them.");

    private static readonly UpDownCounter<int> Readers = Meter.CreateUpDownCounter<int>(
        "hotline.readers", "{connection}", "Connections that are open now, by carrier.");

    private static readonly Gauge<long> Free = Meter.CreateGauge<long>(
        "hotline.disk.free", "By", "Bytes that are free on the disk of the data directory.");

    /// <summary>So much is free on the disk; null when nobody can say.</summary>
    public static void DiskFree(long? bytes)
    {
        if (bytes is { } known)
        {
            Free.Record(known);
        }
    }

    /// <summary>Begins the span of a submission; null when nobody follows.</summary>
    public static Activity? Submitting(Carrier carrier) =>
        Source.StartActivity("submit", ActivityKind.Server)?.SetTag("hotline.carrier", carrier.Wire());

    /// <summary>An envelope was submitted.</summary>
    /// <param name="span">Its span.</param>
    /// <param name="carrier">How it came.</param>
    /// <param name="kind">Its kind; null when it could not be read.</param>
    /// <param name="repeated">True when it was on record already.</param>
    /// <param name="refusal">Why not; null when it is on record.</param>
    public static void Submitted(Activity? span, Carrier carrier, Kind? kind, bool repeated, Refusal? refusal)
    {
        if (span is null && !Submissions.Enabled)
        {
            return;
        }
        var tags = new TagList
        {
            { "hotline.carrier", carrier.Wire() },
            { "hotline.kind", kind?.Wire() ?? "unknown" },
            { "hotline.outcome", Outcome(repeated, refusal) },
        };
        if (refusal is not null)
        {
            tags.Add("hotline.refusal", refusal.Number);
        }
        Submissions.Add(1, tags);
        foreach (var (name, value) in tags)
        {
            span?.SetTag(name, value);
        }
    }

    /// <summary>Begins the span of firing what is due; null when nobody follows.</summary>
    public static Activity? Firing(int rows) => Source.StartActivity("fire")?.SetTag("hotline.rows", rows);

    /// <summary>A connection was opened (1) or has ended (-1).</summary>
    public static void Connected(Carrier carrier, int change)
    {
        if (Readers.Enabled)
        {
            Readers.Add(change, new KeyValuePair<string, object?>("hotline.carrier", carrier.Wire()));
        }
    }

    private static string Outcome(bool repeated, Refusal? refusal)
    {
        if (refusal is not null)
        {
            return "refused";
        }
        return repeated ? "repeated" : "accepted";
    }
}
