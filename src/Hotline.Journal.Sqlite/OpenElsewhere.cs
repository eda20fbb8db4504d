using System.Globalization;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// Which other programs have a file open, as far as the operating system tells this user: on Linux those of the same
/// user, or all of them when root asks; elsewhere none.
/// </summary>
internal static class OpenElsewhere
{
    private const string Processes = "/proc";

    /// <summary>Name and process id of each.</summary>
    /// <param name="file">The full path, as it was opened.</param>
    public static IEnumerable<string> Programs(string file)
    {
        var path = Path.GetFullPath(file);
        return !Directory.Exists(Processes) ? [] :
            from folder in Directory.EnumerateDirectories(Processes)
            let id = Path.GetFileName(folder)
            where int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number != Environment.ProcessId && Has(folder, path)
            select $"process {id} ({Name(folder)})";
    }

    private static bool Has(string process, string path)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd"))
                .Any(open => new FileInfo(open).LinkTarget == path);
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return false; // gone, or another user's
        }
    }

    private static string Name(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).TrimEnd();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "gone";
        }
    }
}
