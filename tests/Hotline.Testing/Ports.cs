using System.Net;
using System.Net.Sockets;

namespace Hotline.Testing;

/// <summary>
/// Ports of 127.0.0.1 that a test may give to a program which it stops and starts again. They lie below the range from
/// which the system takes ports for outgoing connections: nobody else gets them while the program is down.
/// </summary>
public static class Ports
{
    private const int End = 32_000;
    private static readonly HashSet<int> Taken = [];

    /// <summary>A port that nobody listens on, and that no other call in this test run gets.</summary>
    public static int Take()
    {
        lock (Taken)
        {
            for (var port = 20_000 + Environment.ProcessId % 500 * 20; port < End; port++)
            {
                if (!Taken.Contains(port) && IsFree(port))
                {
                    Taken.Add(port);
                    return port;
                }
            }
        }
        throw new InvalidOperationException($"There is no free port below {End}.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
