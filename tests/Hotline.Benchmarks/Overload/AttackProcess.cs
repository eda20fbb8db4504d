using System.Diagnostics;
using System.Globalization;
using Hotline.Benchmarks.Hub;

namespace Hotline.Benchmarks.Overload;

/// <summary>The attack in a process of its own.</summary>
internal sealed class AttackProcess : IAsyncDisposable
{
    private readonly Process _process;

    private AttackProcess(Process process) => _process = process;

    /// <summary>Starts it and waits until every connection is there.</summary>
    public static async Task<AttackProcess> StartAsync(MeasuredHub hub, AttackOptions options)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Hotline.Benchmarks.dll"), "attack", hub.Http, hub.Profiles,
            .. from number in (int[])[options.Idle, options.Silent, options.Flood, options.Reports]
               select number.ToString(CultureInfo.InvariantCulture),
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        if (await process.StandardOutput.ReadLineAsync() != "ready")
        {
            throw new InvalidOperationException("The attack did not come about.");
        }
        return new AttackProcess(process);
    }

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan Processor()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>Ends it: how much of the flood was taken, how much refused, and how many reports there were.</summary>
    public async Task<(int Taken, int Refused, int Reports)> EndAsync()
    {
        _process.StandardInput.Close();
        var said = (await _process.StandardOutput.ReadLineAsync())!.Split(' ');
        await _process.WaitForExitAsync();
        int Number(int at) => int.Parse(said[at], CultureInfo.InvariantCulture);
        return (Number(0), Number(1), Number(2));
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
