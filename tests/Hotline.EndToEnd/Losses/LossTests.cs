using System.Text.Json.Nodes;
using Hotline.Client;
using Hotline.Contract.Facts;
using Hotline.EndToEnd.Mqtt;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;
using Hotline.Testing;
using Hotline.Testing.Hubs;
using MQTTnet.Formatter;

namespace Hotline.EndToEnd.Losses;

/// <summary>Yesterday's backup under running clients: each notices, goes on, and misses nothing new.</summary>
public sealed class LossTests
{
    private const string Xb = "xb-officer";

    [Fact]
    public async Task A_restored_backup_is_told_to_every_reader_and_each_goes_on()
    {
        await using var losing = await LosingHub.StartAsync();
        var hub = losing.Hub;
        await using var xa = hub.Actor("xa-officer");
        await using var reader = new Following(hub.ReadProfile(Xb));
        await using var machine = await SessionAsync(hub);
        await machine.SubscribeAsync("hotline/v1/XB/inbox/#");
        await machine.SubscribeAsync("hotline/v1/XB/events/#");
        await using var watch = CommandLine.Start(hub.Profile(Xb), "--json", "watch");
        var (kept, _) = await LosingHub.SendAsync(xa);
        await machine.HearAsync(kept.Compact);
        await losing.BackUpAsync();
        var (gone, before) = await LosingHub.SendAsync(xa);
        await reader.SeesAsync(gone.Envelope.Id);
        await machine.HearAsync(gone.Compact);
        await Sees(watch, gone.Envelope.Id.ToString());

        var said = await losing.LoseAndRestoreAsync("--by", "Ada Roe", "--reason", "the disk is lost");
        await hub.StartAgainAsync();
        await RealTime.Until(() => !reader.Alarms.IsEmpty, "the program to be told");
        Assert.Equal(6035, reader.Alarms.Single().Number);
        Assert.Contains("Ada Roe", reader.Alarms.Single().Detail, StringComparison.Ordinal);
        await RealTime.Until(() => reader.Seen.Any(s => s.Entry.Fact is JournalRecovered), "the entry to be read");
        await RealTime.Until(
            () => watch.Errors.Any(l => l.StartsWith("ALARM: 6035", StringComparison.Ordinal)), "the watch to be told");
        await Sees(watch, "journal-recovered");

        await RealTime.Until(() => !machine.IsConnected, "the machine to notice the end");
        await machine.ConnectAsync();
        Assert.False(machine.Answer.IsSessionPresent);
        await machine.SubscribeAsync("hotline/v1/XB/inbox/#");
        await machine.SubscribeAsync("hotline/v1/XB/events/#");
        await RealTime.Until(
            () => machine.Heard.Any(h => h.Text.Contains("journal-recovered", StringComparison.Ordinal)),
            "the machine to be told");

        // The sender has what is lost still, and the same bytes go on record anew; nobody stays deaf.
        var again = await xa.Api.SubmitAsync(gone.Compact);
        Assert.True(again.Ok, again.Refusal?.ToString());
        var (fresh, _) = await LosingHub.SendAsync(xa);
        await reader.SeesAsync(gone.Envelope.Id, times: 2);
        await reader.SeesAsync(fresh.Envelope.Id);
        await machine.HearAsync(fresh.Compact);
        await Sees(watch, fresh.Envelope.Id.ToString());
        await watch.SignalAsync("TERM");
        Assert.Equal(0, (await watch.EndAsync()).ExitCode);

        using var key = VerificationKey.FromJwk(xa.Profile.HubKey).Value;
        Assert.True(before.Verify(key, gone.Digest).Ok);
        Assert.True(again.Value.Verify(key, gone.Digest).Ok);
        Assert.Null(Checkpoint.Open(before.Checkpoint, key).Value.Epoch);
        Assert.Equal(
            said["epoch"]!.GetValue<string>(),
            Protocol.Instant.Write(Checkpoint.Open(again.Value.Checkpoint, key).Value.Epoch!.Value));
        var sound = await CommandLine.RunAsync(null, "fsck", "--data", hub.Data);
        Assert.True(sound.ExitCode == 0, sound.Errors);
        hub.AssertNoErrors(1042);
    }

    [Fact]
    public async Task A_journal_that_is_shorter_without_a_word_is_noticed_by_who_has_read_more()
    {
        await using var losing = await LosingHub.StartAsync();
        var hub = losing.Hub;
        await using var xa = hub.Actor("xa-officer");
        await using var reader = new Following(hub.ReadProfile(Xb));
        await using var watch = CommandLine.Start(hub.Profile(Xb), "--json", "watch");
        var (kept, _) = await LosingHub.SendAsync(xa);
        await losing.BackUpAsync();
        for (var i = 0; i < 6; i++)
        {
            var (gone, _) = await LosingHub.SendAsync(xa);
            await reader.SeesAsync(gone.Envelope.Id);
            await Sees(watch, gone.Envelope.Id.ToString());
        }
        await hub.KillAsync();
        losing.PutOldJournal(withMark: false);
        await hub.StartAgainAsync();

        await RealTime.Until(() => !reader.Alarms.IsEmpty, "the program to be told");
        await RealTime.Until(
            () => watch.Errors.Any(l => l.StartsWith("ALARM: 6035", StringComparison.Ordinal)), "the watch to be told");
        var (fresh, _) = await LosingHub.SendAsync(xa);
        await reader.SeesAsync(kept.Envelope.Id, times: 2);
        await reader.SeesAsync(fresh.Envelope.Id);
        await Sees(watch, fresh.Envelope.Id.ToString());
        hub.AssertNoErrors();
    }

    [Fact]
    public async Task A_journal_behind_its_mark_is_not_served_and_nothing_is_changed_until_somebody_decides()
    {
        await using var losing = await LosingHub.StartAsync();
        var hub = losing.Hub;
        await using var xa = hub.Actor("xa-officer");
        var (kept, _) = await LosingHub.SendAsync(xa);
        await losing.BackUpAsync();
        FeedPlace place;
        await using (var reader = new Following(hub.ReadProfile(Xb)))
        {
            var (gone, _) = await LosingHub.SendAsync(xa);
            await reader.SeesAsync(gone.Envelope.Id);
            place = reader.Place;
        }
        Assert.Equal(0, (await hub.StopAsync()).ExitCode);
        losing.PutOldJournal(withMark: true);
        var before = losing.Files();

        var refused = await losing.RefusesAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith(
            "4130 journal-behind-its-mark: ", Assert.Single(refused.Errors.TrimEnd().Split('\n')),
            StringComparison.Ordinal);
        Assert.Contains($"hotline hub recover --data {hub.Data}", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, losing.Files());

        var decided = await CommandLine.RunAsync(
            null, "--json", "hub", "recover", "--data", hub.Data, "--by", "Ada Roe", "--reason", "no newer journal");
        Assert.True(decided.ExitCode == 0, decided.Errors);
        var fact = JsonNode.Parse(decided.Output)!;
        Assert.True(fact["lost"]!.GetValue<long>() > fact["kept"]!.GetValue<long>());
        await hub.StartAgainAsync();

        // Grown past where the reader was: its cursor lies in the journal again, and among other entries.
        while (await xa.HeadAsync() <= place.Position + 5)
        {
            await LosingHub.SendAsync(xa);
        }
        await using var late = new Following(hub.ReadProfile(Xb), place);
        var (fresh, _) = await LosingHub.SendAsync(xa);
        await late.SeesAsync(fresh.Envelope.Id);
        Assert.Equal(6035, late.Alarms.Single().Number);
        Assert.Equal(
            "Ada Roe", late.Seen.Select(s => s.Entry.Fact).OfType<JournalRecovered>().Single().By);
        Assert.DoesNotContain(late.Seen, s => s.Message?.Envelope.Id == kept.Envelope.Id);
        Assert.Equal(0, (await hub.StopAsync()).ExitCode);
        await hub.StartAgainAsync();
        hub.AssertNoErrors();
    }

    [Fact]
    public async Task Another_tree_at_the_mark_is_not_served_either()
    {
        await using var losing = await LosingHub.StartAsync();
        var hub = losing.Hub;
        await using var xa = hub.Actor("xa-officer");
        await losing.BackUpAsync();
        await LosingHub.SendAsync(xa);
        Assert.Equal(0, (await hub.StopAsync()).ExitCode);
        var mark = await File.ReadAllTextAsync(Path.Combine(hub.Data, "journal.mark"));
        losing.PutOldJournal(withMark: false);
        await hub.StartAgainAsync();
        for (var i = 0; i < 4; i++)
        {
            await LosingHub.SendAsync(xa);
        }
        Assert.Equal(0, (await hub.StopAsync()).ExitCode);
        await File.WriteAllTextAsync(Path.Combine(hub.Data, "journal.mark"), mark);

        var refused = await losing.RefusesAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("4131 ", Assert.Single(refused.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        hub.AssertNoErrors();
    }

    [Fact]
    public async Task A_cursor_beyond_the_head_is_refused_by_number_at_every_door()
    {
        await using var hub = await HubProcess.StartAsync();
        await using var xb = hub.Actor(Xb);
        var head = await xb.HeadAsync();
        Assert.Equal(3020, (await xb.Api.FeedAsync(head + 1000)).Refusal?.Number);
        Assert.True((await xb.Api.FeedAsync(head)).Ok);

        await using var machine = await SessionAsync(hub);
        var (code, reason) = await machine.SubscribeFromAsync("hotline/v1/XB/inbox/#", head + 1000);
        Assert.True(code >= 0x80);
        Assert.StartsWith("3020 cursor-beyond-head", reason, StringComparison.Ordinal);
        hub.AssertNoErrors();
    }

    private static Task<NetDesk> SessionAsync(HubProcess hub)
    {
        var actor = hub.Actor(Xb);
        return NetDesk.OpenAsync(new NetSettings(
            hub.MqttPort, Xb, "desk", actor.Token(TimeSpan.FromHours(1), "desk"), MqttProtocolVersion.V500)
        {
            Lasting = true,
        });
    }

    private static Task Sees(ChildProcess watch, string text) =>
        watch.OutputAsync(l => l.Contains(text, StringComparison.Ordinal), text);
}
