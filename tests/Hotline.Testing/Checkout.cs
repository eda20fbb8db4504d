namespace Hotline.Testing;

/// <summary>
/// Where things are: the checkout that the tests were built from, and what was built beside them in the same
/// configuration.
/// </summary>
public static class Checkout
{
    /// <summary>The directory that holds Hotline.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The hub's program.</summary>
    public static string Hub => Built("Hotline.Hub", "Hotline.Hub.dll");

    /// <summary>The command line's program.</summary>
    public static string Cli => Built("Hotline.Cli", "hotline.dll");

    /// <summary>A sample message or content.</summary>
    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    /// <summary>
    /// What a project was built to: artifacts/bin/PROJECT/CONFIGURATION/FILE, as the tests lie in
    /// artifacts/bin/TESTS/CONFIGURATION.
    /// </summary>
    public static string Built(string project, string file)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(configuration.Parent!.Parent!.FullName, project, configuration.Name, file);
        return File.Exists(path)
            ? path : throw new InvalidOperationException($"{path} is not built; build {project} first.");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Hotline.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName
            ?? throw new InvalidOperationException($"There is no Hotline.sln above {AppContext.BaseDirectory}.");
    }
}
