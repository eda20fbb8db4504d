using System.Text.RegularExpressions;

namespace Hotline.House.Tests;

/// <summary>The hub's folders, and who knows whom by what the source files say.</summary>
internal static partial class HubFolders
{
    private const string Root = "src/Hotline.Hub/";
    private const string Namespace = "Hotline.Hub";

    private static readonly IReadOnlyList<string> Files = [.. Repository.Matching(Root, ".cs")];

    /// <summary>Folders that hold source files, by their path in the room; the empty one is the room's own.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Files.Select(FolderOf).Distinct().Order()];

    /// <summary>The folders that the files of one folder name.</summary>
    public static IEnumerable<string> KnownTo(string folder) => Files.Where(f => FolderOf(f) == folder)
        .SelectMany(f => Using().Matches(Repository.Text(f))).Select(used => Folder(used.Groups["namespace"].Value))
        .Where(known => known != folder).Distinct().Order();

    /// <summary>
    /// Files whose namespace is not their folder, or that name another folder in the midst of the code.
    /// </summary>
    public static IEnumerable<string> Disguised()
    {
        var folders = string.Join('|', All.Where(f => f.Length > 0).Select(f => f.Replace("/", @"\.")));
        var inTheMidst = new Regex($@"(?<![\w.])(?:(?:Hotline\.)?Hub\.(?=[A-Z])|(?<folder>{folders})\.(?=[A-Z]))");
        foreach (var file in Files)
        {
            var text = Repository.Text(file);
            var folder = FolderOf(file);
            if (folder.Length > 0 && !text.Split('\n').Contains($"namespace {Name(folder)};"))
            {
                yield return $"{file}: its namespace is not {Name(folder)}.";
            }
            foreach (Match match in inTheMidst.Matches(Code(text)))
            {
                // A member may have a folder's name, as in its own folder the settings have settings.
                if (match.Groups["folder"].Value != folder.Replace('/', '.') || folder.Length == 0)
                {
                    yield return $"{file}: {match.Value}";
                }
            }
        }
    }

    private static string FolderOf(string file) => Path.GetDirectoryName(file[Root.Length..])!.Replace('\\', '/');

    private static string Name(string folder) => $"{Namespace}.{folder.Replace('/', '.')}";

    /// <summary>The longest folder that a namespace, or a type of it, lies in.</summary>
    private static string Folder(string name) => All.Where(f => f.Length > 0)
        .Where(f => (name + ".").StartsWith(Name(f) + ".", StringComparison.Ordinal)).MaxBy(f => f.Length) ?? name;

    /// <summary>Without what a file begins with, comments and texts.</summary>
    private static string Code(string text) => NotCode().Replace(text, "");

    [GeneratedRegex(@"^using (?:static |\w+ = )?(?<namespace>Hotline\.Hub\b[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(
        @"^using [^;(]*;|^namespace [^;]*;|//.*$|\x22{3}[\s\S]*?\x22{3}|\x22(?:[^\x22\\\n]|\\.)*\x22",
        RegexOptions.Multiline)]
    private static partial Regex NotCode();
}
