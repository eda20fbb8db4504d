using System.Net;
using Hotline.Contract;
using Hotline.Protocol.Keys;
using Hotline.Testing;

namespace Hotline.Client.Tests;

/// <summary>A token is sent over https, or over http to this machine.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("http://hub.example")]
    [InlineData("http://192.0.2.7:5080")]
    [InlineData("http://[2001:db8::7]:5080")]
    [InlineData("http://localhost.example:5080")]
    [InlineData("http://127.0.0.1.example:5080")]
    [InlineData("http://0.0.0.0:5080")]
    public async Task Nothing_is_sent_over_http_to_another_machine(string hub)
    {
        var network = new Network();
        using var api = new HotlineApi(Profile(hub), RealTime.Clock, network);

        Assert.Equal(6003, (await api.SubmitAsync("e.e.e")).Refusal!.Number);
        Assert.Equal(6003, (await api.FeedAsync(0)).Refusal!.Number);
        Assert.Equal(6003, (await api.SetClockAsync())!.Number);
        Assert.Equal(0, network.Requests);

        await using var connection = new HotlineConnection(Profile(hub), RealTime.Clock, new Random(7));
        Assert.Equal(6003, (await connection.ConnectAsync())!.Number);
        Assert.Equal(6003, (await connection.SubmitAsync("e.e.e")).Refusal!.Number);
        var refused = await Assert.ThrowsAsync<RefusedException>(async () =>
        {
            await foreach (var _ in connection.FollowAsync(0))
            {
            }
        });
        Assert.Equal(6003, refused.Refusal.Number);
    }

    [Theory]
    [InlineData("https://hub.example")]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://127.9.9.9:5080")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://[::1]:5080")]
    public async Task Over_https_and_on_this_machine_it_is_sent(string hub)
    {
        var network = new Network();
        using var api = new HotlineApi(Profile(hub), RealTime.Clock, network);

        Assert.Equal(6002, (await api.FeedAsync(0)).Refusal!.Number);
        Assert.Equal(1, network.Requests);
    }

    private static Profile Profile(string hub)
    {
        using var key = SigningKey.Create();
        return new Profile(
            hub, key.Public.ToJwk(), "XA", "officer", PocRole.DutyOfficer, key.ToPrivateJwk());
    }

    /// <summary>Says nothing of use to whoever asks, and counts.</summary>
    private sealed class Network : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotImplemented));
        }
    }
}
