using System.Net.Sockets;
using System.Text;
using Hotline.Contract.Wire;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Access;

/// <summary>Connections that cost a hub something and give nothing.</summary>
public sealed class SilentConnectionTests
{
    private const string Idle = "limits.httpIdle=00:00:01";
    private const string Patience = "limits.httpPatience=00:00:01";

    [Theory]
    [InlineData("")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("POST /v1/exercise/seats HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: 1000\r\n\r\n{")]
    public async Task A_connection_on_which_nothing_comes_any_more_is_closed(string said)
    {
        await using var hub = await HubInProcess.ExerciseAsync(Idle, Patience);
        using var socket = await ConnectAsync(hub);
        await socket.SendAsync(Encoding.ASCII.GetBytes(said));
        await ClosedAsync(socket);
    }

    [Fact]
    public async Task The_silent_of_one_address_are_bounded_and_a_token_makes_room_for_another()
    {
        await using var hub = await HubInProcess.OpenAsync("limits.httpConnectionsPerAddress=4");
        using var seat = Visitor.At(hub, "XA/officer");
        Assert.Equal(200, (await seat.GetAsync(HttpPaths.Me)).Status);
        var silent = new List<Socket>();
        for (var i = 0; i < 4; i++)
        {
            silent.Add(await ConnectAsync(hub));
        }
        try
        {
            using var beyond = await ConnectAsync(hub);
            await ClosedAsync(beyond);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed before it was seen to be open.
        }

        // It came first, and its connection no longer counts among the strangers.
        Assert.Equal(200, (await seat.GetAsync(HttpPaths.Me)).Status);
        silent.ForEach(s => s.Dispose());
        using var late = Visitor.At(hub, "XB/officer");
        await RealTime.Until(async () =>
        {
            try
            {
                return (await late.GetAsync(HttpPaths.Me)).Status == 200;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "room for another");
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    [InlineData("BEARER   ")]
    public async Task The_scheme_of_a_token_has_no_case(string scheme)
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var nobody = new Visitor(hub);
        nobody.Headers["Authorization"] = scheme + Visitor.Token(hub, Some.Key("XA/officer"));
        Assert.Equal(200, (await nobody.GetAsync(HttpPaths.Me)).Status);
    }

    private static async Task<Socket> ConnectAsync(HubInProcess hub)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var address = new Uri(hub.HttpAddress);
        await socket.ConnectAsync(address.Host, address.Port);
        return socket;
    }

    private static async Task ClosedAsync(Socket socket)
    {
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer).WaitAsync(RealTime.Patience, RealTime.Clock) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // It was reset, which is an end too.
        }
    }
}
