using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hotline.Hub.Settings;
using Hotline.Hub.Startup;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Testing;
using Microsoft.Extensions.Logging;

namespace Hotline.Hub.Tests.Startup;

/// <summary>A hub that cannot start says why in numbered sentences, and leaves everything as it found it.</summary>
public sealed class StartRefusalTests : IDisposable
{
    private readonly TemporaryDirectory _place = new();

    private string Data => _place["data"];

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("--urls", "http://127.0.0.1:{0}", "listen.urls")]
    [InlineData("--mqtt", "127.0.0.1:{0}", "listen.mqtt")]
    public async Task A_port_that_somebody_has(string option, string address, string key)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var told = await RefusedAsync(option, string.Format(CultureInfo.InvariantCulture, address, port));

        Assert.StartsWith(
            $"4120 address-not-free: {key}: the hub cannot listen on 127.0.0.1:{port}: another program has this port",
            told, StringComparison.Ordinal);
        Assert.False(Path.Exists(Data));
    }

    [Theory]
    [InlineData("--urls", "http://127.0.0.1:{0}", "listen.urls")]
    [InlineData("--mqtt", "127.0.0.1:{0}", "listen.mqtt")]
    public async Task A_port_that_is_lost_after_it_was_tried_is_one_sentence_too(
        string option, string address, string key)
    {
        var port = Ports.Take();
        using var lines = new LoggedLines();
        await using var hub = await HubHost.OpenAsync(
            Reading(option, string.Format(CultureInfo.InvariantCulture, address, port)),
            new HubSurroundings(new ManualTime(), new Random(1)) { Logging = logging => logging.AddProvider(lines) });
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();

        var told = (await Assert.ThrowsAsync<StartupException>(() => hub.StartAsync())).Message;

        Assert.StartsWith(
            $"4120 address-not-free: {key}: the hub cannot listen on 127.0.0.1:{port}: another program has this port",
            Assert.Single(told.Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain(lines.All, line => line.Contains(" Error ", StringComparison.Ordinal)
            || line.Contains(" Critical ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_port_for_two_doors()
    {
        var port = Ports.Take();

        var told = await RefusedAsync("--urls", $"http://127.0.0.1:{port}", "--mqtt", $"127.0.0.1:{port}");

        Assert.Contains("another setting names it too", told, StringComparison.Ordinal);
        Assert.False(Path.Exists(Data));
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("127.0.0.1", "0.0.0.0")]
    public async Task One_port_for_a_door_on_every_address_and_one_on_a_single_one(string http, string mqtt)
    {
        var port = Ports.Take();

        var told = await RefusedAsync("--urls", $"http://{http}:{port}", "--mqtt", $"{mqtt}:{port}",
            "--set", "listen.allowPlaintext=true");

        Assert.Contains("another setting names it too", told, StringComparison.Ordinal);
        Assert.False(Path.Exists(Data));
    }

    [Theory]
    [InlineData("--data")]
    [InlineData("--config")]
    public void A_directory_without_a_name(string option) =>
        Assert.StartsWith("41", Assert.Single(SettingsReader.Read([option, ""]).Faults), StringComparison.Ordinal);

    [Theory]
    [InlineData("a-file")]
    [InlineData("a-file/data")]
    public async Task A_data_directory_that_is_none(string name)
    {
        await File.WriteAllTextAsync(_place["a-file"], "mine");

        var told = await RefusedAsync("--data", _place[name]);

        Assert.StartsWith("4121 data-not-usable: ", told, StringComparison.Ordinal);
        Assert.Equal(["a-file"], Names());
    }

    [Fact]
    public async Task A_Maildir_that_is_none()
    {
        await File.WriteAllTextAsync(_place["a-file"], "mine");

        var told = await RefusedAsync("--set", $"mail.inboundMaildir={_place["a-file"]}");

        Assert.StartsWith("5081 maildir-unusable: ", told, StringComparison.Ordinal);
        Assert.Equal(["a-file"], Names());
    }

    [Fact]
    public async Task A_data_directory_in_a_file_system_that_takes_nothing()
    {
        var told = await RefusedAsync("--data", "/proc/hotline/data");

        Assert.StartsWith(
            "4121 data-not-usable: The data directory '/proc/hotline/data' ", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_too_long_for_the_disk_leaves_no_directory_behind()
    {
        var told = await RefusedAsync("--data", Path.Combine(_place["a"], "b", new string('x', 300)));

        Assert.StartsWith("4121 data-not-usable: ", told, StringComparison.Ordinal);
        Assert.Empty(Names());
    }

    [Theory]
    [InlineData("hub.key.json", "{}", 4123)]
    [InlineData("hub.key.json", "nothing of the sort", 4123)]
    [InlineData("directory.json", "[", 4124)]
    [InlineData("purpose", "fun", 4122)]
    public async Task A_file_of_the_data_directory_that_is_not_what_it_must_be(string name, string text, int number)
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, name), text);

        var told = await RefusedAsync();

        Assert.StartsWith($"{number} ", told, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Data, name), told, StringComparison.Ordinal);
        Assert.Equal(["data", $"data/{name}"], Names());
    }

    [Theory]
    [InlineData("/proc/journal.mark", true)]
    [InlineData("/nowhere/at/all/journal.mark", false)]
    public async Task A_high_water_mark_that_cannot_be_written(string path, bool began)
    {
        if (began)
        {
            await BeginAsync();
        }
        var told = await RefusedAsync("--set", $"journal.mark={path}");

        Assert.StartsWith(
            $"4132 mark-not-writable: The high-water mark '{path}' cannot be written: ",
            Assert.Single(told.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_compared_with_its_mark()
    {
        await BeginAsync();
        var file = Path.Combine(Data, "journal.db");
        var bytes = await File.ReadAllBytesAsync(file);
        Random noise = new(1);
        const int Page = 4096;
        for (var page = 1; page < bytes.Length / Page; page++)
        {
            noise.NextBytes(bytes.AsSpan((page * Page) + 100, 200));
        }
        await File.WriteAllBytesAsync(file, bytes);

        var told = await RefusedAsync();

        Assert.StartsWith("4133 journal-not-comparable: ", Assert.Single(told.Split('\n')), StringComparison.Ordinal);
        Assert.Contains("damaged pages of 4096 bytes: ", told, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task No_regime()
    {
        Directory.CreateDirectory(_place["config"]);

        var told = await RefusedAsync("--config", _place["config"]);

        Assert.StartsWith("4125 regime-faulty: ", told, StringComparison.Ordinal);
        Assert.False(Path.Exists(Data));
    }

    [Fact]
    public void Each_fault_of_the_settings_has_a_number()
    {
        var faults = SettingsReader.Read(
        [
            "--wrong", "--urls", "ftp://here", "--mqtt", "there", "--set", "limits.submitPerSecond=0",
            "--set", "tokens.skew=yesterday", "--set", "mail.atemptTimeout=1", "--set", "bridges=one",
            "--set", "listen.certificate=/nowhere/at/all.pem", "--set", "mail.inboundMaildir=",
            "--set", "mail.imap.host=mail example", "--set", "telemetry.otlp=ftp://x", "--set", "mail.relays.0.name=R",
            "--set", "mail.relays.0.caFile=/nowhere", "--data",
        ]).Faults;

        Assert.True(faults.Count > 12, string.Join('\n', faults));
        Assert.All(faults, fault => Assert.Matches("^4[01][0-9]{2} [a-z-]+: .+", fault));
    }

    [Fact]
    public void A_settings_file_that_is_none_has_a_number()
    {
        Directory.CreateDirectory(_place["config"]);
        File.WriteAllText(_place["config/hotline.json"], "{ \"data\": ");

        var fault = Assert.Single(SettingsReader.Read(["--config", _place["config"]]).Faults);

        Assert.StartsWith("4109 settings-file: ", fault, StringComparison.Ordinal);
    }

    private IEnumerable<string> Names() => Directory
        .EnumerateFileSystemEntries(_place.Path, "*", SearchOption.AllDirectories)
        .Select(p => Path.GetRelativePath(_place.Path, p)).Order(StringComparer.Ordinal);

    /// <summary>A hub has run there, and was stopped.</summary>
    private async Task BeginAsync()
    {
        await using var hub = await HubHost.OpenAsync(
            Reading(), new HubSurroundings(new ManualTime(), new Random(1)) { Logging = l => l.ClearProviders() });
        await hub.StartAsync();
        await hub.StopAsync("test");
    }

    private async Task<string> RefusedAsync(params string[] arguments)
    {
        var reading = Reading(arguments);
        return (await Assert.ThrowsAsync<StartupException>(
            () => HubHost.OpenAsync(reading, new HubSurroundings(new ManualTime(), new Random(1))))).Message;
    }

    private SettingsReading Reading(params string[] arguments)
    {
        var reading = SettingsReader.Read(
            ["--data", Data, "--urls", "http://127.0.0.1:0", "--mqtt", "127.0.0.1:0", .. arguments]);
        Assert.Empty(reading.Faults);
        return reading;
    }
}
