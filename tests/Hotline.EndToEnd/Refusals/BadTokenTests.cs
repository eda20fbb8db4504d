using Hotline.Contract.Wire;
using Hotline.EndToEnd.Rig;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Refusals;

/// <summary>Who may not come in, and is told why.</summary>
public sealed class BadTokenTests(PatientHub running) : AtHub(running), IClassFixture<PatientHub>
{
    public static TheoryData<string, int> Tokens { get; } = new()
    {
        { "none", 1100 },
        { "garbage", 1101 },
        { "an envelope", 1101 },
        { "unknown key", 1102 },
        { "changed", 1103 },
        { "for another hub", 1104 },
        { "expired", 1105 },
        { "from the future", 1106 },
        { "living too long", 1107 },
    };

    public static TheoryData<string, int> TokensOfOtherDoors { get; } = new()
    {
        { "bound to an MQTT client id", 1109 },
        { "bound and long-lived", 1109 },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    [MemberData(nameof(TokensOfOtherDoors))]
    public async Task By_HTTP(string what, int number)
    {
        var xa = Actor("xa-officer");
        var (status, body, type) = await xa.CallAsync(HttpMethod.Get, HttpPaths.Exchanges, Make(what, xa));
        Assert.Equal((401, "application/problem+json", number), (status, type, Problem(body).Number));
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    [MemberData(nameof(TokensOfOtherDoors))]
    public async Task By_SignalR(string what, int number)
    {
        var xa = Actor("xa-officer");
        using var http = new HttpClient { BaseAddress = new Uri(Hub.Http) };
        var token = Make(what, xa);
        using var negotiated = await http.PostAsync(
            $"/hubs/hotline/negotiate?negotiateVersion=1{(token is null ? "" : $"&access_token={token}")}", null);
        Assert.Equal(
            (401, number), ((int)negotiated.StatusCode, Problem(await negotiated.Content.ReadAsStringAsync()).Number));
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task By_MQTT_5(string what, int number)
    {
        await using var desk = await NodeDesk.MqttAsync(new
        {
            profile = Hub.Profile("xa-officer"),
            client = "bad-token",
            password = Make(what, Actor("xa-officer")) ?? "",
        });
        await desk.DoAsync("connect");
        var answer = await desk.EventAsync("connack");
        Assert.Equal(0x87, answer.GetProperty("code").GetInt32());
        Assert.StartsWith($"{number} ", answer.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            FormattableString.Invariant($"{number}"), answer.GetProperty("user").GetProperty("error").GetString());
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task By_MQTT_3(string what, int number)
    {
        var refused = Hub.Log.Count(l => l.Event == 1010);
        await using var pub = Tool.MosquittoPub(Hub.MqttPort, [
            "-V", "311", "-q", "1", "-t", "hotline/v1/XA/submit", "-u", "xa-officer", "-m", "x",
            .. Make(what, Actor("xa-officer")) is { } token ? new[] { "-P", token } : []]);
        var ended = await pub.EndAsync();
        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains("not authorised", ended.Errors, StringComparison.OrdinalIgnoreCase);
        await RealTime.Until(() => Hub.Log.Where(l => l.Event == 1010).Skip(refused).Any(
            l => l.Text.Contains($"Refused {number} ", StringComparison.Ordinal)), "the log says why");
    }

    [Fact]
    public async Task A_user_name_that_is_not_the_tokens_is_refused()
    {
        await using var pub = Tool.MosquittoPub(Hub.MqttPort, "-V", "5", "-q", "1", "-t", "hotline/v1/XB/submit", "-u",
            "xb-officer", "-P", Actor("xa-officer").Token(), "-m", "x");
        Assert.NotEqual(0, (await pub.EndAsync()).ExitCode);
        await RealTime.Until(
            () => Hub.Log.Any(l => l.Event == 1010 && l.Text.Contains("4011 other-user", StringComparison.Ordinal)),
            "the log says why");
    }

    [Theory]
    [InlineData("hotline/v1/XB/inbox/#", "2203 not-yours")]
    [InlineData("hotline/v1/XB/events/#", "2203 not-yours")]
    [InlineData("hotline/v1/+/inbox/#", "2203 not-yours")]
    [InlineData("hotline/#", "4008 no-such-topic")]
    [InlineData("#", "4008 no-such-topic")]
    [InlineData("$SYS/#", "4008 no-such-topic")]
    [InlineData("hotline/v1/XA/submit", "4008 no-such-topic")]
    public async Task A_subscription_to_what_is_not_ones_own_is_refused(string filter, string reason)
    {
        var answer = await running.Mqtt.TryAsync("subscribe", new { topic = filter });
        Assert.Contains(reason, answer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hotline/v1/XB/submit", "2203 not-yours")]
    [InlineData("hotline/v1/XB/confirm", "2203 not-yours")]
    [InlineData("hotline/v1/XA/inbox/flash", "4008 no-such-topic")]
    [InlineData("elsewhere", "4008 no-such-topic")]
    public async Task Publishing_to_what_is_not_ones_own_is_refused(string topic, string reason)
    {
        var (xa, head) = (Actor("xa-officer"), await Actor("xa-officer").HeadAsync());
        var answer = await running.Mqtt.TryAsync("publish", new { topic, payload = xa.Notify("XB").Compact });
        Assert.StartsWith(reason, answer.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(head, await xa.HeadAsync());
    }

    private static string? Make(string what, Actor actor) => what switch
    {
        "none" => null,
        "garbage" => "garbage",
        "an envelope" => actor.Notify("XB").Compact,
        "unknown key" => Stranger(actor),
        "changed" => actor.Token() is var token ? token[..^8] + (token[^8] == 'A' ? 'B' : 'A') + token[^7..] : null,
        "for another hub" => actor.Token(hub: actor.Key.Id),
        "expired" => actor.Token(age: TimeSpan.FromMinutes(10)),
        "from the future" => actor.Token(age: -TimeSpan.FromMinutes(10)),
        "bound to an MQTT client id" => actor.Token(TimeSpan.FromMinutes(1), "desk"),
        "bound and long-lived" => actor.Token(TimeSpan.FromHours(12), "desk"),
        "living too long" => actor.Token(TimeSpan.FromHours(1)),
        _ => throw new ArgumentException(what),
    };

    private static string Stranger(Actor actor)
    {
        using var key = SigningKey.Create();
        return AccessToken.Issue(key, actor.Profile.HubId, RealTime.Clock.GetUtcNow(), TimeSpan.FromMinutes(1));
    }
}
