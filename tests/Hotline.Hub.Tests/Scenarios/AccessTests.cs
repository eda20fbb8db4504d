using System.Text.Json.Nodes;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Intake;
using Hotline.Hub.Keeping;
using Hotline.Hub.Startup;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

public sealed class AccessTests
{
    [Fact]
    public async Task A_key_that_leaves_the_directory_loses_its_connections_and_its_voice()
    {
        await using var hub = await HubInProcess.OpenAsync();
        Refusal? why = null;
        Assert.True(
            hub.The<Connections>().Enter(Some.Seat("XA/officer"), Carrier.SignalR, refusal => why = refusal).Ok);
        var message = hub.Some.Message();
        await File.WriteAllBytesAsync(
            hub.DirectoryFilePath, DirectoryFile.Write(Some.Directory.Participants.Where(p => p.Code != "XA")));
        File.SetLastWriteTimeUtc(hub.DirectoryFilePath, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await RealTime.Until(() =>
        {
            hub.Time.Advance(TimeSpan.FromSeconds(1));
            return why is not null;
        }, "the connection to be ended");
        Assert.Equal(4004, why!.Number);
        var outcome = await hub.The<MessageIntake>().SubmitAsync(message.Compact, null, Carrier.Mail, default);
        Assert.Equal(1022, outcome.Refusal!.Number);
    }

    [Fact]
    public async Task A_directory_with_a_fault_does_not_replace_the_one_in_force()
    {
        await using var hub = await HubInProcess.OpenAsync();
        hub.ErrorsExpected = true;
        await File.WriteAllTextAsync(hub.DirectoryFilePath, """{"participants":[{"code":"xa"}]}""");
        File.SetLastWriteTimeUtc(hub.DirectoryFilePath, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await RealTime.Until(() =>
        {
            hub.Time.Advance(TimeSpan.FromSeconds(1));
            return hub.Errors.Any(e => e.StartsWith("1004", StringComparison.Ordinal));
        }, "the fault to be logged");
        await hub.SendAsync(hub.Some.Message());
    }

    /// <summary>Once this ended the hub, and it did not start again.</summary>
    [Fact]
    public async Task Null_among_the_keys_leaves_the_old_directory_in_force_and_says_its_path()
    {
        await using var hub = await HubInProcess.OpenAsync();
        hub.ErrorsExpected = true;
        var file = JsonNode.Parse(DirectoryFile.Write(Some.Directory.Participants))!;
        file["participants"]![1]!["pocs"]![0]!["keys"]!.AsArray().Add(null);
        await File.WriteAllTextAsync(hub.DirectoryFilePath, file.ToJsonString());
        File.SetLastWriteTimeUtc(hub.DirectoryFilePath, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await RealTime.Until(() =>
        {
            hub.Time.Advance(TimeSpan.FromSeconds(1));
            return hub.Errors.Any(e => e.Contains("$.participants[1].pocs[0].keys[1]: ", StringComparison.Ordinal));
        }, "the fault to be logged");
        await hub.SendAsync(hub.Some.Message());
        Assert.Empty(hub.The<ServiceStates>().Failing);
        await hub.StopAsync();
        var refused = await Assert.ThrowsAsync<StartupException>(hub.StartAsync);
        Assert.Contains("$.participants[1].pocs[0].keys[1]: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_submits_what_another_participant_signed()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var seat = hub.The<Rulebook>().Directory.SeatOf(Some.Key("XB/officer").Id)!;
        var outcome = await hub.The<MessageIntake>()
            .SubmitAsync(hub.Some.Message(from: "XA", to: "XB").Compact, seat, Carrier.Http, default);
        Assert.Equal(DirectoryErrors.NotYours("").Number, outcome.Refusal!.Number);
    }

    [Fact]
    public async Task A_key_may_not_open_more_connections_than_the_limit()
    {
        await using var hub = await HubInProcess.OpenAsync("limits.connectionsPerKey=2");
        var connections = hub.The<Connections>();
        var seat = Some.Seat("XA/officer");
        var first = connections.Enter(seat, Carrier.Mqtt, _ => { });
        Assert.True(first.Ok);
        Assert.True(connections.Enter(seat, Carrier.Mqtt, _ => { }).Ok);
        Assert.Equal(4003, connections.Enter(seat, Carrier.Mqtt, _ => { }).Refusal!.Number);
        first.Value.Dispose();
        Assert.True(connections.Enter(seat, Carrier.Mqtt, _ => { }).Ok);
    }

    [Fact]
    public async Task A_flood_by_one_key_is_refused_and_another_key_does_not_notice()
    {
        await using var hub = await HubInProcess.OpenAsync("limits.submitPerSecond=1", "limits.submitBurst=3");
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await hub.TryAsync(hub.Some.Message()));
        }
        Assert.Equal(4002, (await hub.TryAsync(hub.Some.Message()))!.Number);
        Assert.Null(await hub.TryAsync(hub.Some.Message(from: "XB", to: "XA")));
    }
}
