using System.Text;
using System.Text.Json.Nodes;
using Hotline.Client;
using Hotline.Testing;

namespace Hotline.Cli.Tests;

/// <summary>Runs commands in this process and keeps what they print. Each stage has a directory of its own.</summary>
internal sealed class CommandStage : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>What standard output is.</summary>
    public Terminal Terminal { get; set; } = Terminal.None;

    public TimeProvider Clock { get; set; } = RealTime.Clock;

    public Dictionary<string, string> Environment { get; } = [];

    public void Dispose() => _directory.Dispose();

    public string File(string name) => _directory[name];

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>Writes a profile and makes it the user's.</summary>
    public void Be(Profile profile)
    {
        var path = File($"{profile.Participant}.json");
        ProfileFile.Write(profile, path);
        Environment["HOTLINE_PROFILE"] = path;
    }

    public async Task<Run> RunAsync(string[] args, string input = "", CancellationToken stop = default)
    {
        var run = new Run();
        using var standardInput = new MemoryStream(Encoding.UTF8.GetBytes(input));
        var world = new World(
            standardInput, run.Writer, run.ErrorWriter, Terminal, Clock, new Random(7), Environment.GetValueOrDefault);
        run.Exit = await HotlineCommand.RunAsync(args, world, stop);
        return run;
    }

    /// <summary>Starts a command that runs until stopped.</summary>
    public Running Start(params string[] args)
    {
        var stop = new CancellationTokenSource();
        var run = new Run();
        var world = new World(
            Stream.Null, run.Writer, run.ErrorWriter, Terminal, Clock, new Random(7), Environment.GetValueOrDefault);
        return new Running(run, HotlineCommand.RunAsync(args, world, stop.Token), stop);
    }
}

/// <summary>What a command printed, and how it ended.</summary>
internal sealed class Run
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public Run()
    {
        Writer = TextWriter.Synchronized(_out);
        ErrorWriter = TextWriter.Synchronized(_error);
    }

    public TextWriter Writer { get; }

    public TextWriter ErrorWriter { get; }

    public int Exit { get; set; }

    public string Out => Read(Writer, _out);

    public string Error => Read(ErrorWriter, _error);

    public JsonNode Json => JsonNode.Parse(Out)!;

    /// <summary>The synchronised writer locks itself while it writes.</summary>
    private static string Read(TextWriter writer, StringWriter text)
    {
        lock (writer)
        {
            return text.ToString();
        }
    }
}

/// <summary>A command under way.</summary>
internal sealed record Running(Run Run, Task<int> Task, CancellationTokenSource Stop) : IAsyncDisposable
{
    public Task Prints(string text) =>
        RealTime.Until(() => Run.Out.Contains(text, StringComparison.Ordinal), $"'{text}' on standard output");

    public async Task<int> EndAsync()
    {
        await Stop.CancelAsync();
        return await Task;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Stop.Dispose();
    }
}
