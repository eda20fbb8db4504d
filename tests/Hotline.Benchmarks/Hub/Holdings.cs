using System.Globalization;

namespace Hotline.Benchmarks.Hub;

/// <summary>What a hub holds at one moment, as the system counts it.</summary>
/// <param name="MemoryMiB">Resident memory.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Files">Files in the data directory, its folders' included.</param>
/// <param name="DataMiB">Their size.</param>
internal sealed record Holdings(double MemoryMiB, int Handles, int Threads, int Files, double DataMiB)
{
    /// <summary>Looks at a process and its data directory.</summary>
    public static Holdings Of(int process, string data)
    {
        var files = new DirectoryInfo(data).GetFiles("*", SearchOption.AllDirectories);
        return new Holdings(
            Number(process, "VmRSS:") / 1024.0, Directory.GetFileSystemEntries($"/proc/{process}/fd").Length,
            (int)Number(process, "Threads:"), files.Length, files.Sum(Size) / 1024.0 / 1024.0);
    }

    /// <summary>Bytes; none of a file that the hub has renamed or removed since it was listed.</summary>
    private static long Size(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>A number of <c>/proc/PID/status</c>; sizes are in KiB.</summary>
    /// <param name="process">Which process.</param>
    /// <param name="name">The line's first word, colon included.</param>
    public static long Number(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/status")
            .First(line => line.StartsWith(name, StringComparison.Ordinal));
        var number = line[name.Length..].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[0];
        return long.Parse(number, CultureInfo.InvariantCulture);
    }
}
