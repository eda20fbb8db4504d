namespace Hotline.Benchmarks.Machine;

/// <summary>Where a benchmark may write: on a disk, since in memory an fsync costs nothing and shows nothing.</summary>
internal static class Disk
{
    /// <summary>A new directory of this process.</summary>
    /// <exception cref="InvalidOperationException">Neither usual place lies on a disk.</exception>
    public static DirectoryInfo NewDirectory()
    {
        var here = Path.Combine(Environment.CurrentDirectory, "artifacts", "benchmarks");
        foreach (var candidate in (string[])[Path.GetTempPath(), here])
        {
            Directory.CreateDirectory(candidate);
            if (FileSystem(candidate) is not ("tmpfs" or "ramfs"))
            {
                var name = $"hotline-benchmark-{Environment.ProcessId}";
                return Directory.CreateDirectory(Path.Combine(candidate, name));
            }
        }
        throw new InvalidOperationException(
            "Neither the temporary nor the current directory lies on a disk. Set TMPDIR to one that does.");
    }

    public static string FileSystem(string directory) => new DriveInfo(directory).DriveFormat;
}
