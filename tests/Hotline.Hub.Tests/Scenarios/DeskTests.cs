using System.Text.Json.Nodes;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Journal;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>What a desk asks before it acts.</summary>
public sealed class DeskTests
{
    private const string Header = """{"to":["XB"],"cc":["XC"],"regime":"exercise","kind":"incident-notification","""
        + """ "precedence":"priority","status":"exercise"}""";

    [Fact]
    public async Task A_key_learns_whom_it_speaks_for()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var officer = Visitor.At(hub, "XA/officer");
        using var coordinator = Visitor.At(hub, "XZ/officer");
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"participant":"XA","name":"CERT of XA","poc":"officer","role":"duty-officer","title":"officer of XA",
                 "languages":["en"],"watches":[]}
                """),
            (await officer.GetAsync(HttpPaths.Me)).Json));
        Assert.Equal(
            "exercise", Assert.Single((await coordinator.GetAsync(HttpPaths.Me)).As(WireJson.Default.Me).Watches));
    }

    [Theory]
    [InlineData("/v1/me")]
    [InlineData("/v1/desks")]
    [InlineData("/v1/directory/requests")]
    public async Task Nobody_without_a_token_is_told_anything(string path)
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var stranger = Visitor.At(hub, "XQ/officer");
        using var nobody = new Visitor(hub);
        Assert.Equal((401, 1102), (await stranger.GetAsync(path)).Refusal);
        Assert.Equal((401, 1100), (await nobody.GetAsync(path)).Refusal);
    }

    [Fact]
    public async Task A_plan_says_what_will_follow_and_leaves_no_trace()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var officer = Visitor.At(hub, "XA/officer");
        var head = hub.The<Tail>().Head;
        var plan = (await officer.PostAsync(HttpPaths.Plan, Header)).Json;
        Assert.Equal(("exercise", "Exercise"), ((string?)plan["regime"], (string?)plan["title"]));
        var (xb, xc) = (plan["addressees"]![0]!, plan["addressees"]![1]!);
        Assert.Equal(
            ("XB", "CERT of XB", "action"), ((string?)xb["participant"], (string?)xb["name"], (string?)xb["role"]));
        Assert.Equal(("XC", "info"), ((string?)xc["participant"], (string?)xc["role"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"window":"delivery","seconds":20,"basis":{"kind":"operator-default",
             "source":"modelled on nothing outside: chosen so short that a person can watch every step"}}
            """), xb["windows"]![0]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"step":"deputy","window":"acknowledgement","seconds":60,"told":"XB",
             "notices":[{"means":"mail","poc":"deputy"}]}
            """), xb["steps"]![2]));
        Assert.Equal("operator-default", (string?)plan["escalationBasis"]!["kind"]);
        Assert.Equal(head, hub.The<Tail>().Head);
    }

    [Fact]
    public async Task A_plan_fills_in_what_a_draft_fills_in()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var officer = Visitor.At(hub, "XA/officer");
        const string Declaration = """{"to":["XB"],"regime":"exercise","kind":"declaration"}""";
        var plan = (await officer.PostAsync(HttpPaths.Plan, Declaration)).As(WireJson.Default.PlanView);
        Assert.Equal(30, Assert.Single(Assert.Single(plan.Addressees).Windows).Seconds);
    }

    [Theory]
    [InlineData("XA/officer", "\"XB\"", "\"XQ\"", 404, 2002)]
    [InlineData("XA/officer", "\"XB\"", "\"XA\"", 400, 1019)]
    [InlineData("XA/officer", "\"exercise\",\"kind\"", "\"nowhere\",\"kind\"", 404, 2101)]
    [InlineData("XA/officer", "\"status\":\"exercise\"", "\"status\":\"actual\"", 403, 2103)]
    [InlineData("XA/officer", "incident-notification", "acknowledgement", 400, 1019)]
    [InlineData("XA/officer", "incident-notification", "gossip", 400, 1016)]
    [InlineData("XA/officer", "\"cc\"", "\"bcc\"", 400, 1014)]
    [InlineData("XA/officer", "\"cc\":[\"XC\"]", "\"from\":\"XB\"", 400, 1019)]
    [InlineData("XA/officer", "\"cc\":[\"XC\"]", "\"from\":\"XC\"", 403, 1023)]
    [InlineData("XA/officer", "{\"to\"", "{{\"to\"", 400, 1010)]
    [InlineData("XA/notifier", "priority", "flash", 403, 2201)]
    [InlineData("XA/notifier", "incident-notification", "request-for-information", 403, 2202)]
    [InlineData("XA/administrator", "priority", "routine", 403, 2202)]
    [InlineData("XZ/officer", "priority", "routine", 403, 2202)]
    public async Task A_plan_is_refused_as_the_message_would_be(
        string seat, string what, string instead, int status, int number)
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var visitor = Visitor.At(hub, seat);
        var body = Header.Replace(what, instead, StringComparison.Ordinal);
        Assert.NotEqual(Header, body);
        Assert.Equal((status, number), (await visitor.PostAsync(HttpPaths.Plan, body)).Refusal);
    }

    [Fact]
    public async Task A_plan_needs_a_token_and_a_small_body_of_JSON()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var officer = Visitor.At(hub, "XA/officer");
        using var nobody = new Visitor(hub);
        Assert.Equal((401, 1100), (await nobody.PostAsync(HttpPaths.Plan, Header)).Refusal);
        Assert.Equal((413, 4014), (await officer.PostAsync(HttpPaths.Plan, Header + new string(' ', 4096))).Refusal);
        Assert.Equal((415, 4006), (await officer.PostAsync(HttpPaths.Plan, Header, "text/plain")).Refusal);
    }

    [Fact]
    public async Task Open_exchanges_are_listed_without_those_that_have_ended()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var officer = Visitor.At(hub, "XB/officer");
        var sent = new List<MessageId>();
        for (var i = 0; i < 5; i++)
        {
            var message = await hub.SendAsync(hub.Some.Message());
            sent.Insert(0, message.Envelope.Id);
            if (i is 1 or 3)
            {
                await hub.SendAsync(i == 1 ? hub.Some.Withdrawal(message) : hub.Some.Closure(message));
            }
        }
        await hub.AdvanceAsync(TimeSpan.FromSeconds(21));
        var open = await ListAsync("?state=open");
        Assert.Equal([sent[0], sent[2], sent[4]], open.Select(e => e.Id));
        Assert.All(open, e => Assert.Equal(ExchangeState.Open, e.State));
        Assert.Equal([sent[0], sent[2]], (await ListAsync("?state=open&limit=2")).Select(e => e.Id));
        Assert.Equal([sent[4]], (await ListAsync($"?state=open&before={open[1].Position}")).Select(e => e.Id));
        Assert.Equal(sent, (await ListAsync("?state=all")).Select(e => e.Id));
        Assert.Equal(sent, (await ListAsync("")).Select(e => e.Id));
        Assert.Equal((400, 4006), (await officer.GetAsync(HttpPaths.Exchanges + "?state=closed")).Refusal);

        async Task<IReadOnlyList<ExchangeView>> ListAsync(string query) =>
            (await officer.GetAsync(HttpPaths.Exchanges + query)).As(WireJson.Default.ExchangeList).Exchanges;
    }

    [Theory]
    [InlineData("XA/officer")]
    [InlineData("XA/administrator")]
    [InlineData("XA/notifier")]
    public async Task Only_a_coordinator_sees_who_is_there(string seat)
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var visitor = Visitor.At(hub, seat);
        Assert.Equal((403, 2205), (await visitor.GetAsync(HttpPaths.Desks)).Refusal);
    }

    [Fact]
    public async Task A_coordinator_sees_who_is_there_by_what_and_since_when()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var coordinator = Visitor.At(hub, "XZ/officer");
        var connections = hub.The<Connections>();
        var desks = (await coordinator.GetAsync(HttpPaths.Desks)).As(WireJson.Default.DesksView);
        Assert.Equal(["XA", "XB", "XC", "XZ"], desks.Desks.Select(d => d.Participant));
        Assert.All(desks.Desks.SelectMany(d => d.Pocs), p =>
            Assert.Equal((false, null, 0), (p.Connected, p.Since, p.Carriers.Length)));

        var start = hub.Time.GetUtcNow();
        var first = connections.Enter(Some.Seat("XA/officer"), Carrier.SignalR, _ => { }).Value;
        hub.Time.Advance(TimeSpan.FromSeconds(2));
        var second = connections.Enter(Some.Seat("XA/officer"), Carrier.Mqtt, _ => { }).Value;
        Assert.Equal((true, start, "SignalR Mqtt"), await OfficerAsync());
        first.Dispose();
        first.Dispose();
        hub.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((true, start, "Mqtt"), await OfficerAsync());
        second.Dispose();
        hub.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((false, start.AddSeconds(4), ""), await OfficerAsync());
        using var again = connections.Enter(Some.Seat("XA/officer"), Carrier.SignalR, _ => { }).Value;
        Assert.Equal((true, start.AddSeconds(6), "SignalR"), await OfficerAsync());

        async Task<(bool, DateTimeOffset?, string)> OfficerAsync()
        {
            var view = (await coordinator.GetAsync(HttpPaths.Desks)).As(WireJson.Default.DesksView);
            var officer = view.Desks.Single(d => d.Participant == "XA").Pocs.Single(p => p.Id == "officer");
            return (officer.Connected, officer.Since, string.Join(' ', officer.Carriers));
        }
    }
}
