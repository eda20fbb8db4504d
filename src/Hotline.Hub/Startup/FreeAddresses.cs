using System.Net;
using System.Net.Sockets;
using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Startup;

/// <summary>
/// Whether the hub can listen where it is to, asked before it makes or writes anything. The doors open much later, and
/// what takes a port meanwhile is told then, by the same number.
/// </summary>
internal static class FreeAddresses
{
    /// <summary>Every address that cannot be had. Two settings with one port are found too.</summary>
    public static IReadOnlyList<Refusal> Faults(SettingsReading reading)
    {
        var (faults, own) = (new List<Refusal>(), new List<IPEndPoint>());
        foreach (var address in reading.Http)
        {
            Try("listen.urls", address);
        }
        if (reading.Mqtt is { } mqtt)
        {
            Try("listen.mqtt", mqtt);
        }
        return faults;

        void Try(string key, ListenAddress address)
        {
            var end = new IPEndPoint(address.Address, address.Port);
            if (end.Port != 0 && own.Any(o => o.Port == end.Port && Overlap(o.Address, end.Address)))
            {
                faults.Add(StartErrors.Address(key, end.ToString(), "another setting names it too"));
                return;
            }
            own.Add(end);
            try
            {
                // Bound and not listening: nobody who waits for the hub connects to this.
                using var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                if (end.Address.Equals(IPAddress.IPv6Any))
                {
                    socket.DualMode = true;
                }
                socket.Bind(end);
            }
            catch (SocketException busy)
            {
                faults.Add(StartErrors.Address(key, end.ToString(), Why(busy)));
            }
        }
    }

    /// <summary>Whoever listens on every address listens on each.</summary>
    private static bool Overlap(IPAddress a, IPAddress b) => a.Equals(b) || Covers(a, b) || Covers(b, a);

    private static bool Covers(IPAddress all, IPAddress one) => all.Equals(IPAddress.IPv6Any)
        || (all.Equals(IPAddress.Any) && one.AddressFamily == AddressFamily.InterNetwork);

    private static string Why(SocketException busy) => busy.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "another program has this port",
        SocketError.AccessDenied => "the hub's user may not have this port",
        SocketError.AddressNotAvailable => "this machine has no such address",
        _ => busy.Message.TrimEnd('.'),
    };
}
