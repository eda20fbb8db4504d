using System.Text.Json.Nodes;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>Whoever looks is told whose turn it is, what is awaited, and what he may do.</summary>
public sealed class TurnTests
{
    [Fact]
    public async Task An_exchange_says_whose_turn_it_is_what_is_awaited_and_what_may_be_done_and_why_not()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message());
        using var addressee = Visitor.At(hub, "XB/officer");
        using var opener = Visitor.At(hub, "XA/officer");

        var (theirs, ours) = (await ShowAsync(opener, message), await ShowAsync(addressee, message));
        Assert.Equal(("theirs", "ours"), ((string?)theirs["turn"], (string?)ours["turn"]));
        var due = hub.Time.GetUtcNow().ToMilliseconds().AddMinutes(1);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""
                {"of":"XB","what":"acknowledge","about":"XB","window":"acknowledgement",
                 "due":"{{Instant.Write(due)}}","lapsed":false}
                """),
            ours["awaits"]![0]));
        Assert.Equal(["acknowledge", "respond"], Open(ours));
        Assert.Equal(["withdraw", "close"], Open(theirs));
        var withdraw = ours["may"]!.AsArray().Single(m => (string?)m!["act"] == "withdraw")!;
        Assert.True((int?)withdraw["number"] is >= 2000 and < 2100 && ((string?)withdraw["why"])!.Length > 10);
    }

    [Fact]
    public async Task What_may_be_done_depends_on_who_looks_and_what_is_awaited_does_not()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message());
        var theirs = hub.The<Rulebook>().Directory.Find("XB")!.Poc("notifier")!;
        hub.The<Rulebook>().Replace(hub.The<Rulebook>().Directory.With("XB", theirs with { Inbox = true }));
        using var machine = Visitor.At(hub, "XB/notifier");
        var view = await ShowAsync(machine, message);
        Assert.Equal("ours", (string?)view["turn"]);
        Assert.Empty(Open(view));
    }

    [Fact]
    public async Task Once_it_was_acknowledged_and_answered_nobody_is_awaited()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message());
        await hub.SendAsync(hub.Some.Response(message));
        using var addressee = Visitor.At(hub, "XB/officer");
        var view = await ShowAsync(addressee, message);
        Assert.Equal("nobody", (string?)view["turn"]);
        Assert.Empty(view["awaits"]!.AsArray());
    }

    [Fact]
    public async Task A_list_says_where_to_go_on_until_it_is_at_its_end()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 250).Select(_ => hub.SendAsync(hub.Some.Message())));
        using var reader = Visitor.At(hub, "XB/officer");

        var found = new List<ExchangeView>();
        var pages = 0;
        long? next = null;
        do
        {
            var query = next is null ? "?limit=100" : $"?limit=100&before={next}";
            var page = (await reader.GetAsync(HttpPaths.Exchanges + query)).As(WireJson.Default.ExchangeList);
            found.AddRange(page.Exchanges);
            next = page.Next;
            pages++;
        }
        while (next is not null);

        Assert.Equal((3, 250), (pages, found.DistinctBy(view => view.Id).Count()));
        Assert.Equal(found.Select(view => view.Position).OrderDescending(), found.Select(view => view.Position));
    }

    [Fact]
    public async Task What_is_ours_is_found_at_once_and_a_list_of_what_is_seldom_looks_through_only_so_many()
    {
        await using var hub = await HubInProcess.OpenAsync("limits.submitBurst=5000");
        var ours = await hub.SendAsync(hub.Some.Message(from: "XB", to: "XA"));
        foreach (var batch in Enumerable.Range(0, 1100).Chunk(100))
        {
            await Task.WhenAll(batch.Select(_ => hub.SendAsync(hub.Some.Message())));
        }
        using var reader = Visitor.At(hub, "XA/officer");

        const string Ours = HttpPaths.Exchanges + "?turn=ours&limit=10";
        var found = (await reader.GetAsync(Ours)).As(WireJson.Default.ExchangeList);
        Assert.Equal(ours.Envelope.Id, Assert.Single(found.Exchanges).Id);
        Assert.Null(found.Next);
        await hub.SendAsync(hub.Some.Acknowledgement(ours, "XA"));
        await hub.SendAsync(hub.Some.Response(ours, "XA"));
        Assert.Empty(await ListAsync(reader, "?turn=ours&limit=10"));

        const string Nobodys = HttpPaths.Exchanges + "?turn=nobody&limit=10";
        var first = (await reader.GetAsync(Nobodys)).As(WireJson.Default.ExchangeList);
        Assert.Empty(first.Exchanges);
        var second = (await reader.GetAsync($"{Nobodys}&before={first.Next}")).As(WireJson.Default.ExchangeList);
        Assert.Equal(ours.Envelope.Id, Assert.Single(second.Exchanges).Id);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Pages_of_what_is_ours_hold_all_of_it_once_also_after_a_restart()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var sent = new List<SignedEnvelope>();
        for (var i = 0; i < 60; i++)
        {
            sent.Add(await hub.SendAsync(hub.Some.Message()));
        }
        foreach (var (message, i) in sent.Select((m, i) => (m, i)).Where(pair => pair.i % 3 > 0))
        {
            await hub.SendAsync(i % 3 == 1 ? hub.Some.Response(message) : hub.Some.Withdrawal(message));
        }
        var ours = sent.Where((_, i) => i % 3 == 0).Reverse().Select(m => m.Envelope.Id).ToList();
        Assert.Equal(ours, await PagesAsync());
        await hub.StopAsync();
        await hub.StartAsync();
        Assert.Equal(ours, await PagesAsync());

        async Task<List<MessageId>> PagesAsync()
        {
            using var reader = Visitor.At(hub, "XB/officer");
            var (found, next) = (new List<MessageId>(), (long?)long.MaxValue);
            while (next is not null)
            {
                var page = (await reader.GetAsync($"{HttpPaths.Exchanges}?turn=ours&limit=7&before={next}"))
                    .As(WireJson.Default.ExchangeList);
                found.AddRange(page.Exchanges.Select(view => view.Id));
                next = page.Next;
            }
            return found;
        }
    }

    [Fact]
    public async Task What_is_ours_stands_at_the_top_of_what_is_open_and_is_found_however_much_else_is()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var silent = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(121));
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => hub.SendAsync(hub.Some.Message())));
        using var coordinator = Visitor.At(hub, "XZ/officer");

        var all = await ListAsync(coordinator, "?state=open&limit=500");
        Assert.Equal(301, all.Count);
        Assert.Equal((silent.Envelope.Id, Turn.Ours), (all[0].Id, all[0].Turn));
        Assert.Equal((Awaited.Reach, "XC"), (all[0].Awaits[0].What, all[0].Awaits[0].About));
        Assert.All(all.Skip(1), e => Assert.NotEqual(Turn.Ours, e.Turn));
        Assert.Equal(all.Skip(1).Select(e => e.Position).OrderDescending(), all.Skip(1).Select(e => e.Position));

        // More than a page: newest first, as is needed to page on; what is ours can be asked for.
        var page = await ListAsync(coordinator, "?state=open&limit=100");
        Assert.Equal(all.Skip(1).Take(100).Select(e => e.Id), page.Select(e => e.Id));
        Assert.Equal(silent.Envelope.Id, Assert.Single(await ListAsync(coordinator, "?turn=ours&limit=100")).Id);
        Assert.Equal(300, (await ListAsync(coordinator, "?turn=theirs&limit=500")).Count);
        Assert.Equal(7, (await ListAsync(coordinator, "?turn=theirs&limit=7")).Count);
        Assert.Equal((400, 4006), (await coordinator.GetAsync(HttpPaths.Exchanges + "?turn=mine")).Refusal);
    }

    private static async Task<JsonNode> ShowAsync(Visitor visitor, SignedEnvelope message) =>
        (await visitor.GetAsync($"{HttpPaths.Exchanges}/{message.Envelope.Id}")).Json;

    private static async Task<IReadOnlyList<ExchangeView>> ListAsync(Visitor visitor, string query) =>
        (await visitor.GetAsync(HttpPaths.Exchanges + query)).As(WireJson.Default.ExchangeList).Exchanges;

    private static IEnumerable<string?> Open(JsonNode view) =>
        view["may"]!.AsArray().Where(m => (bool)m!["open"]!).Select(m => (string?)m!["act"]);
}
