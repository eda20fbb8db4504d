using System.Net;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Tests.Access;

public sealed class HttpConnectionsTests
{
    private static readonly IPAddress Stranger = IPAddress.Parse("2001:db8::1");
    private readonly ListenSettings _listen = new() { TrustedProxies = ["192.0.2.1"] };
    private readonly LimitSettings _limits = new() { HttpConnections = 16, HttpConnectionsPerAddress = 4 };

    [Fact]
    public void One_network_fills_its_own_share_and_no_other()
    {
        var connections = new HttpConnections(_limits, _listen);
        Fill(connections, Stranger, 4);
        Assert.Equal(4016, Enter(connections, IPAddress.Parse("2001:db8::2")).Refusal!.Number);
        Assert.True(Enter(connections, IPAddress.Parse("2001:db8:0:1::1")).Ok);
    }

    [Fact]
    public void When_strangers_are_too_many_in_all_the_oldest_makes_room_and_nobody_is_kept_out()
    {
        var connections = new HttpConnections(_limits, _listen);
        var closed = new List<(int, int)>();
        var seat = connections.Enter(Stranger, _ => closed.Add((0, 0))).Value;
        seat.ShowedToken("key");
        var first = connections.Enter(IPAddress.Parse("203.0.113.1"), why => closed.Add((1, why.Number))).Value;
        for (var i = 2; i <= 17; i++)
        {
            var at = i;
            Assert.True(connections.Enter(IPAddress.Parse($"203.0.113.{i}"), why => closed.Add((at, why.Number))).Ok);
        }
        Assert.Equal([(1, 4015)], closed);

        // It has left: its own end counts nothing down again, and the next to go is the second.
        first.Dispose();
        first.ShowedToken("another key");
        Fill(connections, IPAddress.Parse("203.0.113.99"), 1);
        Assert.Equal([(1, 4015), (2, 4015)], closed);
    }

    [Fact]
    public void Whoever_leaves_makes_room_once()
    {
        var connections = new HttpConnections(_limits, _listen);
        var first = Fill(connections, Stranger, 4)[0];
        first.Dispose();
        first.Dispose();
        Assert.True(Enter(connections, Stranger).Ok);
        Assert.False(Enter(connections, Stranger).Ok);
    }

    [Fact]
    public void A_token_makes_a_seat_of_a_stranger_and_room_for_others_behind_the_same_address()
    {
        var connections = new HttpConnections(_limits, _listen);
        var seats = Fill(connections, Stranger, 4);
        foreach (var seat in seats)
        {
            seat.ShowedToken("key");
            seat.ShowedToken("key");
        }
        var strangers = Fill(connections, Stranger, 4);
        Assert.False(Enter(connections, Stranger).Ok);

        // The key has its share: what it opens beyond stays among the strangers.
        strangers[0].ShowedToken("key");
        Assert.False(Enter(connections, Stranger).Ok);
        strangers[0].ShowedToken("another key");
        Assert.True(Enter(connections, Stranger).Ok);
        seats[0].Dispose();
        seats[0].ShowedToken("key");
        strangers[1].ShowedToken("key");
        Assert.True(Enter(connections, Stranger).Ok);
        Assert.False(Enter(connections, Stranger).Ok);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("::ffff:192.0.2.1")]
    public void A_trusted_proxy_may_have_more_but_not_all(string proxy)
    {
        var connections = new HttpConnections(_limits, _listen);
        var closed = 0;
        for (var i = 1; i <= 17; i++)
        {
            Assert.True(connections.Enter(IPAddress.Parse(proxy), _ => closed++).Ok);
        }
        Assert.Equal(1, closed);
    }

    private static List<HttpConnections.Entered> Fill(HttpConnections connections, IPAddress address, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Enter(connections, address).Value)];

    private static Outcome<HttpConnections.Entered> Enter(HttpConnections connections, IPAddress address) =>
        connections.Enter(address, _ => { });
}
