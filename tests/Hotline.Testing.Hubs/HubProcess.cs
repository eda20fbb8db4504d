using System.Globalization;
using System.Text.Json;
using Hotline.Client;

namespace Hotline.Testing.Hubs;

/// <summary>How a hub is started.</summary>
public sealed record HubOptions
{
    /// <summary>Settings and regimes; null for those shipped with the program.</summary>
    public string? Config { get; init; }

    /// <summary>Further command-line arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>True when a restarted hub listens where it did before.</summary>
    public bool SamePorts { get; init; }

    /// <summary>True when its speed counts; otherwise it is compiled for a short life.</summary>
    public bool AsShipped { get; init; }
}

/// <summary>A line of the hub's log.</summary>
/// <param name="Event">Number of the event; 0 for a line that is no log entry.</param>
/// <param name="Level">Its level, as the framework names it; <c>Error</c> for a line that is no log entry.</param>
/// <param name="Text">What it says.</param>
public sealed record LogLine(int Event, string Level, string Text)
{
    /// <summary>Whether something went wrong.</summary>
    public bool IsError => Level is "Error" or "Critical";
}

/// <summary>
/// The built hub as a process of its own, on a data directory of its own, that a test may kill, stop and start again.
/// </summary>
public sealed class HubProcess : IAsyncDisposable
{
    private readonly HubOptions _options;
    private readonly List<string> _earlier = [];
    private readonly string? _urls;
    private readonly string? _mqtt;
    private ChildProcess? _process;

    private HubProcess(HubOptions options, string? data)
    {
        _options = options;
        Data = data ?? Directory.CreateTempSubdirectory("hotline-hub-").FullName;
        if (options.SamePorts)
        {
            (_urls, _mqtt) = ($"http://127.0.0.1:{Ports.Take()}", $"127.0.0.1:{Ports.Take()}");
        }
    }

    /// <summary>Its process id.</summary>
    public int Id => _process!.Id;

    /// <summary>The data directory.</summary>
    public string Data { get; }

    /// <summary>Where HTTP is, such as <c>http://127.0.0.1:40001</c>.</summary>
    public string Http { get; private set; } = "";

    /// <summary>Port of MQTT on 127.0.0.1.</summary>
    public int MqttPort { get; private set; }

    /// <summary>What it said when it was ready.</summary>
    public IReadOnlyList<string> Banner => _process!.Output;

    /// <summary>Everything that every run of it wrote to its log.</summary>
    public IReadOnlyList<LogLine> Log => [.. _earlier.Concat(_process?.Errors ?? []).Select(Read)];

    /// <summary>Starts a hub and waits until it is ready.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="data">An existing data directory; null for a new one.</param>
    public static async Task<HubProcess> StartAsync(HubOptions? options = null, string? data = null)
    {
        var hub = new HubProcess(options ?? new HubOptions(), data);
        await hub.StartAgainAsync();
        return hub;
    }

    /// <summary>Starts it without waiting.</summary>
    public void Launch()
    {
        _earlier.AddRange(_process?.Errors ?? []);
        _process = ChildProcess.Start(
            "dotnet", Arguments(Data, _options, _urls, _mqtt), asShipped: _options.AsShipped);
    }

    /// <summary>Starts it on the same data and waits until it is ready.</summary>
    public async Task StartAgainAsync()
    {
        Launch();
        await ReadyAsync();
    }

    /// <summary>Waits for the banner and reads the addresses from it.</summary>
    public async Task ReadyAsync()
    {
        Http = await AddressAsync("HTTP and SignalR");
        var mqtt = await AddressAsync("MQTT");
        MqttPort = mqtt == "off" ? 0 : int.Parse(mqtt[(mqtt.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>SIGTERM, and waits for the end.</summary>
    public async Task<Ended> StopAsync()
    {
        await _process!.SignalAsync("TERM");
        return await _process.EndAsync();
    }

    /// <summary>Path of an exercise profile, such as <c>xa-officer</c>.</summary>
    public string Profile(string name) => Path.Combine(Data, "exercise", name + ".json");

    /// <summary>What it printed for the person at this machine to take seats of the exercise by.</summary>
    public string SeatLink => File.ReadAllText(Path.Combine(Data, "exercise", "link")).Trim();

    /// <summary>Somebody of the exercise.</summary>
    public Actor Actor(string name) => new(ReadProfile(name));

    /// <summary>What stands in an exercise profile.</summary>
    public Profile ReadProfile(string name) => ProfileFile.Read(Profile(name)).Value.Profile;

    /// <summary>Fails the test when the hub logged an error that the test did not provoke.</summary>
    /// <param name="expected">Numbers of events that the test did provoke.</param>
    public void AssertNoErrors(params int[] expected) => AssertNoErrorsSince(0, expected);

    /// <summary>The same for what it logged after its first lines.</summary>
    public void AssertNoErrorsSince(int lines, params int[] expected)
    {
        var unexpected = Log.Skip(lines).Where(l => l.IsError && !expected.Contains(l.Event)).ToList();
        Assert.True(unexpected.Count == 0, "The hub logged:\n" + string.Join('\n', unexpected));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        Directory.Delete(Data, recursive: true);
    }

    /// <summary>The command line of a hub.</summary>
    public static IEnumerable<string> Arguments(
        string data, HubOptions options, string? urls = null, string? mqtt = null) =>
    [
        Checkout.Hub, "--data", data, "--urls", urls ?? "http://127.0.0.1:0", "--mqtt", mqtt ?? "127.0.0.1:0",
        "--set", "log.json=true", .. options.Config is { } config ? ["--config", config] : Array.Empty<string>(),
        .. options.Arguments,
    ];

    private async Task<string> AddressAsync(string of)
    {
        var line = await _process!.OutputAsync(
            l => l.TrimStart().StartsWith(of, StringComparison.Ordinal), $"the address of {of}");
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];
    }

    private static LogLine Read(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var exception = root.TryGetProperty("Exception", out var e) ? "\n" + e.GetString() : "";
            return new LogLine(
                root.GetProperty("EventId").GetInt32(), root.GetProperty("LogLevel").GetString()!,
                root.GetProperty("Message").GetString() + exception);
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException)
        {
            return new LogLine(0, "Error", line);
        }
    }
}
