using System.Diagnostics;
using System.Globalization;
using Hotline.Client;
using Hotline.Testing.Hubs;

namespace Hotline.Benchmarks.Hub;

/// <summary>
/// A hub of its own: another process, on an empty directory, with everything as shipped but the limits on what one
/// caller may use up.
/// </summary>
internal sealed class MeasuredHub : IAsyncDisposable
{
    /// <summary>What is set otherwise than shipped: one key sends here as much as a hundred would.</summary>
    public static readonly string[] Settings =
        ["limits.submitPerSecond=1000000", "limits.submitBurst=1000000", "limits.requestsPerSecond=1000000"];

    private readonly HubProcess _hub;

    private readonly Process _process;

    private MeasuredHub(HubProcess hub) => (_hub, _process) = (hub, Process.GetProcessById(hub.Id));

    /// <summary>Starts one and waits until it says that it is ready.</summary>
    /// <param name="data">An empty directory; it is gone afterwards.</param>
    /// <param name="settings">What is set otherwise than shipped; null for <see cref="Settings"/>.</param>
    public static async Task<MeasuredHub> StartAsync(string data, IReadOnlyList<string>? settings = null)
    {
        var options = new HubOptions
        {
            Arguments = [.. (settings ?? Settings).SelectMany(s => (string[])["--set", s])],
        };
        return new MeasuredHub(await HubProcess.StartAsync(options, data));
    }

    /// <summary>One of the exercise's ready profiles.</summary>
    public Profile Profile(string name) => _hub.ReadProfile(name);

    /// <summary>Where HTTP is.</summary>
    public string Http => _hub.Http;

    /// <summary>The directory of the exercise's profiles.</summary>
    public string Profiles => Path.Combine(_hub.Data, "exercise");

    /// <summary>The most memory that the hub has held so far, resident, in MiB.</summary>
    public double PeakMiB() => MiB("VmHWM:");

    /// <summary>The memory that it holds now.</summary>
    public double ResidentMiB() => MiB("VmRSS:");

    private double MiB(string of)
    {
        var status = File.ReadLines($"/proc/{_hub.Id}/status");
        var line = status.First(l => l.StartsWith(of, StringComparison.Ordinal));
        var kibibytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kibibytes, CultureInfo.InvariantCulture) / 1024.0;
    }

    /// <summary>Processor time that the hub has used so far.</summary>
    public TimeSpan Processor()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>What the hub has written so far; null where the system does not count it.</summary>
    public Writes? Writes() => Hub.Writes.Of(_hub.Id);

    /// <summary>Counts pages and commits of its journal's log from now on.</summary>
    public LogPages LogPages() => new(_hub.Data);

    /// <summary>Stops it in order, and tells on standard error what it complained about.</summary>
    public async ValueTask DisposeAsync()
    {
        await using var hub = _hub;
        using var process = _process;
        if (!process.HasExited)
        {
            await hub.StopAsync();
        }
        foreach (var error in hub.Log.Where(l => l.IsError))
        {
            await Console.Error.WriteLineAsync($"The hub logged: {error}");
        }
    }
}
