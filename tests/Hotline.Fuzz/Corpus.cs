using System.Security.Cryptography;

namespace Hotline.Fuzz;

/// <summary>Folders of inputs, a folder for each target.</summary>
public static class Corpus
{
    /// <summary>The inputs that lie in a folder, in order of their names.</summary>
    public static IReadOnlyList<byte[]> Read(string folder) =>
        [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>
    /// Of the inputs in some folders, keeps in another those that reach something that no smaller one does.
    /// </summary>
    /// <returns>How many there are now.</returns>
    public static int Keep(Target target, IEnumerable<string> from, string into)
    {
        var seen = new Seen();
        var inputs = from.SelectMany(Read).OrderBy(input => input.Length).ToList();
        // Once before it counts: what runs once in a process is nobody's doing.
        inputs.ForEach(target.Take);
        var kept = inputs.Where(input =>
        {
            Coverage.Clear();
            target.Take([.. input]);
            return seen.Add(Coverage.Counters, howOften: false);
        }).ToList();
        Directory.CreateDirectory(into);
        foreach (var input in kept)
        {
            File.WriteAllBytes(Path.Combine(into, Name(input)), input);
        }
        return kept.Count;
    }

    /// <summary>An input's file is named by what is in it.</summary>
    public static string Name(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..12];
}
