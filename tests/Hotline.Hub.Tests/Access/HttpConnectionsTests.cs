using System.Net;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;

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
        Assert.Equal(4016, connections.Enter(IPAddress.Parse("2001:db8::2")).Refusal!.Number);
        Assert.True(connections.Enter(IPAddress.Parse("2001:db8:0:1::1")).Ok);
    }

    [Fact]
    public void There_is_an_end_to_strangers_in_all()
    {
        var connections = new HttpConnections(_limits, _listen);
        for (var i = 1; i <= 16; i++)
        {
            Fill(connections, IPAddress.Parse($"203.0.113.{i}"), 1);
        }
        Assert.Equal(4015, connections.Enter(IPAddress.Parse("203.0.113.99")).Refusal!.Number);
    }

    [Fact]
    public void Whoever_leaves_makes_room_once()
    {
        var connections = new HttpConnections(_limits, _listen);
        var first = Fill(connections, Stranger, 4)[0];
        first.Dispose();
        first.Dispose();
        Assert.True(connections.Enter(Stranger).Ok);
        Assert.False(connections.Enter(Stranger).Ok);
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
        Assert.False(connections.Enter(Stranger).Ok);

        // The key has its share: what it opens beyond stays among the strangers.
        strangers[0].ShowedToken("key");
        Assert.False(connections.Enter(Stranger).Ok);
        strangers[0].ShowedToken("another key");
        Assert.True(connections.Enter(Stranger).Ok);
        seats[0].Dispose();
        seats[0].ShowedToken("key");
        strangers[1].ShowedToken("key");
        Assert.True(connections.Enter(Stranger).Ok);
        Assert.False(connections.Enter(Stranger).Ok);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("::ffff:192.0.2.1")]
    public void A_trusted_proxy_may_have_more_but_not_all(string proxy)
    {
        var connections = new HttpConnections(_limits, _listen);
        Fill(connections, IPAddress.Parse(proxy), 16);
        Assert.Equal(4015, connections.Enter(IPAddress.Parse(proxy)).Refusal!.Number);
    }

    private static List<HttpConnections.Entered> Fill(HttpConnections connections, IPAddress address, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => connections.Enter(address).Value)];
}
