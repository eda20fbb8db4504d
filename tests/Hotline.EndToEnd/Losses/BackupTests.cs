using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Losses;

/// <summary>Backups that are made while messages flow, and what is restored of them.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_under_load_holds_all_that_was_receipted_before_it_began_and_is_sound()
    {
        await using var losing = await LosingHub.StartAsync();
        var hub = losing.Hub;
        await using var xa = hub.Actor("xa-officer");
        var sent = new List<Protocol.MessageId>();
        for (var i = 0; i < 20; i++)
        {
            sent.Add((await LosingHub.SendAsync(xa)).Message.Envelope.Id);
        }
        using var stop = new CancellationTokenSource();
        var flowing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await LosingHub.SendAsync(xa);
            }
        });
        var backup = await losing.BackUpAsync();
        await stop.CancelAsync();
        await flowing;
        Assert.True(await xa.HeadAsync() > backup["position"]!.GetValue<long>());

        var restored = await losing.LoseAndRestoreAsync();
        Assert.Equal(backup["position"]!.GetValue<long>() + 1, restored["position"]!.GetValue<long>());
        var sound = await CommandLine.RunAsync(null, "fsck", "--data", hub.Data);
        Assert.True(sound.ExitCode == 0, sound.Errors);
        Assert.All(Directory.EnumerateFiles(hub.Data, "*", SearchOption.AllDirectories), file => Assert.Equal(
            UnixFileMode.None, File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)));
        await hub.StartAgainAsync();
        foreach (var id in sent)
        {
            Assert.Equal(id, (await xa.ViewAsync(id)).Id);
        }
        var about = (await xa.Api.AboutAsync()).Value;
        Assert.Equal(restored["epoch"]!.GetValue<string>(), Protocol.Instant.Write(about.Epoch!.Value));
        Assert.StartsWith(
            "restored from a backup of ", Assert.Single(about.Recoveries!.Value).Reason, StringComparison.Ordinal);
        hub.AssertNoErrors();
    }

    [Fact]
    public async Task What_is_damaged_or_not_empty_is_refused_and_nothing_is_left_behind()
    {
        await using var losing = await LosingHub.StartAsync();
        await using var xa = losing.Hub.Actor("xa-officer");
        await LosingHub.SendAsync(xa);
        await losing.BackUpAsync();
        using var place = new TemporaryDirectory();

        Assert.StartsWith("6060 ", await RefusedAsync("backup", "--data", losing.Hub.Data, losing.Backup),
            StringComparison.Ordinal);
        Assert.StartsWith("6060 ", await RefusedAsync("restore", losing.Backup, "--data", losing.Hub.Data),
            StringComparison.Ordinal);
        Assert.StartsWith("6064 ", await RefusedAsync(
            "backup", "--data", losing.Hub.Data, Path.Combine(losing.Hub.Data, "backup")), StringComparison.Ordinal);
        Assert.StartsWith("6062 ", await RefusedAsync("restore", losing.Hub.Data, "--data", place["new"]),
            StringComparison.Ordinal);

        var journal = Path.Combine(losing.Backup, "journal.db");
        var bytes = await File.ReadAllBytesAsync(journal);
        bytes[^100] ^= 1;
        await File.WriteAllBytesAsync(journal, bytes);
        Assert.StartsWith("6063 ", await RefusedAsync("restore", losing.Backup, "--data", place["new"]),
            StringComparison.Ordinal);
        Assert.False(Path.Exists(place["new"]));
    }

    private static async Task<string> RefusedAsync(params string[] arguments)
    {
        var ended = await CommandLine.RunAsync(null, arguments);
        Assert.Equal(1, ended.ExitCode);
        return Assert.Single(ended.Errors.TrimEnd().Split('\n'));
    }
}
