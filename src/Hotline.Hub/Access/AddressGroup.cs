using System.Net;
using System.Net.Sockets;

namespace Hotline.Hub.Access;

/// <summary>
/// Addresses that one caller can choose among at will, as one: an IPv4 address alone, also where it is written as IPv6
/// (::ffff:192.0.2.1); of IPv6 the /64 network, which is what one line is given. Limits by address count by this.
/// </summary>
public readonly record struct AddressGroup
{
    private const int NetworkBytes = 8;
    private readonly string? _name;

    private AddressGroup(string name) => _name = name;

    /// <summary>The group of an address; null, which is no address, is a group of its own.</summary>
    public static AddressGroup Of(IPAddress? address) => address switch
    {
        null => default,
        { IsIPv4MappedToIPv6: true } => new(address.MapToIPv4().ToString()),
        { AddressFamily: AddressFamily.InterNetworkV6 } => new(Network(address)),
        _ => new(address.ToString()),
    };

    /// <summary>The address, or the network as 2001:db8::/64.</summary>
    public override string ToString() => _name ?? "nowhere";

    private static string Network(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
