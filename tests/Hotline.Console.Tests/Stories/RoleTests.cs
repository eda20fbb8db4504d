using System.Text.Json;
using Hotline.Console.Tests.Rig;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Testing.Hubs;

namespace Hotline.Console.Tests.Stories;

/// <summary>A hub whose regime shows nobody another's figures.</summary>
public sealed class OwnFiguresHub : ConsoleHub
{
    protected override ConfigFolder Configure(ConfigFolder shipped)
    {
        shipped.Edit("regimes/exercise.json", regime => regime["figures"] = "own");
        return base.Configure(shipped);
    }
}

/// <summary>A token of one role tries the other's calls; what the console hides, the hub refuses.</summary>
public sealed class RoleTests(OwnFiguresHub running) : AtConsole(running), IClassFixture<OwnFiguresHub>
{
    [Fact]
    public async Task A_coordinator_gets_no_envelope_and_no_subject_by_any_call()
    {
        var (xa, xz) = (Actor("xa-officer"), Actor("xz-coordinator"));
        var sent =
            await xa.SubmitAsync(xa.Notify("XB", subject: "Quite secret", content: """{"what":"Quite secret too"}"""));
        var id = sent.Envelope.Id;

        Assert.False((await xz.Api.EnvelopeAsync(id)).Ok);
        foreach (var path in new[] { $"/v1/envelopes/{id}", $"/v1/exchanges/{id}", "/v1/exchanges?state=all",
            "/v1/feed?after=0&limit=500", "/v1/report", "/v1/report/exchanges", "/v1/desks" })
        {
            var (_, body, _) = await xz.CallAsync(HttpMethod.Get, path, xz.Token());
            Assert.DoesNotContain("Quite secret", body, StringComparison.Ordinal);
            Assert.DoesNotContain(sent.Compact, body, StringComparison.Ordinal);
        }
        var view = await xz.ViewAsync(id);
        Assert.Null(view.Envelope);
    }

    [Fact]
    public async Task A_coordinator_acts_for_nobody()
    {
        var (xa, xz) = (Actor("xa-officer"), Actor("xz-coordinator"));
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        AssertRefused(await xz.PostAsync(
            System.Text.Encoding.UTF8.GetBytes(xz.Messages.Acknowledge(sent.Envelope).Value.Compact)));
        AssertRefused(await xz.PostAsync(System.Text.Encoding.UTF8.GetBytes(xz.Notify("XB").Compact)));
        AssertRefused(await xz.CallAsync(HttpMethod.Post, HttpPaths.Confirmations, xz.Token(),
            Json(new { message = sent.Envelope.Id.ToString(), rung = "displayed" })));
        Assert.DoesNotContain((await xa.ViewAsync(sent.Envelope.Id)).Addressees.Single().Rungs,
            r => r.Rung is Rung.Displayed or Rung.Acknowledged);
    }

    [Fact]
    public async Task An_officer_sees_neither_the_desks_nor_what_others_exchange()
    {
        var (xa, xb) = (Actor("xa-officer"), Actor("xb-officer"));
        var sent = await xa.SubmitAsync(xa.Notify("XC", subject: "Between two"));
        AssertRefused(await xb.CallAsync(HttpMethod.Get, "/v1/desks", xb.Token()));
        AssertRefused(await xb.CallAsync(HttpMethod.Get, $"/v1/exchanges/{sent.Envelope.Id}", xb.Token()));
        AssertRefused(await xb.CallAsync(HttpMethod.Get, $"/v1/envelopes/{sent.Envelope.Id}", xb.Token()));
        Assert.DoesNotContain(sent.Envelope.Id.ToString(), (await xb.CallAsync(
            HttpMethod.Get, "/v1/feed?after=0&limit=500", xb.Token())).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "\"XC\"", (await xb.CallAsync(HttpMethod.Get, "/v1/report?by=participant", xb.Token())).Body,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xa-notifier")]
    [InlineData("xa-officer")]
    [InlineData("xz-coordinator")]
    [InlineData("xb-administrator")]
    public async Task Only_the_participants_administrator_approves_a_key(string who)
    {
        var actor = Actor(who);
        using var stranger = Protocol.Keys.SigningKey.Create();
        var jwk = JsonSerializer.SerializeToElement(stranger.Public.ToJwk(), Protocol.Keys.KeyJson.Default.Jwk);
        var asked = await actor.CallAsync(
            HttpMethod.Post, HttpPaths.KeyRequests, null, Json(new { participant = "XA", poc = "officer", key = jwk }));
        Assert.Equal(202, asked.Status);
        using var request = JsonDocument.Parse(asked.Body);
        var fingerprint = request.RootElement.GetProperty("fingerprint").GetString();
        AssertRefused(await actor.CallAsync(
            HttpMethod.Post, "/v1/directory/approvals", actor.Token(), Json(new { fingerprint })));
        Assert.DoesNotContain(
            fingerprint!, (await actor.CallAsync(HttpMethod.Get, HttpPaths.KeyRequests, actor.Token())).Body,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_nothing_but_the_page_and_the_way_to_a_seat_is_open()
    {
        var xa = Actor("xa-officer");
        foreach (var path in new[] { "/v1/me", "/v1/exchanges", "/v1/feed?after=0", "/v1/directory", "/v1/desks",
            "/v1/report", HttpPaths.KeyRequests })
        {
            Assert.Equal(401, (await xa.CallAsync(HttpMethod.Get, path, null)).Status);
        }
        Assert.Equal(401, (await xa.CallAsync(HttpMethod.Post, "/v1/plan", null,
            Json(new { to = new[] { "XB" }, regime = "exercise", kind = "declaration" }))).Status);
    }

    private static StringContent Json(object body) =>
        new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");

    private static void AssertRefused((int Status, string Body, string? Type) answer) =>
        Assert.True(answer.Status is 403 or 404 or 422, $"{answer.Status} {answer.Body}");
}
