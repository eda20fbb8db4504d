using System.Diagnostics;
using System.Globalization;
using Hotline.Client;

namespace Hotline.Benchmarks.Hub;

/// <summary>A hub of its own: another process, on an empty directory, with everything as shipped but the limits on what one caller may use up.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    /// <summary>What is set otherwise than shipped: one key sends here as much as a hundred would.</summary>
    public static readonly string[] Settings = ["limits.submitPerSecond=1000000", "limits.submitBurst=1000000", "limits.requestsPerSecond=1000000"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly string _data;
    private readonly TimeProvider _clock;

    private HubProcess(Process process, string data, TimeProvider clock) => (_process, _data, _clock) = (process, data, clock);

    /// <summary>Starts one and waits until it says that it is ready.</summary>
    /// <param name="data">An empty directory.</param>
    /// <param name="clock">For patience.</param>
    public static async Task<HubProcess> StartAsync(string data, TimeProvider clock)
    {
        var start = new ProcessStartInfo(Program()) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["--data", data, "--urls", "http://127.0.0.1:0", "--mqtt", "127.0.0.1:0", .. Settings.SelectMany(s => (string[])["--set", s])])
        {
            start.ArgumentList.Add(argument);
        }
        var hub = new HubProcess(Process.Start(start) ?? throw new InvalidOperationException("The hub did not start."), data, clock);
        using var patience = new CancellationTokenSource(Patience, clock);
        while (await hub._process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains("is ready", StringComparison.Ordinal))
            {
                _ = hub._process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return hub;
            }
        }
        throw new InvalidOperationException("The hub ended before it was ready; its reasons stand above.");
    }

    /// <summary>One of the exercise's ready profiles.</summary>
    public Profile Profile(string name) => ProfileFile.Read(Path.Combine(_data, "exercise", name + ".json")).Value.Profile;

    /// <summary>The most memory that the hub has held so far, resident, in MiB.</summary>
    public double PeakMiB()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }

    /// <summary>Processor time that the hub has used so far.</summary>
    public TimeSpan Processor()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>What the hub has written so far; null where the system does not count it.</summary>
    public Writes? Writes() => Hub.Writes.Of(_process.Id);

    /// <summary>Counts pages and commits of its journal's log from now on.</summary>
    public LogPages LogPages() => new(_data);

    /// <summary>Stops it in order.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var term = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await term.WaitForExitAsync();
            using var patience = new CancellationTokenSource(Patience, _clock);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
        _process.Dispose();
    }

    /// <summary>The hub built along with this program, in the same configuration.</summary>
    private static string Program()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(here.Parent!.Parent!.FullName, "Hotline.Hub", here.Name, "Hotline.Hub");
        return File.Exists(program) ? program : throw new FileNotFoundException($"There is no hub at {program}. Build the whole solution in this configuration.");
    }
}
