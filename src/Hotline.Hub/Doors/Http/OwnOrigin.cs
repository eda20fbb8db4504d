using Hotline.Hub.Settings;

namespace Hotline.Hub.Doors.Http;

/// <summary>
/// Which pages are the hub's own: those of <c>listen.publicOrigin</c>, and where it is not set, those of the scheme and
/// host by which the request came.
/// </summary>
/// <param name="listen">Checked settings.</param>
internal sealed class OwnOrigin(ListenSettings listen)
{
    /// <summary>As browsers write it; null when the settings name none.</summary>
    public string? Public { get; } = listen.Origin();

    /// <summary>True when a request's Origin is ours.</summary>
    public bool Is(string origin, HttpRequest request) =>
        string.Equals(origin, Public ?? Of(request), StringComparison.OrdinalIgnoreCase);

    /// <summary>Proxies say ws or wss of a WebSocket; a page that opens one came by http or https.</summary>
    private static string Of(HttpRequest request)
    {
        var scheme = request.Scheme switch { "wss" => "https", "ws" => "http", var other => other };
        var host = request.Host;
        var port = host.Port is { } given && given == (scheme == "https" ? 443 : 80) ? null : host.Port;
        return $"{scheme}://{(port is null ? host.Host : host.Value)}";
    }
}
