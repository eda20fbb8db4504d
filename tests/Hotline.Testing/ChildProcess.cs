using System.ComponentModel;
using System.Diagnostics;

namespace Hotline.Testing;

/// <summary>What a program left when it ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
public sealed record Ended(int ExitCode, string Output, string Errors)
{
    /// <summary>Standard output, when it ended well; else the test fails with what it said.</summary>
    public string Expect(int exitCode = 0)
    {
        Assert.True(
            ExitCode == exitCode, $"Exit code {ExitCode} instead of {exitCode}.\nOutput:\n{Output}\nErrors:\n{Errors}");
        return Output;
    }
}

/// <summary>
/// A program that a test started: its lines are kept as they come, every wait on it is bounded, and it never outlives
/// the test, not even when the test host is killed.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>How long a test waits for a program to say or do what it should.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Tests start hundreds of hubs and commands for seconds: compiled well, or anew when they have been called thirty
    /// times, they take twice the processor time.
    /// </summary>
    private static readonly Dictionary<string, string> CompiledOnce = new()
    {
        ["DOTNET_TC_QuickJit"] = "1", ["DOTNET_TieredPGO"] = "0", ["DOTNET_TC_CallCountingDelayMs"] = "60000",
    };

    private readonly Process _process;
    private readonly string _name;
    private readonly Lines _output = new();
    private readonly Lines _errors = new();
    private readonly Task _read;
    private bool _released;

    private ChildProcess(Process process, string name)
    {
        (_process, _name) = (process, name);
        Leash.Shared.Hold(process.Id);
        _read = Task.WhenAll(_output.ReadAsync(process.StandardOutput), _errors.ReadAsync(process.StandardError));
    }

    /// <summary>The lines on standard output so far.</summary>
    public IReadOnlyList<string> Output => _output.Snapshot();

    /// <summary>The lines on standard error so far.</summary>
    public IReadOnlyList<string> Errors => _errors.Snapshot();

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Its standard input.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts a program. Terminal and language do not leak in from whoever runs the tests.</summary>
    /// <param name="program">Its path, or a name in PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set; null unsets one.</param>
    /// <param name="folder">Its working directory; null for the test's own.</param>
    /// <param name="asShipped">True when its speed counts: compiled as it says itself, not for a short life.</param>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null,
        string? folder = null, bool asShipped = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["NO_COLOR"] = "1";
        foreach (var (variable, value) in asShipped ? [] : CompiledOnce)
        {
            start.Environment[variable] = value;
        }
        foreach (var (variable, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[variable] = value;
        }
        var words = start.ArgumentList.Prepend(program).Select(Path.GetFileName).Take(4);
        try
        {
            return new ChildProcess(Process.Start(start)!, string.Join(' ', words));
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException(
                $"'{program}' cannot be started: ops/test says what must be installed.", missing);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its path, or a name in PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads on standard input.</param>
    /// <param name="environment">Variables to set; null unsets one.</param>
    /// <param name="folder">Its working directory; null for the test's own.</param>
    public static async Task<Ended> RunAsync(
        string program, IEnumerable<string> arguments, string? input = null,
        IReadOnlyDictionary<string, string?>? environment = null, string? folder = null)
    {
        await using var process = Start(program, arguments, environment, folder);
        return await process.EndAsync(input);
    }

    /// <summary>Waits for a line on standard output.</summary>
    public Task<string> OutputAsync(Func<string, bool> wanted, string what, TimeSpan? limit = null) =>
        LineAsync(_output, wanted, what, limit ?? Patience);

    /// <summary>Closes its input and waits until it has ended.</summary>
    public async Task<Ended> EndAsync(string? input = null)
    {
        try
        {
            await _process.StandardInput.WriteAsync(input);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says whether that is right.
        }
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience, RealTime.Clock);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{_name} did not end.\n{Said()}");
        }
        Release();
        await _read.WaitAsync(Patience, RealTime.Clock);
        return new Ended(_process.ExitCode, _output.Text(), _errors.Text());
    }

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(Patience, RealTime.Clock);
        Release();
    }

    /// <summary>Sends it a signal, such as <c>TERM</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var shell = Process.Start("/bin/sh", ["-c", $"kill -{signal} {Id}"]);
        await shell.WaitForExitAsync().WaitAsync(Patience, RealTime.Clock);
    }

    /// <summary>All that it said, for the message of a failed test.</summary>
    public string Said() => $"Output:\n{_output.Text()}\nErrors:\n{_errors.Text()}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }
        Release();
        _process.Dispose();
    }

    /// <summary>It has ended: the leash must not kill whoever gets its number next.</summary>
    private void Release()
    {
        if (!Interlocked.Exchange(ref _released, true))
        {
            Leash.Shared.Release(_process.Id);
        }
    }

    private async Task<string> LineAsync(Lines lines, Func<string, bool> wanted, string what, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit, RealTime.Clock);
        try
        {
            return await lines.FirstAsync(wanted, patience.Token)
                ?? throw new InvalidOperationException($"{_name} ended without: {what}\n{Said()}");
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Waited in vain for {_name}: {what}\n{Said()}");
        }
    }

    /// <summary>The lines of one stream, kept, with a bell for those who wait for one.</summary>
    private sealed class Lines
    {
        private readonly List<string> _lines = [];
        private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _ended;

        public async Task ReadAsync(StreamReader stream)
        {
            while (await stream.ReadLineAsync() is { } line)
            {
                Add(line);
            }
            Add(null);
        }

        public IReadOnlyList<string> Snapshot()
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }

        public string Text() => string.Join('\n', Snapshot());

        public async Task<string?> FirstAsync(Func<string, bool> wanted, CancellationToken stop)
        {
            for (var next = 0; ;)
            {
                Task more;
                lock (_lines)
                {
                    while (next < _lines.Count)
                    {
                        if (wanted(_lines[next++]))
                        {
                            return _lines[next - 1];
                        }
                    }
                    if (_ended)
                    {
                        return null;
                    }
                    more = _more.Task;
                }
                await more.WaitAsync(stop);
            }
        }

        private void Add(string? line)
        {
            TaskCompletionSource bell;
            lock (_lines)
            {
                if (line is null)
                {
                    _ended = true;
                }
                else
                {
                    _lines.Add(line);
                }
                (bell, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            bell.SetResult();
        }
    }
}
