using Hotline.EndToEnd.Rig;
using Hotline.Protocol;

namespace Hotline.EndToEnd.Http;

/// <summary>What one caller can use up.</summary>
public sealed class RateLimitTests(RateLimitTests.StrictHub running) : AtHub(running), IClassFixture<RateLimitTests.StrictHub>
{
    [Fact]
    public async Task Too_many_messages_of_one_key_are_refused_with_a_number_and_others_go_on()
    {
        var hasty = Actor("xa-officer");
        var outcomes = new List<Outcome<Protocol.Proofs.Receipt>>();
        for (var i = 0; i < 5; i++)
        {
            outcomes.Add(await hasty.Api.SubmitAsync(hasty.Notify("XB", Kind.Declaration).Compact));
        }
        Assert.Equal([true, true, true], outcomes.Take(3).Select(o => o.Ok));
        var refusal = outcomes[^1].Refusal!;
        Assert.Equal((4002, RefusalClass.TooMany), (refusal.Number, refusal.Class));
        await Actor("xb-officer").SubmitAsync(Actor("xb-officer").Notify("XA", Kind.Declaration));
    }

    [Fact]
    public async Task Too_many_calls_from_one_address_are_answered_429_as_a_problem()
    {
        var actor = Actor("xc-officer");
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => actor.CallAsync(HttpMethod.Get, "/v1/hub", token: null)));
        var refused = answers.First(a => a.Status != 200);
        Assert.Equal((429, "application/problem+json"), (refused.Status, refused.Type));
        Assert.Equal(4002, Rig.Actor.Problem(refused.Body).Number);
        Assert.Contains("request", Rig.Actor.Problem(refused.Body).Detail, StringComparison.Ordinal);
    }

    /// <summary>Three messages at once and one each ten minutes; twenty calls a second.</summary>
    public sealed class StrictHub : RunningHub
    {
        protected override HubOptions Options => new()
        {
            Arguments = ["--set", "limits.submitPerSecond=1", "--set", "limits.submitBurst=3", "--set", "limits.requestsPerSecond=20"],
        };
    }
}
