using Hotline.Protocol;

namespace Hotline.Client;

/// <summary>Where a token may be sent: whoever reads it on the way is its holder while it lives.</summary>
internal static class HubAddress
{
    /// <summary>
    /// Refused with 6003 when the address is neither <c>https</c> nor on this machine (127.0.0.0/8, ::1, localhost).
    /// </summary>
    public static Refusal? Fault(Uri hub) =>
        hub.Scheme == Uri.UriSchemeHttps || hub.IsLoopback ? null : ClientErrors.NotProtected(hub);
}
