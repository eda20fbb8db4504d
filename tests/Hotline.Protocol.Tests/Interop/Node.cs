using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Hotline.Testing;

namespace Hotline.Protocol.Tests.Interop;

/// <summary>Runs Node scripts of this repository. What they need from npm is installed once, from the lock file.</summary>
public sealed class Node : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The folder that holds Hotline.sln.</summary>
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Folder => Path.Combine(Root, "tests", "Hotline.Protocol.Tests", "jose");

    public async Task InitializeAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "jose")))
        {
            await Run("npm", ["ci", "--no-audit", "--no-fund"], Folder, "");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Asks jose; one answer for each item, in order.</summary>
    public static async Task<JsonElement[]> Jose<T>(string op, IEnumerable<T> items)
    {
        var answer = await Run("node", ["interop.mjs"], Folder, JsonSerializer.Serialize(new { op, items = items.ToArray() }));
        return [.. JsonElement.Parse(answer).EnumerateArray()];
    }

    /// <summary>What a program wrote to its standard output; fails the test when it ends with another code than 0 or not in time.</summary>
    public static async Task<string> Run(string program, string[] arguments, string folder, string input)
    {
        using var stop = new CancellationTokenSource(Limit, RealTime.Clock);
        using var process = Start(program, arguments, folder);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(stop.Token);
            var errors = process.StandardError.ReadToEndAsync(stop.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), stop.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(stop.Token);
            Assert.True(process.ExitCode == 0, $"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}: {await errors} {await output}");
            return await output;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{program} {string.Join(' ', arguments)}' did not end within {Limit.TotalSeconds} seconds.");
        }
    }

    private static Process Start(string program, string[] arguments, string folder)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"'{program}' is not installed; these tests compare us with the jose package. Install Node.js 20 or later with npm.", missing);
        }
    }

    private static string FindRoot(DirectoryInfo? folder) => folder is null ? throw new InvalidOperationException("Hotline.sln is in no folder above the tests.")
        : File.Exists(Path.Combine(folder.FullName, "Hotline.sln")) ? folder.FullName : FindRoot(folder.Parent);
}
