namespace Hotline.Hub.Settings;

/// <summary>Where measurements go. They are made only when somebody wants them.</summary>
public sealed class TelemetrySettings
{
    /// <summary>
    /// Base URL of an OpenTelemetry collector that takes OTLP over HTTP, such as <c>http://127.0.0.1:4318</c>; empty
    /// for none. Beyond the loopback interface it must be https. What the collector wants to be shown comes from the
    /// environment, <c>OTEL_EXPORTER_OTLP_HEADERS</c>; so do interval and sampling, by OpenTelemetry's own variables.
    /// </summary>
    public string Otlp { get; set; } = "";

    internal Uri? Collector => Otlp.Length == 0 ? null : new Uri(Otlp);

    /// <summary>All faults, each with key, value and what is allowed.</summary>
    public IEnumerable<string> Faults()
    {
        if (Otlp.Length > 0 && !IsCollector(Otlp))
        {
            yield return SettingErrors.NotAccepted(
                "telemetry.otlp: not accepted; allowed: the base URL of an OTLP collector without user, query "
                + "or fragment, https://HOST:PORT or, on this machine, http://127.0.0.1:4318; or nothing.").ToString();
        }
    }

    private static bool IsCollector(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback))
        && url is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 };
}
