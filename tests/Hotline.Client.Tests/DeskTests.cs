using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Client.Tests;

public sealed class DeskTests
{
    [Fact]
    public async Task A_plan_asks_with_what_was_given_and_leaves_out_the_rest()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.Profile, RealTime.Clock);

        var plan = (await api.PlanAsync(
            new PlanQuestion(["XB"], "exercise", Kind.Declaration, Precedence: Precedence.Flash))).Value;

        Assert.Equal(("exercise", "declaration", "flash "), (plan.Regime, plan.Title, plan.Note));
        Assert.Equal("XB", Assert.Single(plan.Addressees).Participant);
    }

    [Fact]
    public async Task A_key_asks_waits_and_is_approved_by_its_fingerprint()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.Profile, RealTime.Clock);
        using var key = SigningKey.Create();

        var asked = (await api.RequestKeyAsync(new SeatClaim("XA", "officer", key.Public.ToJwk()))).Value;

        Assert.Equal(Fingerprint.Of(key.Id), asked.Fingerprint);
        Assert.Equal(asked.Fingerprint, Assert.Single((await api.KeyRequestsAsync()).Value.Requests).Fingerprint);
        Assert.Equal("officer", (await api.ApproveKeyAsync(asked.Fingerprint)).Value.Poc);
        Assert.Equal(RefusalClass.NotFound, (await api.ApproveKeyAsync(asked.Fingerprint)).Refusal?.Class);
    }

    [Fact]
    public async Task What_a_desk_may_know_is_read()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.Profile, RealTime.Clock);

        using var key = SigningKey.Create();

        Assert.Equal(("XA", "officer", PocRole.DutyOfficer),
            (await api.MeAsync()).Value is var me ? (me.Participant, me.Poc, me.Role) : default);
        Assert.False((await api.ExerciseAsync("secret")).Value.Open);
        Assert.Empty((await api.DesksAsync()).Value.Desks);
        var taken = await api.TakeSeatAsync(new SeatClaim("XA", "deputy", key.Public.ToJwk()), "secret");
        Assert.Equal("deputy", taken.Value.Poc);
        Assert.Empty((await api.ExchangesAsync(onlyOpen: true, limit: 5, before: 9)).Value.Exchanges);
    }
}
