using Hotline.Contract;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Client.Tests;

/// <summary>The stand-in judges tokens as strictly as a hub: 60 s of difference, 5 minutes of life.</summary>
public sealed class ClockTests
{
    /// <summary>Seconds by which the client's clock is wrong.</summary>
    public static TheoryData<int> Wrong => [70, -360, 600, -600, 86_400 * 400];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task By_http_a_client_whose_clock_is_wrong_sends_by_the_hubs_clock(int seconds)
    {
        await using var server = await StandInHub.StartAsync();
        var own = new SkewedTime(TimeSpan.FromSeconds(seconds));
        using var api = new HotlineApi(server.Profile, own);

        Assert.True((await api.SubmitAsync(server.Message().Compact)).Ok);
        Assert.True((await api.FeedAsync(0)).Ok);

        Assert.Equal(3, server.Journal.Tokens.Count);
        Assert.InRange(api.Clock.GetUtcNow() - RealTime.Clock.GetUtcNow(),
            TimeSpan.FromSeconds(-30), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_line_of_a_client_whose_clock_is_wrong_comes_about_by_the_hubs_clock(int seconds)
    {
        await using var server = await StandInHub.StartAsync();
        var own = new SkewedTime(TimeSpan.FromSeconds(seconds));
        await using var connection = new HotlineConnection(server.Profile, own, new Random(7), StandInHub.Quick);

        Assert.True((await connection.SubmitAsync(server.Message())).Ok);
        await foreach (var item in connection.FollowAsync(0))
        {
            Assert.Null(await connection.ConfirmAsync(item.Entry.Fact.Message!.Id, Rung.Delivered));
            break;
        }
    }

    [Fact]
    public async Task Who_asks_the_time_before_is_not_refused_at_all()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.Profile, new SkewedTime(TimeSpan.FromMinutes(10)));

        Assert.Null(await api.SetClockAsync());
        Assert.True((await api.SubmitAsync(server.Message().Compact)).Ok);

        Assert.Single(server.Journal.Tokens);
    }

    [Fact]
    public async Task A_clock_that_is_right_is_left_alone()
    {
        await using var server = await StandInHub.StartAsync();
        var own = new ManualTime(RealTime.Clock.GetUtcNow());
        using var api = new HotlineApi(server.Profile, own);

        Assert.True((await api.FeedAsync(0)).Ok);
        Assert.Equal(own.GetUtcNow(), api.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_token_that_is_refused_for_its_time_by_the_hubs_own_clock_too_is_refused()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.Profile, RealTime.Clock);
        server.Journal.Closed = TokenErrors.Expired(default);

        Assert.Equal(TokenErrors.Expired(default), (await api.FeedAsync(0)).Refusal);
        Assert.Equal(2, server.Journal.Tokens.Count);
    }

    [Fact]
    public async Task Another_hubs_time_is_not_taken()
    {
        await using var server = await StandInHub.StartAsync();
        using var other = SigningKey.Create();
        var profile = server.Profile with { HubKey = other.Public.ToJwk() };
        var own = new SkewedTime(TimeSpan.FromMinutes(10));
        using var api = new HotlineApi(profile, own);

        Assert.Equal(6002, (await api.SetClockAsync())?.Number);
        Assert.True(api.Clock.GetUtcNow() - RealTime.Clock.GetUtcNow() > TimeSpan.FromMinutes(9));
    }
}
