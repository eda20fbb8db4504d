using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Hub.Outbound;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>One entry of a hub's journal is not what was written: its exchange is hurt, and nothing else.</summary>
public sealed class DamageTests
{
    private static readonly TimeSpan JustAfterDelivery = TimeSpan.FromSeconds(21);
    private readonly SmsGateway _gateway = new();

    [Fact]
    public async Task The_hub_is_ready_and_says_which_entry_is_damaged()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var (hurt, _) = await TwoAsync(hub);
        using var http = new HttpClient();
        Assert.Contains("journal check: ok,", await ReadyAsync(hub, http), StringComparison.Ordinal);

        var position = await HurtAsync(hub, hurt);
        using var reader = Visitor.At(hub, "XB/officer");
        await reader.GetAsync(HttpPaths.Exchanges);

        Assert.Contains(
            $"journal check: ALARM, damaged entries: {position},", await ReadyAsync(hub, http),
            StringComparison.Ordinal);
        Assert.Contains(hub.Errors, l => l.StartsWith($"2040 Entry {position} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_names_the_place_and_has_the_others_and_the_exchange_itself_is_refused_by_number()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var (hurt, whole) = await TwoAsync(hub);
        var position = await HurtAsync(hub, hurt);
        using var reader = Visitor.At(hub, "XB/officer");

        var list = (await reader.GetAsync(HttpPaths.Exchanges)).Json;
        var feed = (await reader.GetAsync($"{HttpPaths.Feed}?after=0")).Json;
        var shown = (await reader.GetAsync($"{HttpPaths.Exchanges}/{hurt.Envelope.Id}")).Json;

        Assert.Equal(position, Assert.Single(list["damaged"]!.AsArray())!.GetValue<long>());
        Assert.Equal(
            whole.Envelope.Id.ToString(), Assert.Single(list["exchanges"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal(position, Assert.Single(feed["damaged"]!.AsArray())!.GetValue<long>());
        Assert.Equal(3031, shown["number"]!.GetValue<int>());
    }

    [Fact]
    public async Task Its_timer_holds_up_no_others_and_the_clock_is_not_said_to_stand_still()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var (hurt, whole) = await TwoAsync(hub);
        await HurtAsync(hub, hurt);
        using var http = new HttpClient();

        await hub.AdvanceAsync(TimeSpan.FromSeconds(61));

        var lapses = (await hub.FactsAsync(whole)).OfType<Lapsed>().ToDictionary(l => l.Window);
        var facts = await hub.FeedAsync("XA");
        foreach (var (window, after) in new[] { (Window.Delivery, 20), (Window.Acknowledgement, 60) })
        {
            var due = (await hub.AddresseeAsync(whole, "XB")).Windows.Single(w => w.Window == window).Due;
            Assert.Equal(TimeSpan.FromSeconds(after), due - (await hub.StateAsync(whole)).At);
            var entry = facts.Items.Single(i => i.Entry.Fact == lapses[window]).Entry;
            Assert.InRange(entry.At - due, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }
        Assert.Contains("clock: ok,", await ReadyAsync(hub, http), StringComparison.Ordinal);
        Assert.DoesNotContain(
            facts.Items, i => i.Entry.Fact is ExchangeFact f && f.Exchange == hurt.Envelope.Exchange);
    }

    [Fact]
    public async Task Its_notice_is_not_sent_and_holds_up_no_others()
    {
        _gateway.Answer = _ => Task.FromResult<NoticeOutcome>(new NoticeOutcome.Temporary("gateway: busy"));
        await using var hub = await HubInProcess.OpenWithAsync(_gateway.Way(poc => poc.Role == PocRole.DutyOfficer));
        var (hurt, whole) = await TwoAsync(hub);
        await hub.AdvanceAsync(JustAfterDelivery);
        foreach (var message in new[] { hurt, whole })
        {
            await RealTime.Until(
                async () => (await hub.FactsAsync(message)).Any(f => f is NoticeDeferred), "the first try");
        }
        _gateway.Asked.Clear();
        _gateway.Answer = _ => Task.FromResult<NoticeOutcome>(new NoticeOutcome.Sent("gateway"));
        await HurtAsync(hub, hurt);

        await hub.AdvanceAsync(TimeSpan.FromSeconds(40));
        await RealTime.Until(async () => (await hub.FactsAsync(whole))
            .OfType<NoticeSent>().Any(n => n.Notice.Means == SmsGateway.Name), "the other's notice to be sent");

        Assert.All(_gateway.Asked, n => Assert.Equal(whole.Envelope.Id, n.Key.Message));
        await RealTime.Until(
            () => hub.Errors.Any(l => l.StartsWith("5030 ", StringComparison.Ordinal)), "the notice's alarm");
    }

    [Fact]
    public async Task A_hub_whose_own_word_is_damaged_starts_all_the_same()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var (_, whole) = await TwoAsync(hub);

        await hub.HurtAsync("UPDATE entry SET json = 'x' WHERE position = 1");

        await hub.SendAsync(hub.Some.Acknowledgement(whole));
        Assert.Equal(Rung.Acknowledged, (await hub.AddresseeAsync(whole, "XB")).Rung);
    }

    private static async Task<(SignedEnvelope Hurt, SignedEnvelope Whole)> TwoAsync(HubInProcess hub)
    {
        var hurt = await hub.SendAsync(hub.Some.Message());
        return (hurt, await hub.SendAsync(hub.Some.Message()));
    }

    private static async Task<long> HurtAsync(HubInProcess hub, SignedEnvelope opening)
    {
        var position = await hub.PositionAsync(opening);
        await hub.HurtAsync(FormattableString.Invariant(
            $"UPDATE entry SET json = replace(json, 'XB', 'XC') WHERE position = {position}"));
        return position;
    }

    /// <summary>What <c>/readyz</c> says; it must say that the hub is ready.</summary>
    private static Task<string> ReadyAsync(HubInProcess hub, HttpClient http) =>
        http.GetStringAsync(new Uri($"{hub.HttpAddress}/readyz"));
}
