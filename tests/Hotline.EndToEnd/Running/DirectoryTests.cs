using System.Text.Json.Nodes;
using Hotline.Contract.Wire;
using Hotline.EndToEnd.Rig;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Running;

/// <summary>The directory changes while the hub runs.</summary>
public sealed class DirectoryTests(RunningHub running) : AtHub(running), IClassFixture<RunningHub>
{
    private string File => Path.Combine(Hub.Data, "directory.json");

    [Fact]
    public async Task A_key_that_is_dropped_loses_its_connections_at_once_on_every_carrier()
    {
        var (desk, machine) = (Own(await NodeDesk.SignalRAsync(Hub.Profile("xc-deputy"))),
            Own(await NodeDesk.MqttAsync(new { profile = Hub.Profile("xc-deputy"), client = "dropped" })));
        await desk.DoAsync("start");
        await desk.DoAsync("follow", new { after = 0 });
        await desk.EventAsync("page");
        await machine.DoAsync("connect");
        await machine.EventAsync("connect");
        await machine.DoAsync("subscribe", new { topic = "hotline/v1/XC/inbox/#" });

        Change(directory => Contacts(directory, "XC").RemoveAll(poc => poc!["id"]!.GetValue<string>() == "deputy"));

        Assert.StartsWith("4004 key-revoked", (await desk.EventAsync("ending")).GetProperty("refusal").GetString(),
            StringComparison.Ordinal);
        var disconnect = await machine.EventAsync("disconnect");
        Assert.Equal(0x87, disconnect.GetProperty("code").GetInt32());
        Assert.StartsWith("4004 key-revoked", disconnect.GetProperty("reason").GetString(), StringComparison.Ordinal);
        var gone = Actor("xc-deputy");
        var (status, body, _) = await gone.CallAsync(HttpMethod.Get, HttpPaths.Exchanges, gone.Token());
        Assert.Equal((401, 1102), (status, Problem(body).Number));
    }

    [Fact]
    public async Task Others_stay_connected_when_a_key_is_dropped_and_its_messages_are_refused()
    {
        var (watching, xa) = (Own(await NodeDesk.SignalRAsync(Hub.Profile("xb-officer"))), Actor("xa-officer"));
        await watching.DoAsync("start");
        await watching.DoAsync("follow", new { after = -1 });
        await watching.EventAsync("page");
        var dropped = Actor("xa-notifier");
        var envelope = dropped.Notify("XB");
        Change(directory => Contacts(directory, "XA").RemoveAll(poc => poc!["id"]!.GetValue<string>() == "notifier"));
        await RealTime.Until(async () => (await xa.Api.DirectoryAsync()).Value.Participants
            .Single(p => p.Code == "XA").Pocs.All(p => p.Id != "notifier"), "the new directory is in force");
        Assert.Equal(1022, (await xa.Api.SubmitAsync(envelope.Compact)).Refusal?.Number);
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        await watching.EventAsync(
            "page", p => p.ToString().Contains(sent.Envelope.Id.ToString(), StringComparison.Ordinal));
        Assert.Empty(watching.Named("ending"));
    }

    [Fact]
    public async Task A_directory_with_faults_is_logged_and_the_old_one_stays_in_force()
    {
        Expected.Add(1004);
        var (xa, before) = (Actor("xa-officer"), await System.IO.File.ReadAllTextAsync(File));
        await System.IO.File.WriteAllTextAsync(File, before.Replace("\"XB\"", "\"X B\"", StringComparison.Ordinal));
        await RealTime.Until(() => Hub.Log.Any(l => l.Event == 1004), "the log says what is wrong");
        Assert.Contains("$.participants[1].code: \"X B\" is not accepted",
            Hub.Log.First(l => l.Event == 1004).Text, StringComparison.Ordinal);
        await xa.SubmitAsync(xa.Notify("XB"));
        await System.IO.File.WriteAllTextAsync(File, before);
    }

    private void Change(Action<JsonNode> change)
    {
        var directory = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        change(directory);
        var aside = File + ".aside";
        System.IO.File.WriteAllText(aside, directory.ToJsonString());
        System.IO.File.Move(aside, File, overwrite: true);
    }

    private static JsonArray Contacts(JsonNode directory, string participant) =>
        directory["participants"]!
            .AsArray().Single(p => p!["code"]!.GetValue<string>() == participant)!["pocs"]!.AsArray();
}
