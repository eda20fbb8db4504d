using System.Text;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Seats;
using Hotline.Hub.Settings;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Directory = System.IO.Directory;

namespace Hotline.Hub.Startup;

/// <summary>
/// The data directory before anything of the hub's is in it: whether it can be used, and whether it is an exercise's or
/// a real hub's, which it says in <c>DATA/purpose</c> from its first start on. The one is never started as the other.
/// </summary>
internal static class DataDirectory
{
    /// <summary>Where it says what it is.</summary>
    public const string PurposeFile = "purpose";

    // As much as the journal needs for its first pages; a full disk has not even that.
    private const int Tried = 64 * 1024;

    /// <summary>
    /// Makes it if need be, and writes a file that is gone again. What could not be used is left as it was found.
    /// </summary>
    /// <returns>Why it cannot be used, 4121; null when it can.</returns>
    public static Refusal? Prepare(string path)
    {
        var made = Missing(path);
        try
        {
            SecretFile.CreateDirectory(path);
            if (NoRoom(path) is { } refusal)
            {
                return Unmade(made, refusal);
            }
            var probe = Path.Combine(path, ".hotline-start");
            using var file = new FileStream(
                probe, FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.DeleteOnClose);
            file.Write(new byte[Tried]);
            file.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception failed) when (
            failed is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Unmade(made, StartErrors.Data(path, Why(path, failed)));
        }
    }

    private static Refusal? NoRoom(string path)
    {
        var log = new FileInfo(Path.Combine(path, SqliteStore.FileName + "-wal"));
        var needed = SqliteStore.RoomAtStart - (log.Exists ? log.Length : 0);
        return DiskSpace.FreeOf(path) is { } free && free < needed ? StartErrors.NoRoom(path, free, needed) : null;
    }

    private static Refusal Unmade(List<string> made, Refusal refusal)
    {
        foreach (var directory in made.Where(Directory.Exists))
        {
            Directory.Delete(directory, recursive: true);
        }
        return refusal;
    }

    /// <summary>
    /// What the directory is for: as it says itself; before it says so, what lies in it and the setting decide.
    /// </summary>
    /// <param name="path">The data directory.</param>
    /// <param name="wanted">What the operator says that it is for.</param>
    /// <returns>True for an exercise. Refusals 4122, 4126 to 4128.</returns>
    public static Outcome<bool> IsExercise(string path, HubPurpose wanted)
    {
        if (!Marked(path).Try(out var marked, out var refusal))
        {
            return refusal;
        }
        var found = marked == HubPurpose.AsMarked ? Found(path) : marked;
        if ((found == HubPurpose.AsMarked && wanted == HubPurpose.Real)
            || (found == HubPurpose.Real && !File.Exists(HubHost.DirectoryPath(path))))
        {
            return StartErrors.NoDirectory(HubHost.DirectoryPath(path));
        }
        return (found, wanted) switch
        {
            (HubPurpose.Exercise, HubPurpose.Real) => StartErrors.IsExercise(path),
            (HubPurpose.Real, HubPurpose.Exercise) when marked == HubPurpose.Real || HasJournal(path) =>
                StartErrors.IsReal(path),
            (HubPurpose.Real, not HubPurpose.Exercise) => false,
            _ => true,
        };
    }

    /// <summary>Writes down what it is, if that does not stand there yet.</summary>
    public static void Mark(string path, bool exercise)
    {
        var file = Path.Combine(path, PurposeFile);
        if (!File.Exists(file))
        {
            SecretFile.Write(file, Encoding.ASCII.GetBytes(exercise ? "exercise\n" : "real\n"));
        }
    }

    /// <summary>Who is who, by <c>directory.json</c>.</summary>
    /// <exception cref="StartupException">It has faults, 4124, or cannot be read, 4122.</exception>
    public static Core.Directory.Directory Participants(string data)
    {
        var path = HubHost.DirectoryPath(data);
        try
        {
            var (directory, faults) = DirectoryFile.Read(File.ReadAllBytes(path));
            return directory
                ?? throw new StartupException(faults.Select(f => StartErrors.Directory(path, f).ToString()));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartupException([StartErrors.File(path, unreadable.Message.TrimEnd('.')).ToString()]);
        }
    }

    private static Outcome<HubPurpose> Marked(string path)
    {
        var file = Path.Combine(path, PurposeFile);
        try
        {
            if (!File.Exists(file))
            {
                return HubPurpose.AsMarked;
            }
            return File.ReadAllText(file).Trim() switch
            {
                "exercise" => HubPurpose.Exercise,
                "real" => HubPurpose.Real,
                _ => StartErrors.File(file, "it must say exercise or real"),
            };
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return StartErrors.File(file, failed.Message.TrimEnd('.'));
        }
    }

    /// <summary>A hub ran here before.</summary>
    private static bool HasJournal(string path) => File.Exists(Path.Combine(path, SqliteStore.FileName));

    /// <summary>What an unmarked one is by what lies in it; as marked when nothing does.</summary>
    private static HubPurpose Found(string path) =>
        Path.Exists(Path.Combine(path, OpenSeats.ExerciseFolder)) ? HubPurpose.Exercise
        : File.Exists(HubHost.DirectoryPath(path)) ? HubPurpose.Real : HubPurpose.AsMarked;

    /// <summary>The directories on the way that are not there yet, the innermost first.</summary>
    internal static List<string> Missing(string path)
    {
        var missing = new List<string>();
        for (var at = path; at is not null && !Path.Exists(at); at = Path.GetDirectoryName(at))
        {
            missing.Add(at);
        }
        return missing;
    }

    private static string Why(string path, Exception failed)
    {
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
            {
                return $"'{at}' is a file, not a directory";
            }
        }
        return failed.Message.TrimEnd('.');
    }
}
