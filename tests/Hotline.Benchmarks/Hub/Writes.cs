using System.Globalization;

namespace Hotline.Benchmarks.Hub;

/// <summary>
/// What a process has written since it started, as Linux counts it. What goes out by sockets is not among it: .NET
/// sends there, it does not write.
/// </summary>
/// <param name="Bytes">Handed to write calls.</param>
/// <param name="DiskBytes">Of pages that have to go to a disk: whole ones, once however often written before.</param>
/// <param name="Calls">Write calls.</param>
internal sealed record Writes(long Bytes, long DiskBytes, long Calls)
{
    /// <summary>Of a process so far; null where the system does not count it.</summary>
    public static Writes? Of(int process)
    {
        var file = $"/proc/{process}/io";
        if (!File.Exists(file))
        {
            return null;
        }
        var counts = File.ReadLines(file).Select(line => line.Split(": "))
            .ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture));
        return new Writes(counts["wchar"], counts["write_bytes"], counts["syscw"]);
    }
}
