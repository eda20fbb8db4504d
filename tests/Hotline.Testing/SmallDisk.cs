using System.Diagnostics;

namespace Hotline.Testing;

/// <summary>A disk of a few MiB, in memory, that a test may fill. Mounted for this test alone.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryDirectory _place = new();

    /// <param name="mib">How large.</param>
    public SmallDisk(int mib) => Run("mount", "-t", "tmpfs", "-o", $"size={mib}m", "none", _place.Path);

    /// <summary>Why none can be mounted here; null when one can.</summary>
    public static string? Missing => OperatingSystem.IsLinux() && Environment.UserName == "root"
        ? null : "mounting a small disk needs root on Linux";

    /// <summary>A file or directory on it.</summary>
    public string this[string name] => _place[name];

    /// <summary>What is on it, by names from its root.</summary>
    public IEnumerable<string> Names => Directory
        .EnumerateFileSystemEntries(_place.Path, "*", SearchOption.AllDirectories)
        .Select(p => Path.GetRelativePath(_place.Path, p)).Order(StringComparer.Ordinal);

    /// <summary>Writes a file until nothing more fits.</summary>
    /// <param name="name">The file.</param>
    /// <param name="leave">Bytes to leave free.</param>
    public void Fill(string name, long leave = 0)
    {
        using var file = new FileStream(this[name], FileMode.Create, FileAccess.Write, FileShare.None, 0);
        try
        {
            while (new DriveInfo(_place.Path).AvailableFreeSpace > leave)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // That is what it is for.
        }
    }

    /// <summary>Nothing can be written any more.</summary>
    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", _place.Path);

    /// <summary>It can be written to again.</summary>
    public void MakeWritable() => Run("mount", "-o", "remount,rw", _place.Path);

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", "--lazy", _place.Path);
        _place.Dispose();
    }

    private static void Run(string tool, params string[] arguments)
    {
        using var ran = Process.Start(tool, arguments);
        ran.WaitForExit();
        Assert.Equal(0, ran.ExitCode);
    }
}

/// <summary>
/// A test that mounts a disk: a failure in CI where that is not allowed, elsewhere a skip that says why.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DiskFactAttribute : FactAttribute
{
    public DiskFactAttribute() => Skip = Needed.SkipFor(SmallDisk.Missing);
}

/// <summary>The same for a test with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DiskTheoryAttribute : TheoryAttribute
{
    public DiskTheoryAttribute() => Skip = Needed.SkipFor(SmallDisk.Missing);
}
