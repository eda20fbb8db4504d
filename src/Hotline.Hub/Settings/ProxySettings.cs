using System.Net;

namespace Hotline.Hub.Settings;

/// <summary>What <see cref="ListenSettings"/> say of whoever stands in front of the hub.</summary>
internal static class ProxySettings
{
    /// <summary>The proxies, each an address or a network.</summary>
    public static IReadOnlyList<IPNetwork> Proxies(this ListenSettings listen) =>
        [.. listen.TrustedProxies.Select(Network).OfType<IPNetwork>()];

    /// <summary>The public origin as browsers write it; null when none is set.</summary>
    public static string? Origin(this ListenSettings listen) =>
        listen.PublicOrigin.Length == 0 ? null : new Uri(listen.PublicOrigin).GetLeftPart(UriPartial.Authority);

    /// <summary>All faults, each with key, value and what is allowed.</summary>
    public static IEnumerable<string> Faults(ListenSettings listen)
    {
        foreach (var proxy in listen.TrustedProxies.Where(p => Network(p) is null))
        {
            yield return SettingErrors.NotAccepted(
                $"listen.trustedProxies: '{proxy}' is not accepted; allowed: addresses such as 127.0.0.1 or "
                + "2001:db8::7, and networks such as 10.1.2.0/24 whose bits after the prefix are 0, "
                + "separated by commas.").ToString();
        }
        if (listen.PublicOrigin.Length > 0 && !IsOrigin(listen.PublicOrigin))
        {
            yield return SettingErrors.NotAccepted(
                $"listen.publicOrigin: '{listen.PublicOrigin}' is not accepted; allowed: https://HOST or "
                + "https://HOST:PORT as browsers show it, without a path; http:// only for this machine.").ToString();
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback))
        && url is { UserInfo.Length: 0, PathAndQuery: "/", Fragment.Length: 0 };

    private static IPNetwork? Network(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            // What stands after the prefix must be 0: 10.1.2.3/24 may have been meant as one address.
            return IPNetwork.TryParse(text, out var network)
                && IPAddress.TryParse(text.Split('/')[0], out var given) && given.Equals(network.BaseAddress)
                    ? network : null;
        }
        return IPAddress.TryParse(text, out var address)
            ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }
}
