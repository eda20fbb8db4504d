using System.Diagnostics;
using Hotline.Testing;

namespace Hotline.Mqtt.Tests.Tools;

/// <summary>A program of the system, run with a bounded wait.</summary>
public sealed class Tool : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private Tool(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Fails with the name of the package when the program is not installed.</summary>
    public static Tool Start(string package, string program, params string[] arguments)
    {
        if (!File.Exists(program))
            Assert.Fail($"{program} is missing: apt-get install {package}");
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new Tool(Process.Start(start)!);
    }

    public StreamWriter Input => _process.StandardInput;

    public async Task<(int Code, string Output, string Errors)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience, RealTime.Clock);
        return (_process.ExitCode, await _output, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
