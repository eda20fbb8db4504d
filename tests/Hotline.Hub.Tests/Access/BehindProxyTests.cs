using Hotline.Contract.Wire;
using Hotline.Hub.Settings;
using Hotline.Hub.Tests.Scenarios;

namespace Hotline.Hub.Tests.Access;

/// <summary>Who a caller is, when something stands between it and the hub.</summary>
public sealed class BehindProxyTests
{
    private const string Slow = "limits.requestsPerSecond=1";
    private const string Trusted = "listen.trustedProxies=127.0.0.1,192.0.2.0/24";

    [Fact]
    public async Task Strangers_use_up_what_strangers_have_and_a_seat_at_the_same_address_goes_on()
    {
        await using var hub = await HubInProcess.OpenAsync(Slow);
        using var stranger = new Visitor(hub);
        using var seat = Visitor.At(hub, "XA/officer");
        await ExhaustAsync(stranger);
        Assert.Equal(200, (await seat.GetAsync(HttpPaths.Me)).Status);
    }

    [Fact]
    public async Task A_path_in_other_letters_is_the_same_path_and_has_no_share_of_its_own()
    {
        await using var hub = await HubInProcess.OpenAsync(Slow);
        using var stranger = new Visitor(hub);
        await ExhaustAsync(stranger);
        Assert.InRange(await AllowedAsync(stranger, HttpPaths.About.ToUpperInvariant()), 0, 4);
    }

    [Fact]
    public async Task A_token_that_is_not_valid_makes_nobody_a_seat()
    {
        await using var hub = await HubInProcess.OpenAsync(Slow);
        using var unknown = Protocol.Keys.SigningKey.Create();
        using var liar = new Visitor(hub, unknown);
        await ExhaustAsync(liar);
        using var stranger = new Visitor(hub);
        await SharesAsync(stranger);
    }

    [Fact]
    public async Task A_seat_that_asks_too_fast_is_refused_and_another_behind_the_same_address_goes_on()
    {
        await using var hub = await HubInProcess.OpenAsync(Slow);
        using var hasty = Visitor.At(hub, "XA/officer");
        await ExhaustAsync(hasty);
        using var other = Visitor.At(hub, "XB/officer");
        Assert.Equal(200, (await other.GetAsync(HttpPaths.Me)).Status);
    }

    [Fact]
    public async Task Strangers_behind_a_trusted_proxy_are_told_apart_by_what_it_says_of_them()
    {
        await using var hub = await HubInProcess.OpenAsync(Slow, Trusted);
        using var one = From(hub, "203.0.113.7");
        await ExhaustAsync(one);
        using var other = From(hub, "203.0.113.8");
        Assert.Equal(200, (await other.GetAsync(HttpPaths.About)).Status);
    }

    [Fact]
    public async Task What_a_caller_said_of_itself_before_the_proxy_is_not_believed()
    {
        await using var hub = await HubInProcess.OpenAsync(Slow, Trusted);
        using var one = From(hub, "203.0.113.7");
        await ExhaustAsync(one);
        foreach (var chain in new[] { "198.51.100.1, 203.0.113.7", "198.51.100.2, 203.0.113.7, 192.0.2.9" })
        {
            using var forged = From(hub, chain);
            await SharesAsync(forged);
        }
    }

    [Fact]
    public async Task Neighbours_in_one_IPv6_network_are_one_stranger()
    {
        await using var hub = await HubInProcess.OpenAsync(Slow, Trusted);
        using var one = From(hub, "2001:db8:0:1::1");
        await ExhaustAsync(one);
        using var neighbour = From(hub, "2001:db8:0:1:ffff::2");
        await SharesAsync(neighbour);
        using var other = From(hub, "2001:db8:0:2::1");
        Assert.Equal(200, (await other.GetAsync(HttpPaths.About)).Status);
    }

    [Theory]
    [InlineData]
    [InlineData("listen.trustedProxies=192.0.2.1")]
    public async Task Who_is_no_trusted_proxy_cannot_say_who_calls(params string[] settings)
    {
        await using var hub = await HubInProcess.OpenAsync([Slow, .. settings]);
        using var one = From(hub, "203.0.113.7");
        await ExhaustAsync(one);
        using var other = From(hub, "203.0.113.8");
        await SharesAsync(other);
    }

    [Theory]
    [InlineData("https", "hotline.example", "https://hotline.example", true)]
    [InlineData("https", "hotline.example:443", "https://hotline.example", true)]
    [InlineData("https", "hotline.example:8443", "https://hotline.example:8443", true)]
    [InlineData("wss", "hotline.example", "https://hotline.example", true)]
    [InlineData("https", "hotline.example", "http://hotline.example", false)]
    [InlineData("https", "hotline.example", "https://hotline.example:8443", false)]
    [InlineData("https", "hotline.example", "https://elsewhere.example", false)]
    public async Task A_page_is_the_hubs_own_by_what_the_proxy_says(string scheme, string host, string origin, bool own)
    {
        await using var hub = await HubInProcess.OpenAsync(Trusted);
        using var page = Visitor.At(hub, "XA/officer");
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", scheme), ("X-Forwarded-Host", host),
            ("Origin", origin),
        })
        {
            page.Headers[name] = value;
        }
        Assert.Equal(own ? 200 : 403, (await page.GetAsync(HttpPaths.Me)).Status);
    }

    [Theory]
    [InlineData("https://hotline.example", true)]
    [InlineData("https://HOTLINE.example", true)]
    [InlineData("https://hotline.example:8443", false)]
    [InlineData("http://hotline.example", false)]
    [InlineData("null", false)]
    public async Task The_public_origin_is_what_the_setting_says(string origin, bool own)
    {
        await using var hub = await HubInProcess.OpenAsync("listen.publicOrigin=https://hotline.example:443/");
        using var page = Visitor.At(hub, "XA/officer");
        page.Headers["Origin"] = origin;
        Assert.Equal(own ? 200 : 403, (await page.GetAsync(HttpPaths.Me)).Status);
    }

    [Theory]
    [InlineData("listen.trustedProxies", "127.0.0.1, 10.1.2.0/24,2001:db8::/32", null)]
    [InlineData("listen.trustedProxies", "proxy.example", "'proxy.example' is not accepted")]
    [InlineData("listen.trustedProxies", "127.0.0.1,10.1.2.3/24", "'10.1.2.3/24' is not accepted")]
    [InlineData("listen.trustedProxies", "10.0.0.0/33", "'10.0.0.0/33' is not accepted")]
    [InlineData("listen.publicOrigin", "https://hotline.example:8443", null)]
    [InlineData("listen.publicOrigin", "http://localhost:5080", null)]
    [InlineData("listen.publicOrigin", "http://hotline.example", "is not accepted")]
    [InlineData("listen.publicOrigin", "hotline.example", "is not accepted")]
    [InlineData("listen.publicOrigin", "https://hotline.example/desk", "is not accepted")]
    public void What_the_settings_cannot_mean_is_told_by_key_and_value(string key, string value, string? fault)
    {
        var faults = SettingsReader.Read(["--set", $"{key}={value}"]).Faults;
        if (fault is null)
        {
            Assert.Empty(faults);
            return;
        }
        var said = Assert.Single(faults);
        Assert.StartsWith($"4104 setting-not-accepted: {key}: ", said, StringComparison.Ordinal);
        Assert.Contains(fault, said, StringComparison.Ordinal);
    }

    private static Visitor From(HubInProcess hub, string forwardedFor) =>
        new(hub) { Headers = { ["X-Forwarded-For"] = forwardedFor } };

    /// <summary>Asks until it is refused: five at once are allowed, and one a second.</summary>
    private static async Task ExhaustAsync(Visitor visitor) => Assert.InRange(await AllowedAsync(visitor), 5, 39);

    /// <summary>Had it something of its own to use up, five would be allowed.</summary>
    private static async Task SharesAsync(Visitor visitor) => Assert.InRange(await AllowedAsync(visitor), 0, 4);

    private static async Task<int> AllowedAsync(Visitor visitor, string path = HttpPaths.About)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => visitor.GetAsync(path)));
        return answers.Count(a => a.Status == 200);
    }
}
