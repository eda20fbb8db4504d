using System.Text.Json;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Journal;
using Hotline.Journal.Checking;
using Hotline.Journal.Sqlite;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>A sender's key is replaced while its messages are open.</summary>
public sealed class FormerKeyTests
{
    private int _changes;

    [Fact]
    public async Task What_a_replaced_key_had_signed_stays_answerable_and_checkable_and_nothing_new_is_taken_from_it()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message());
        var unsent = hub.Some.Message();
        using (var before = Visitor.At(hub, "XB/officer"))
        {
            Assert.Empty(await FormerAsync(before));
        }
        await ReplaceAsync(hub, "XA", "officer", "XA/officer's next");

        using var addressee = Visitor.At(hub, "XB/officer");
        var former = Assert.Single(await FormerAsync(addressee));
        Assert.Equal(("XA", "officer", message.KeyId), (former.Participant, former.Poc, former.Key.Thumbprint()));
        Assert.True(former.SincePosition < former.UntilPosition && former.Since <= former.Until);
        Assert.Equal(message.Compact, (await addressee.GetAsync($"{HttpPaths.Envelopes}/{message.Envelope.Id}")).Body);
        await hub.SendAsync(hub.Some.Acknowledgement(message));

        using var sender = new Visitor(hub, Some.Key("XA/officer's next"));
        Assert.Equal(201, (await SubmitAsync(sender, message.Compact)).Status);
        Assert.Equal(201, (await SubmitAsync(sender, Twin.Of(message.Compact))).Status);
        var (status, body) = await SubmitAsync(sender, unsent.Compact);
        Assert.Equal(401, status);
        Assert.Contains("unknown-key", body, StringComparison.Ordinal);
        Assert.Equal(2, (await CheckAsync(hub)).Verified);
    }

    [Fact]
    public async Task Keys_that_left_while_the_hub_was_away_are_kept_too()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await hub.SendAsync(hub.Some.Message());
        await hub.StopAsync();
        await WriteAsync(hub, "XA", "officer", "XA/officer's next");
        await hub.StartAsync();
        Assert.Equal(Some.Key("XA/officer").Id, Assert.Single(hub.The<Rulebook>().History.Left).KeyId);
        Assert.Equal(1, (await CheckAsync(hub)).Verified);
        await hub.StopAsync();
        await hub.StartAsync();
        Assert.Single(hub.The<Rulebook>().History.Left);
    }

    [Fact]
    public async Task A_key_speaks_only_after_the_journal_has_admitted_it()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var facts = (await hub.The<IJournalStore>().ReadAsync(0, 500, default)).Select(e => e.Entry.Fact).ToList();
        Assert.Equal(
            Some.Directory.Participants.SelectMany(p => p.Pocs).SelectMany(p => p.Keys).Select(k => k.Id).Order(),
            facts.OfType<KeyAdmitted>().Select(f => f.Key.Thumbprint()).Order());
        await ReplaceAsync(hub, "XA", "officer", "XA/officer's next");
        var message = SignedEnvelope.Sign(hub.Some.Message().Envelope, Some.Key("XA/officer's next")).Value;
        await hub.SendAsync(message);
        Assert.Equal((1, true), ((int)(await CheckAsync(hub)).Verified, (await CheckAsync(hub)).Sound));
    }

    private static async Task<IReadOnlyList<FormerKeyView>> FormerAsync(Visitor visitor) => JsonSerializer.Deserialize(
        (await visitor.GetAsync(HttpPaths.Directory)).Body, WireJson.Default.DirectoryView)!.Former;

    private static async Task<(int Status, string Body)> SubmitAsync(Visitor visitor, string compact)
    {
        var answer = await visitor.PostAsync(HttpPaths.Envelopes, compact, Hotline.Protocol.MediaTypes.Envelope);
        return (answer.Status, answer.Body);
    }

    private static async Task<FsckReport> CheckAsync(HubInProcess hub)
    {
        await using var inspection = SqliteInspection.Open(Path.GetDirectoryName(hub.DirectoryFilePath)!).Value;
        var report = await Fsck.RunAsync(inspection);
        Assert.Empty(report.Findings);
        return report;
    }

    private async Task ReplaceAsync(HubInProcess hub, string participant, string poc, string key)
    {
        await WriteAsync(hub, participant, poc, key);
        await RealTime.Until(() =>
        {
            hub.Time.Advance(TimeSpan.FromSeconds(1));
            return hub.The<Rulebook>().History.Left.Length > 0;
        }, "the key to be replaced");
    }

    private async Task WriteAsync(HubInProcess hub, string participant, string poc, string key)
    {
        var contact = Some.Directory.Find(participant)!.Poc(poc)! with { Keys = [Some.Key(key).Public] };
        await File.WriteAllBytesAsync(
            hub.DirectoryFilePath, DirectoryFile.Write(Some.Directory.With(participant, contact).Participants));
        File.SetLastWriteTimeUtc(
            hub.DirectoryFilePath, new DateTime(2030, 1, ++_changes, 0, 0, 0, DateTimeKind.Utc));
    }
}
