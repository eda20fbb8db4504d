using Hotline.Protocol;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Http;

/// <summary>What one caller can use up.</summary>
public sealed class RateLimitTests(
    RateLimitTests.StrictHub running) : AtHub(running), IClassFixture<RateLimitTests.StrictHub>
{
    [Fact]
    public async Task Too_many_messages_of_one_key_are_refused_with_a_number_and_others_go_on()
    {
        var hasty = Actor("xa-officer");
        var envelopes = Enumerable.Range(0, 40).Select(_ => hasty.Notify("XB", Kind.Declaration).Compact).ToList();
        var outcomes = await Task.WhenAll(envelopes.Select(e => hasty.Api.SubmitAsync(e)));
        Assert.InRange(outcomes.Count(o => o.Ok), 3, 39);
        Assert.All(outcomes.Where(o => !o.Ok), o => Assert.Equal(
            (4002, RefusalClass.TooMany), (o.Refusal!.Number, o.Refusal.Class)));
        await Actor("xb-officer").SubmitAsync(Actor("xb-officer").Notify("XA", Kind.Declaration));
    }

    [Fact]
    public async Task Too_many_calls_from_one_address_are_answered_429_as_a_problem()
    {
        var actor = Actor("xc-officer");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 600).Select(_ => actor.CallAsync(HttpMethod.Get, "/v1/hub", token: null)));
        var refused = answers.First(a => a.Status != 200);
        Assert.Equal((429, "application/problem+json"), (refused.Status, refused.Type));
        Assert.Equal(4013, Problem(refused.Body).Number);
    }

    /// <summary>Three messages at once and then one a second; thirty calls a second.</summary>
    public sealed class StrictHub : RunningHub
    {
        protected override HubOptions Options => new()
        {
            Arguments = ["--set", "limits.submitPerSecond=1", "--set", "limits.submitBurst=3", "--set",
                "limits.requestsPerSecond=30"],
        };
    }
}
