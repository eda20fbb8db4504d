using System.Diagnostics;
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

    private Process _process;
    private bool _leave;

    private MeasuredHub(HubProcess hub) => (_hub, _process) = (hub, Process.GetProcessById(hub.Id));

    /// <summary>Starts one and waits until it says that it is ready.</summary>
    /// <param name="data">An empty directory; it is gone afterwards.</param>
    /// <param name="settings">What is set otherwise than shipped; null for <see cref="Settings"/>.</param>
    public static async Task<MeasuredHub> StartAsync(string data, IReadOnlyList<string>? settings = null)
    {
        var options = new HubOptions
        {
            AsShipped = true,
            Arguments = [.. (settings ?? Settings).SelectMany(s => (string[])["--set", s])],
        };
        return new MeasuredHub(await HubProcess.StartAsync(options, data));
    }

    /// <summary>Stops it in order.</summary>
    public Task StopAsync() => _hub.StopAsync();

    /// <summary>Starts it on the same data and waits until it says that it is ready.</summary>
    public async Task StartAgainAsync()
    {
        await _hub.StartAgainAsync();
        _process.Dispose();
        _process = Process.GetProcessById(_hub.Id);
    }

    /// <summary>Its data directory is there afterwards.</summary>
    public void LeaveData() => _leave = true;

    /// <summary>One of the exercise's ready profiles.</summary>
    public Profile Profile(string name) => _hub.ReadProfile(name);

    /// <summary>Where HTTP is.</summary>
    public string Http => _hub.Http;

    /// <summary>The directory of the exercise's profiles.</summary>
    public string Profiles => Path.Combine(_hub.Data, "exercise");

    /// <summary>The most memory that the hub has held so far, resident, in MiB.</summary>
    public double PeakMiB() => Hub.Holdings.Number(_hub.Id, "VmHWM:") / 1024.0;

    /// <summary>What it holds now.</summary>
    public Holdings Holdings() => Hub.Holdings.Of(_hub.Id, _hub.Data);

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
        using var process = _process;
        if (!process.HasExited)
        {
            await _hub.StopAsync();
        }
        foreach (var error in _hub.Log.Where(l => l.IsError))
        {
            await Console.Error.WriteLineAsync($"The hub logged: {error}");
        }
        if (!_leave)
        {
            await _hub.DisposeAsync();
        }
    }
}
