using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hotline.Contract.Wire;

namespace Hotline.Client;

/// <summary>Where the line goes, and how what travels on it is written.</summary>
internal static class LineForm
{
    /// <summary>The address of a hub's WebSocket.</summary>
    public static Uri AddressOf(Uri hub) => new UriBuilder(new Uri(hub, HttpPaths.Hub.TrimStart('/')))
    {
        Scheme = hub.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
    }.Uri;

    /// <summary>The wire's own options, converters included, and what a call without result completes with.</summary>
    public static JsonSerializerOptions Payloads() => new(WireJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(WireJson.Default, ClientJson.Default),
    };
}
