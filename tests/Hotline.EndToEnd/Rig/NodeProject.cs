using System.Security.Cryptography;
using Hotline.Testing;

namespace Hotline.EndToEnd.Rig;

/// <summary>The scripts in <c>node/</c> with the packages that their lock file names.</summary>
public static class NodeProject
{
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Path.Combine(Path.Combine(Checkout.Root, "tests", "Hotline.EndToEnd"), "node");

    /// <summary>Starts a script; its first argument is the script's name.</summary>
    public static async Task<ChildProcess> StartAsync(string script, params string[] arguments)
    {
        await Installed.Value;
        return ChildProcess.Start("node", [Path.Combine(Folder, script), .. arguments], folder: Folder);
    }

    /// <summary>Runs a script to its end.</summary>
    public static async Task<Ended> RunAsync(string script, string input, params string[] arguments)
    {
        await using var node = await StartAsync(script, arguments);
        return await node.EndAsync(input);
    }

    /// <summary>Installs once for each lock file; what is there for the same one stays.</summary>
    private static async Task InstallAsync()
    {
        var stamp = Path.Combine(Folder, "node_modules", ".lock-digest");
        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"))));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == digest)
        {
            return;
        }
        await using var npm = ChildProcess.Start("npm", ["ci", "--no-audit", "--no-fund"], folder: Folder);
        await RealTime.Until(() => npm.HasEnded, "npm ci", TimeSpan.FromMinutes(3));
        (await npm.EndAsync()).Expect();
        await File.WriteAllTextAsync(stamp, digest);
    }
}
