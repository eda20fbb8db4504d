using Hotline.Hub.Settings;
using Hotline.Journal;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hotline.Hub.Telemetry;

/// <summary>
/// Sends what is measured to a collector, by OTLP over HTTP, on threads of its own: a collector that is away delays
/// nothing and loses only measurements. Only our own meters and spans and the runtime's meter are sent: those of the
/// web framework may hold URLs, and a URL may hold a token.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private readonly MeterProvider _meters;
    private readonly TracerProvider _traces;

    private OtlpExport(Uri collector, string version, string hubId)
    {
        // Also takes OTEL_RESOURCE_ATTRIBUTES.
        var hub = ResourceBuilder.CreateDefault()
            .AddService("hotline-hub", serviceVersion: version, serviceInstanceId: hubId);
        _meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(hub)
            .AddMeter(HubMeters.Name, JournalMeters.Name, "System.Runtime")
            .AddOtlpExporter(otlp => Point(otlp, collector, "v1/metrics")).Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(hub)
            .AddSource(HubMeters.Name)
            .AddOtlpExporter(otlp => Point(otlp, collector, "v1/traces")).Build();
    }

    /// <summary>Begins to send; null when the settings name no collector.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="version">Of the program.</param>
    /// <param name="hubId">Tells hubs apart.</param>
    public static OtlpExport? Start(TelemetrySettings settings, string version, string hubId) =>
        settings.Collector is { } collector ? new OtlpExport(collector, version, hubId) : null;

    /// <summary>Sends what is left, for at most a few seconds, and stops.</summary>
    public void Dispose()
    {
        _meters.Dispose();
        _traces.Dispose();
    }

    /// <summary>Set in code, the path is ours to append.</summary>
    private static void Point(OtlpExporterOptions otlp, Uri collector, string path)
    {
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = new Uri(collector.AbsoluteUri.TrimEnd('/') + "/" + path);
    }
}
