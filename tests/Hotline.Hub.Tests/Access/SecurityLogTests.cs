using System.Net;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Microsoft.Extensions.Logging;

namespace Hotline.Hub.Tests.Access;

public sealed class SecurityLogTests
{
    private readonly ManualTime _time = new();
    private readonly LoggedLines _lines = new();

    [Fact]
    public void A_refusal_is_listed_with_its_number_door_and_address()
    {
        Log().Refused(AccessErrors.Revoked(), "Http", IPAddress.Parse("192.0.2.7"), "XA/officer");
        Log().Refused(AccessErrors.NoSuchPath(), "Http", null);
        Assert.Equal(
        [
            "Hotline.Security Warning 1011 Refused 4004 key-revoked by Http from 192.0.2.7 for XA/officer",
            "Hotline.Security Information 1011 Refused 4012 no-such-path by Http from nowhere for nobody",
        ], _lines.All);
    }

    [Fact]
    public void One_network_is_listed_ten_times_a_minute_and_then_counted()
    {
        var log = Log();
        for (var i = 0; i < 1000; i++)
        {
            log.Refused(TokenErrors.None(), "Http", IPAddress.Parse($"2001:db8::{i:x}"));
        }
        Assert.Equal(SecurityLog.PerAddress, _lines.All.Count);
        log.Refused(TokenErrors.None(), "Http", IPAddress.Parse("192.0.2.7"));
        Assert.Contains("192.0.2.7", _lines.All[^1], StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(1));
        log.Refused(TokenErrors.None(), "Http", IPAddress.Parse("192.0.2.7"));
        Assert.Contains("1012 990 more refusals", _lines.All[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void All_together_are_listed_three_hundred_times_a_minute()
    {
        var log = Log();
        for (var i = 0; i < 5000; i++)
        {
            log.Refused(TokenErrors.None(), "Http", new IPAddress(0x0A000000L + i));
        }
        Assert.Equal(SecurityLog.InAll, _lines.All.Count);
    }

    [Fact]
    public async Task A_refused_caller_is_listed_and_its_token_is_not()
    {
        await using var hub = await HubInProcess.OpenAsync("listen.trustedProxies=127.0.0.1");
        using var key = Protocol.Keys.SigningKey.Create();
        using var liar = new Visitor(hub, key) { Headers = { ["X-Forwarded-For"] = "203.0.113.7" } };
        Assert.Equal(401, (await liar.GetAsync(HttpPaths.Me + "?access_token=abc")).Status);
        Assert.Equal(404, (await liar.GetAsync("/v1/nothing%0Ahere")).Status);
        using var notifier = Visitor.At(hub, "XA/officer");
        notifier.Headers["X-Forwarded-For"] = "203.0.113.8";
        Assert.Equal(403, (await notifier.GetAsync(HttpPaths.Desks)).Status);
        Assert.Equal(
        [
            "Hotline.Security Warning 1011 Refused 1102 token-unknown-key by Http from 203.0.113.7 for nobody",
            "Hotline.Security Information 1011 Refused 4012 no-such-path by Http from 203.0.113.7 for nobody",
            "Hotline.Security Warning 1011 Refused 2205 not-coordinator by Http from 203.0.113.8 for "
                + Some.Key("XA/officer").Id,
        ], hub.Security);
    }

    private SecurityLog Log() => new(LoggerFactory.Create(b => b.AddProvider(_lines)), _time);
}
