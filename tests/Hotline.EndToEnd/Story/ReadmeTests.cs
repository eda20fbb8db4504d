using System.Text.RegularExpressions;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Story;

/// <summary>What the README's first screens tell a newcomer to type, typed.</summary>
public sealed partial class ReadmeTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hotline-readme-").FullName;
    private readonly List<string> _blocks = [];
    private HubProcess _hub = null!;

    [Fact]
    public async Task The_first_message_goes_as_the_README_says()
    {
        await using var watch = ChildProcess.Start("/bin/bash", ["-c", Prelude() + Command("xb-officer.json watch")
            .Replace("watch", "--json watch", StringComparison.Ordinal)], folder: _folder);
        await watch.OutputAsync(l => l.Contains("\"connected\":true", StringComparison.Ordinal), "that XB watches");
        var id = (await RunAsync(Command("xa-officer.json send"))).Expect().Trim();
        await watch.OutputAsync(l => l.Contains(
            id, StringComparison.Ordinal) && l.Contains("accepted", StringComparison.Ordinal), "the incident");
        (await RunAsync(Command("xb-officer.json ack ID").Replace("ID", id, StringComparison.Ordinal))).Expect();
        (await RunAsync(Command("xb-officer.json respond ID").Replace("ID", id, StringComparison.Ordinal))).Expect();
        var shown =
            (await RunAsync(Command("xa-officer.json show ID").Replace("ID", id, StringComparison.Ordinal))).Expect();
        Assert.Contains("operator default", shown, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Where_nobody_listens_the_mail_is_opened_and_acknowledged_as_the_README_says()
    {
        var sent = Command("xa-officer.json send").Replace("--to XB", "--to XC", StringComparison.Ordinal);
        var id = (await RunAsync(sent)).Expect().Trim();
        var outbox = Path.Combine(_folder, "data", "outbox");
        string[] Mails() => Directory.Exists(outbox)
            ? [.. Directory.GetFiles(outbox, "*.eml").Where(f => !Path.GetFileName(f).StartsWith('.'))] : [];
        await RealTime.Until(() => Mails().Length > 0, "the mail lies in the outbox");
        var file = Path.GetFileName(Mails()[0]);
        var open = Command("xc-officer.json open").Replace("FILE.eml", file, StringComparison.Ordinal);
        Assert.Contains("Phishing wave", (await RunAsync(open)).Expect(), StringComparison.Ordinal);
        (await RunAsync(Command("xc-officer.json ack").Replace("FILE.eml", file, StringComparison.Ordinal))).Expect();
        (await RunAsync(Command("cp reply.eml"))).Expect();
        await RealTime.Until(async () => (await RunAsync(Command("xa-officer.json show ID").Replace("ID", id,
            StringComparison.Ordinal))).Output.Contains("cknowledged", StringComparison.Ordinal), "the window closes");
    }

    [Fact]
    public async Task A_machine_publishes_and_reads_by_MQTT_as_the_README_says()
    {
        await using var reader = ChildProcess.Start(
            "/bin/bash", ["-c", Prelude() + Command("mosquitto_sub")], folder: _folder);
        await RealTime.Until(
            () => _hub.Log.Any(l => l.Event / 1000 == 3 && l.Text.Contains("desk", StringComparison.Ordinal)),
            "the reader is connected");
        var pipeline = Command("sign < samples/message.json");
        var arrived = reader.OutputAsync(l => l.Split('.').Length == 3, "the envelope");
        await RealTime.Until(
            async () => { (await RunAsync(pipeline)).Expect(); return arrived.IsCompleted; }, "the envelope arrives");
        await arrived;
    }

    [Fact]
    public async Task The_journal_of_a_stopped_hub_is_checked_as_the_README_says()
    {
        await _hub.StopAsync();
        (await RunAsync("ops/hotline fsck --data data")).Expect();
    }

    public async Task InitializeAsync()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "README.md"));
        _blocks.AddRange(
            from Match block in Shell().Matches(text) from line in Commands(block.Groups[1].Value) select line);
        _hub = await HubProcess.StartAsync(data: Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName);
        // The command that the tests were built with, instead of building another.
        var command = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "ops")).FullName, "hotline");
        await File.WriteAllTextAsync(command, $"#!/bin/sh\nexec dotnet '{Checkout.Cli}' \"$@\"\n");
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "samples"), Path.Combine(Checkout.Root, "samples"));
    }

    public async Task DisposeAsync()
    {
        _hub.AssertNoErrors();
        await _hub.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The README's command that holds a text.</summary>
    private string Command(string part) =>
        _blocks.Find(b => b.Contains(part, StringComparison.Ordinal)) ?? throw new InvalidOperationException(
            $"The README has no command with: {part}\n{string.Join("\n--\n", _blocks)}");

    private Task<Ended> RunAsync(string command) => Tool.ShellAsync(Prelude() + command, _folder);

    /// <summary>The port that this hub has.</summary>
    private string Prelude() => $$"""
        mosquitto_pub() { command mosquitto_pub -p {{_hub.MqttPort}} "$@"; }
        mosquitto_sub() { exec mosquitto_sub -p {{_hub.MqttPort}} "$@"; }

        """;

    /// <summary>One command a line; a line that ends in a backslash or a pipe goes on.</summary>
    private static IEnumerable<string> Commands(string block) => Joined().Replace(block, "$1 ").Split(
        '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex(@"(?:\\|(\|))\n\s*")]
    private static partial Regex Joined();
}
