using System.Text.Json.Nodes;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Cli.Tests;

public sealed class WatchTests : IDisposable
{
    private static readonly Terminal Person = new(Person: true, Colours: false, Width: 200);
    private readonly CommandStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task For_a_script_each_line_is_one_document_and_displayed_is_not_claimed()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var message = server.Message();
        server.Journal.Append(message.Compact);

        await using var watch = _stage.Start("watch", "--json");
        await RealTime.Until(() => Items(watch).Count == 1, "the item");
        Assert.Equal(0, await watch.EndAsync());

        var item = Items(watch).Single();
        Assert.Equal("accepted", item["entry"]!["fact"]!["type"]!.GetValue<string>());
        Assert.Equal(("holds", "Unusual traffic"),
            (item["signature"]!.GetValue<string>(), item["message"]!["subject"]!.GetValue<string>()));
        Assert.Equal(message.Compact, item["envelope"]!.GetValue<string>());
        Assert.Equal(message.Compact, File.ReadAllText(_stage.File($"XB.inbox/{message.Envelope.Id}.jws")));
        Assert.Equal(
            [(message.Envelope.Id, Rung.Delivered)], server.Journal.Confirmations.Select(c => (c.Message, c.Rung)));
    }

    [Fact]
    public async Task For_a_person_the_message_is_shown_whole_and_displayed_is_confirmed_after_delivered()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        _stage.Terminal = Person;
        await using var watch = _stage.Start("watch");
        var message = server.Message();
        server.Journal.Append(message.Compact);

        await RealTime.Until(() => server.Journal.Confirmations.Count == 2, "both confirmations");

        Assert.Equal([Rung.Delivered, Rung.Displayed], server.Journal.Confirmations.Select(c => c.Rung));
        Assert.Contains(" ► Acknowledge: due in ", watch.Run.Out, StringComparison.Ordinal);
        Assert.Contains("Signed by XA/officer", watch.Run.Out, StringComparison.Ordinal);
        Assert.Contains("│ Seen since midnight.", watch.Run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_that_was_cut_goes_on_by_itself_and_shows_each_message_once()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        server.Journal.Append(server.Message().Compact);
        await using var watch = _stage.Start("watch", "--json");
        await RealTime.Until(() => Items(watch).Count == 1, "the first");

        server.Journal.Parting = AccessErrors.ReaderTooSlow(TimeSpan.FromSeconds(10));
        var lines = server.Journal.Tokens.Count;
        server.CutLines();
        await RealTime.Until(() => server.Journal.Tokens.Count > lines + 1, "it to be cut again");
        server.Journal.Parting = null;
        server.Journal.Append(server.Message().Compact);

        await RealTime.Until(() => Items(watch).Count == 2, "the second");
        Assert.Equal(0, await watch.EndAsync());
        Assert.Equal([1L, 2], Items(watch).Select(i => i["entry"]!["position"]!.GetValue<long>()));
    }

    [Fact]
    public async Task What_is_shown_before_its_turn_does_not_move_the_place_where_the_next_watch_begins()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        for (var i = 0; i < 12; i++)
        {
            server.Journal.Append(server.Message().Compact);
        }
        server.Journal.Urgent.Add(12);
        var first = _stage.Start("watch", "--json");
        await RealTime.Until(() => Items(first).Count == 12, "all of them");
        Assert.Equal(0, await first.EndAsync());
        Assert.Equal(
            Enumerable.Range(1, 11).Prepend(12).Select(n => (long)n),
            Items(first).Select(i => i["entry"]!["position"]!.GetValue<long>()));

        await using var second = _stage.Start("watch", "--json");
        await RealTime.Until(() => Items(second).Count > 0, "the one that was shown before its turn");
        Assert.Equal(12, Items(second)[0]["entry"]!["position"]!.GetValue<long>());
        Assert.Equal(11, server.Journal.Follows.Last());
    }

    [Fact]
    public async Task Into_a_file_too_it_says_what_is_awaited_and_displayed_is_not_claimed()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        await using var watch = _stage.Start("watch");
        server.Journal.Append(server.Message().Compact);

        await watch.Prints("Signed by XA/officer");

        Assert.Contains(" ► Acknowledge: due in ", watch.Run.Out, StringComparison.Ordinal);
        Assert.Equal([Rung.Delivered], server.Journal.Confirmations.Select(c => c.Rung));
    }

    [Fact]
    public async Task Without_confirmation_the_hub_is_told_nothing()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        server.Journal.Append(server.Message().Compact);
        await using var watch = _stage.Start("watch", "--json", "--no-confirm");
        await RealTime.Until(() => Items(watch).Count == 1, "the item");

        Assert.Empty(server.Journal.Confirmations);
    }

    [Fact]
    public async Task What_cannot_be_stored_is_shown_and_not_confirmed()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        _stage.Write("XB.inbox", "a file where the directory should be");
        server.Journal.Append(server.Message().Compact);
        await using var watch = _stage.Start("watch", "--json");
        await RealTime.Until(() => Items(watch).Count == 1, "the item");

        Assert.StartsWith("6022 ", Items(watch).Single()["refusal"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(server.Journal.Confirmations);
    }

    [Fact]
    public async Task A_hub_that_goes_and_comes_back_is_told_loudly_and_nothing_is_missed_or_shown_twice()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        await using var watch = _stage.Start("watch");
        server.Journal.Append(server.Message().Compact);
        await watch.Prints("Unusual traffic");

        await server.DownAsync();
        await watch.Prints("NOT CONNECTED since ");
        var acknowledgement = Protocol.Envelopes.SignedEnvelope.Sign(
            FreshMessage.Opening() with { Subject = "Second" }, server.Journal.Officer).Value;
        server.Journal.Append(acknowledgement.Compact);
        await server.UpAsync();
        await watch.Prints("Second");

        Assert.Contains("Connected again after ", watch.Run.Out, StringComparison.Ordinal);
        Assert.Equal(2, watch.Run.Out.Split("Signed by XA/officer").Length - 1);
    }

    [Fact]
    public async Task The_next_watch_goes_on_where_the_last_one_ended_unless_told_otherwise()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        server.Journal.Append(server.Message().Compact);
        await using (var first = _stage.Start("watch", "--json"))
        {
            await RealTime.Until(() => Items(first).Count == 1, "the first item");
        }
        server.Journal.Append(server.Message().Compact);

        await using var second = _stage.Start("watch", "--json");
        await RealTime.Until(() => Items(second).Count == 1, "the second item");
        await using var all = _stage.Start("watch", "--json", "--from", "0");
        await RealTime.Until(() => Items(all).Count == 2, "all items");

        Assert.Equal(2, Items(second).Single()["entry"]!["position"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_cursor_beyond_the_hubs_journal_shows_everything_instead_of_waiting_for_ever()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        _stage.Write("XB.cursor", "400\n");
        server.Journal.Append(server.Message().Compact);
        await using var watch = _stage.Start("watch", "--json");
        await RealTime.Until(() => Items(watch).Count == 1, "the item");

        Assert.Contains("position 400", watch.Run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_is_rolled_back_is_an_alarm_and_what_is_left_is_read_again()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        for (var i = 0; i < 6; i++)
        {
            server.Journal.Append(server.Message().Compact);
        }
        await using var watch = _stage.Start("watch", "--json");
        await RealTime.Until(() => Items(watch).Count == 6, "everything");
        server.Journal.RollBack(kept: 2);
        server.CutLines();
        await RealTime.Until(() => Items(watch).Count == 8, "what is left to come again");
        server.Journal.Append(server.Message().Compact);
        await RealTime.Until(() => Items(watch).Count == 9, "what comes after it");

        Assert.Equal(0, await watch.EndAsync());
        Assert.Single(watch.Run.Error.Split('\n'),
            l => l.StartsWith("ALARM: 6035 journal-rolled-back", StringComparison.Ordinal));
        Assert.Equal(3, Items(watch)[^1]["entry"]!["position"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_damaged_at_the_hub_is_told_once_and_the_rest_comes(bool json)
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        for (var i = 0; i < 3; i++)
        {
            server.Journal.Append(server.Message().Compact);
        }
        server.Journal.Damaged = [2];
        await using var watch = json ? _stage.Start("watch", "--json") : _stage.Start("watch");
        const string Alarm = "ALARM: 6036 hub-journal-damaged: The hub's journal is damaged at position 2:";
        if (json)
        {
            await RealTime.Until(() => Items(watch).Count == 2, "what is sound");
            Assert.Single(watch.Run.Error.Split('\n'), l => l.StartsWith(Alarm, StringComparison.Ordinal));
            var told = watch.Run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => JsonNode.Parse(l)!["damaged"]).Where(d => d is not null);
            Assert.Equal(2, Assert.Single(told)![0]!.GetValue<long>());
        }
        else
        {
            await RealTime.Until(() => watch.Run.Out.Split("Signed by XA/officer").Length == 3, "what is sound");
            Assert.Equal(2, watch.Run.Out.Split(Alarm).Length);
        }
        Assert.Equal(0, await watch.EndAsync());
    }

    [Fact]
    public async Task A_key_that_the_hub_does_not_know_ends_the_watch_with_the_hubs_reason()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile with { Key = SigningKey.Create().ToPrivateJwk() });

        var run = await _stage.RunAsync(["watch"]);

        Assert.Equal(1, run.Exit);
        Assert.Equal(TokenErrors.UnknownKey() + "\n", run.Error);
    }

    private static List<JsonNode> Items(Running watch) =>
        [.. watch.Run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonNode.Parse(l)!).Where(l => l["entry"] is not null)];
}
