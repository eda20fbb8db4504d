using System.Security.Cryptography;

namespace Hotline.Testing;

/// <summary>Scripts of this repository that run under Node, with the packages that their lock file names.</summary>
public sealed class NodeProject
{
    private readonly string _folder;
    private readonly Lazy<Task> _installed;

    /// <summary>The scripts of a folder.</summary>
    /// <param name="folder">Where they are, from the root of the checkout.</param>
    public NodeProject(string folder) =>
        (_folder, _installed) = (Path.Combine(Checkout.Root, folder), new Lazy<Task>(InstallAsync));

    /// <summary>Starts a script.</summary>
    public async Task<ChildProcess> StartAsync(string script, params string[] arguments)
    {
        await _installed.Value;
        return ChildProcess.Start("node", [Path.Combine(_folder, script), .. arguments], folder: _folder);
    }

    /// <summary>Runs a script to its end.</summary>
    public async Task<Ended> RunAsync(string script, string input, params string[] arguments)
    {
        await using var node = await StartAsync(script, arguments);
        return await node.EndAsync(input);
    }

    /// <summary>
    /// Installs once for each lock file; what is there for the same one stays. Without one there is nothing to install.
    /// </summary>
    private async Task InstallAsync()
    {
        var packages = Path.Combine(_folder, "package-lock.json");
        var stamp = Path.Combine(_folder, "node_modules", ".lock-digest");
        if (!File.Exists(packages))
        {
            return;
        }
        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(packages)));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == digest)
        {
            return;
        }
        await using var npm = ChildProcess.Start("npm", ["ci", "--no-audit", "--no-fund"], folder: _folder);
        await RealTime.Until(() => npm.HasEnded, "npm ci", TimeSpan.FromMinutes(3));
        (await npm.EndAsync()).Expect();
        await File.WriteAllTextAsync(stamp, digest);
    }
}
