using System.Xml.Linq;
using Hotline.Testing;

namespace Hotline.House.Tests;

/// <summary>
/// The files of the repository, as they lie on disk; what builds and tools leave behind is not among them.
/// </summary>
internal static class Repository
{
    private static readonly string[] NotOurs = [
        ".git", "artifacts", "node_modules", "data", "TestResults", "wwwroot", "dist", "bin", "obj"];

    public static readonly string Root = Checkout.Root;

    /// <summary>Every file, by its path from the root with forward slashes.</summary>
    public static readonly IReadOnlyList<string> Files = [
        .. Walk(Root).Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Matching(string folder, params string[] extensions) =>
        Files.Where(f => f.StartsWith(folder, StringComparison.Ordinal) && extensions.Contains(Path.GetExtension(f)));

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static bool Exists(string path) =>
        File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    /// <summary>What a project refers to by name, such as <c>Hotline.Core</c>.</summary>
    public static IReadOnlyList<string> References(string project) =>
        [.. XDocument.Parse(Text(project)).Descendants("ProjectReference").Select(
            r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)).Order(StringComparer.Ordinal)];

    /// <summary>Name of the assembly that a project makes.</summary>
    public static string Assembly(string project) =>
        XDocument.Parse(Text(project)).Descendants("AssemblyName").Select(n => n.Value).FirstOrDefault()
        ?? Path.GetFileNameWithoutExtension(project);

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(
            Directory.EnumerateDirectories(folder).Where(d => !NotOurs.Contains(Path.GetFileName(d))).SelectMany(Walk));
}
