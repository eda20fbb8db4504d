using System.Text.Json;
using Hotline.Protocol;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Running;

/// <summary>A real hub on a real disk that is full: at the start, and while it runs.</summary>
public sealed class FullDiskTests
{
    [DiskTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(20)]
    public async Task A_first_start_without_room_says_one_sentence_and_leaves_nothing_behind(int free)
    {
        using var disk = new SmallDisk(30);
        disk.Fill("others", free * 1024L * 1024);

        var ended = await StartAsync(disk["data"]);

        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
        Assert.Matches("^4(140|121) [a-z-]+: [^\n]+\n?$", ended.Errors);
        Assert.Equal(["others"], disk.Names);
    }

    [DiskTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_start_without_room_or_right_to_write_leaves_everything_as_it_was(bool readOnly)
    {
        using var disk = new SmallDisk(64);
        Directory.CreateDirectory(disk["data"]);
        await using (var hub = await HubProcess.StartAsync(data: disk["data"]))
        {
            await hub.StopAsync();
            disk.Fill("others");
            if (readOnly)
            {
                disk.MakeReadOnly();
            }
            var before = disk.Names.ToList();

            var ended = await StartAsync(disk["data"]);

            Assert.Equal(1, ended.ExitCode);
            Assert.Matches("^4(140|121) [a-z-]+: [^\n]+\n?$", ended.Errors);
            Assert.Equal(before, disk.Names);
            disk.MakeWritable();
            File.Delete(disk["others"]);
            await hub.StartAgainAsync();
            (await hub.StopAsync()).Expect();
        }
    }

    [DiskFact]
    public async Task A_disk_that_fills_and_empties_costs_refusals_with_a_time_to_come_back_and_no_restart()
    {
        using var disk = new SmallDisk(64);
        Directory.CreateDirectory(disk["data"]);
        await using var hub = await HubProcess.StartAsync(
            new HubOptions
            {
                Arguments = ["--set", "disk.reserveMiB=0", "--set", "disk.warnBelowMiB=0",
                    "--set", "limits.submitPerSecond=10000", "--set", "limits.submitBurst=10000"],
            },
            disk["data"]);
        await using var actor = hub.Actor("xa-officer");
        var silent = await actor.SubmitAsync(actor.Notify("XC", precedence: Precedence.Flash));
        disk.Fill("others");
        var content = JsonSerializer.Serialize(new string('x', 150_000));
        Refusal? refusal = null;
        var big = actor.Notify("XB", content: content);
        for (var i = 0; refusal is null && i < 1000; i++)
        {
            big = actor.Notify("XB", content: content);
            refusal = (await actor.Api.SubmitAsync(big.Compact)).Refusal;
        }

        Assert.True(
            refusal is { Number: 4146, Name: "disk-full" },
            $"{refusal}\n{string.Join('\n', hub.Log.Where(line => line.IsError).Take(5))}");
        using var http = new HttpClient();
        Assert.Equal("alive\n", await http.GetStringAsync(new Uri(hub.Http + "/healthz")));

        File.Delete(disk["others"]);
        await RealTime.Until(
            async () => (await actor.Api.SubmitAsync(big.Compact)).Ok, "the same bytes to be taken once there is room");
        await RealTime.Until(
            async () => (await CommandLine.RunAsync(
                hub.Profile("xa-officer"), "--json", "show", silent.Envelope.Id.ToString())).Expect()
                .Contains("lapsed", StringComparison.Ordinal),
            "the clock to go on");
        (await hub.StopAsync()).Expect();
        (await CommandLine.RunAsync(hub.Profile("xa-officer"), "fsck", "--data", hub.Data)).Expect();
    }

    private static async Task<Ended> StartAsync(string data)
    {
        await using var process = ChildProcess.Start("dotnet", HubProcess.Arguments(data, new HubOptions()));
        return await process.EndAsync();
    }
}
