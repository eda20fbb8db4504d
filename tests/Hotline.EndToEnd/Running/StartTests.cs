using System.Net;
using System.Net.Sockets;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Running;

/// <summary>What a hub says when it is started, rightly or wrongly.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task An_empty_directory_becomes_the_exercise_and_the_next_steps_are_printed()
    {
        await using var hub = await HubProcess.StartAsync();
        await hub.StopAsync();
        var banner = string.Join('\n', hub.Banner);
        Assert.Contains("is ready.", banner, StringComparison.Ordinal);
        Assert.Contains($"--profile {hub.Data}/exercise/xb-officer.json watch", banner, StringComparison.Ordinal);
        foreach (var who in new[] { "xa-officer", "xa-notifier", "xb-officer", "xb-deputy", "xc-officer",
            "xz-coordinator", "xa-administrator", "xb-administrator", "xc-administrator", "xz-administrator" })
        {
            Assert.Contains(
                $"\"hub\": \"{hub.Http}\"", await File.ReadAllTextAsync(hub.Profile(who)), StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(hub.Profile(who)));
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(hub.Data, "hub.key.json")));
        Assert.All(Directory.EnumerateFiles(hub.Data, "*", SearchOption.AllDirectories), file => Assert.Equal(
            UnixFileMode.None, File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)));
        hub.AssertNoErrors();
    }

    [Fact]
    public async Task All_faults_of_the_settings_are_told_at_once_and_nothing_is_written()
    {
        var data = Path.Combine(Path.GetTempPath(), $"hotline-never-{Environment.ProcessId}");
        var ended = await RunAsync(data, "--set", "limits.submitPerSecond=0", "--set", "mail.atemptTimeout=00:00:08",
            "--set", "tokens.skew=yesterday",
            "--urls", "http://0.0.0.0:5080", "--wrong", "--set", "mail.relays:0:name=one", "--set",
            "mail.relays:0:host=mx.example", "--set", "mail.relays:0:tls=none");
        Assert.Equal(2, ended.ExitCode);
        foreach (var part in new[] { "submitPerSecond", "atemptTimeout", "tokens.skew", "4001 plaintext",
            "--wrong", "Tls" })
        {
            Assert.Contains(part, ended.Errors, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Contains("'0'", ended.Errors, StringComparison.Ordinal);
        Assert.Equal("", ended.Output);
        Assert.False(Directory.Exists(data));
    }

    [Theory]
    [InlineData("--urls", "http://0.0.0.0:0")]
    [InlineData("--urls", "http://[::]:0")]
    [InlineData("--mqtt", "0.0.0.0:0")]
    public async Task An_address_that_is_not_loopback_is_refused_without_TLS(string option, string address)
    {
        var data = Path.Combine(Path.GetTempPath(), $"hotline-never-{Environment.ProcessId}");
        var ended = await RunAsync(data, option, address);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("4001 plaintext", ended.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task A_regime_with_faults_keeps_the_hub_from_starting_and_each_fault_is_named()
    {
        using var config = ConfigFolder.Shipped();
        config.Change("regimes/un.json", "\"PT", "\"QT");
        var data = Directory.CreateTempSubdirectory("hotline-hub-");
        var ended = await RunAsync(data.FullName, "--config", config.Path);
        data.Delete(recursive: true);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("un.json", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_hub_on_the_same_data_is_refused_with_a_sentence_and_the_first_goes_on()
    {
        await using var hub = await HubProcess.StartAsync();
        var second = await RunAsync(hub.Data);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("3010 data-in-use", second.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Errors, StringComparison.Ordinal);
        await using var actor = hub.Actor("xa-officer");
        await actor.SubmitAsync(actor.Notify("XB"));
        hub.AssertNoErrors();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_sentence_and_nothing_is_made()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var data = Path.Combine(Path.GetTempPath(), $"hotline-never-{Environment.ProcessId}");

        var ended = await RunAsync(data, "--urls", $"http://{other.LocalEndpoint}");

        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
        Assert.StartsWith("4120 address-not-free: ", Assert.Single(ended.Errors.TrimEnd().Split('\n')),
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task A_data_directory_that_is_a_file_is_one_sentence()
    {
        var file = Path.GetTempFileName();

        var ended = await RunAsync(file);

        File.Delete(file);
        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
        Assert.Equal($"4121 data-not-usable: The data directory '{file}' cannot be used: '{file}' is a file, not a "
            + "directory. Name a directory that the hub's user may write to (--data DIR), on a disk with free space.",
            ended.Errors.TrimEnd());
    }

    [Fact]
    public async Task Help_tells_every_option()
    {
        await using var help = ChildProcess.Start("dotnet", [Checkout.Hub, "--help"]);
        var text = (await help.EndAsync()).Expect();
        Assert.All(new[] { "--data", "--urls", "--mqtt", "--config", "--set" },
            option => Assert.Contains(option, text, StringComparison.Ordinal));
    }

    private static async Task<Ended> RunAsync(string data, params string[] arguments)
    {
        await using var process = ChildProcess.Start("dotnet",
            [Checkout.Hub, "--data", data, "--urls", "http://127.0.0.1:0", "--mqtt", "127.0.0.1:0", .. arguments]);
        return await process.EndAsync();
    }
}
