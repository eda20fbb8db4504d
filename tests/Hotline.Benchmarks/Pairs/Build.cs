using System.Diagnostics;
using System.Text.Json;

namespace Hotline.Benchmarks.Pairs;

/// <summary>
/// One of the two that are compared: a hub and the benchmark program that was built along with it. The program drives
/// its own hub with its own client, so that the two builds need not agree on what travels or is stored; all they share
/// is the JSON that the program prints, and not all of that.
/// </summary>
/// <param name="Program">The benchmark program, <c>Hotline.Benchmarks.dll</c>.</param>
internal sealed record Build(string Program)
{
    private const string Name = "Hotline.Benchmarks.dll";

    /// <summary>This build: the program that is running.</summary>
    public static Build Own => new(Path.Combine(AppContext.BaseDirectory, Name));

    /// <summary>The build of another checkout, in the configuration of this one.</summary>
    /// <param name="path">The checkout, or the benchmark program itself.</param>
    /// <returns>Null when no benchmark program lies there.</returns>
    public static Build? Find(string path)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        var program = Path.GetFileName(path) == Name
            ? Path.GetFullPath(path)
            : Path.GetFullPath(Path.Combine(path, "artifacts", "bin", "Hotline.Benchmarks", configuration, Name));
        return File.Exists(program) ? new Build(program) : null;
    }

    /// <summary>Runs the benchmark of one carrier once, from an empty directory to the end.</summary>
    /// <param name="carrier">Name of the carrier.</param>
    /// <param name="options">Further options of the program.</param>
    /// <param name="place">A directory on a disk, for what it writes.</param>
    /// <param name="stop">Ends the program and its hub.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public async Task<JsonElement> RunAsync(
        string carrier, IReadOnlyList<string> options, DirectoryInfo place, CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet", [Program, "hotline", "--json", "--only", carrier, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = place.FullName },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} did not start.");
        var printed = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var told = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(stop);
            var reasons = await told.WaitAsync(stop);
            return process.ExitCode == 0
                ? JsonElement.Parse(await printed)
                : throw new InvalidOperationException($"{Program} ended with {process.ExitCode}: {reasons}");
        }
        finally
        {
            if (!process.HasExited)
            {
                // A hub may have the same standard error, which ends with the last of them: then nobody writes any
                // more.
                process.Kill(entireProcessTree: true);
                await told;
            }
        }
    }
}
