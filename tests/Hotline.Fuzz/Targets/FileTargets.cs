using System.Globalization;
using System.Text;
using Hotline.Client;
using Hotline.Core.Directory;
using Hotline.Core.Regimes;
using Hotline.Hub.Settings;
using Hotline.Journal.Sqlite;

namespace Hotline.Fuzz;

/// <summary>The files that operators, people and programs leave.</summary>
internal static class FileTargets
{
    private static readonly string Folder = MakeFolder();

    /// <summary>A regime file.</summary>
    public static void Regime(byte[] bytes)
    {
        var reading = RegimeFile.Read(bytes);
        Promise.That(reading.Regime is null == reading.Faults.Length > 0, "a regime, or its faults");
        if (reading.Regime is { } regime)
        {
            var again = RegimeFile.Read(Encoding.UTF8.GetBytes(regime.Text));
            Promise.That(again.Regime?.Digest == regime.Digest, "a regime's text is the regime");
        }
    }

    /// <summary>A directory.json.</summary>
    public static void Directory(byte[] bytes)
    {
        var (directory, faults) = DirectoryFile.Read(bytes);
        Promise.That(directory is null == faults.Count > 0, "a directory, or its faults");
        if (directory is not null)
        {
            var written = DirectoryFile.Write(directory.Participants);
            var again = DirectoryFile.Read(written);
            Promise.That(again.Faults.Count == 0, $"what is taken can be written and read: {again.Faults.Count}");
            Promise.Same(written, DirectoryFile.Write(again.Directory!.Participants));
        }
    }

    /// <summary>A hotline.json.</summary>
    public static void Settings(byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(Folder, "hotline.json"), bytes);
        var reading = SettingsReader.Read(["--config", Folder]);
        Promise.That(reading.Faults.All(fault => fault.Length > 5 && fault[..4].All(char.IsAsciiDigit)),
            "a fault has a number");
        Promise.That(reading.Faults.Count > 0 || reading.Http.Count > 0, "a hub that starts listens somewhere");
        if (reading.Faults.Count == 0)
        {
            Promise.That(reading.DataDirectory.Length > 0, "a hub that starts keeps its data somewhere");
        }
    }

    /// <summary>A profile.</summary>
    public static void Profile(byte[] bytes)
    {
        if (!Client.Profile.Parse(bytes, "profile.json").Try(out var profile, out var refusal))
        {
            Promise.That(refusal.Number == 6013, "what is no profile says so");
            return;
        }
        var written = Encoding.UTF8.GetBytes(profile.ToJson());
        var again = Client.Profile.Parse(written, "profile.json");
        Promise.That(again.Ok && again.Value == profile, "what is taken can be written and reads the same");
        Promise.That(profile.HubId.Length == 43 && profile.At(profile.Hub) is not null, "a profile knows its hub");
    }

    /// <summary>The note of how far a feed was read.</summary>
    public static void Cursor(byte[] bytes)
    {
        var path = Path.Combine(Folder, "fuzz.cursor");
        File.WriteAllBytes(path, bytes);
        using var cursor = new FeedCursor(path, new StoppedClock());
        var place = cursor.Read();
        Promise.That(place.Position >= 0, "nobody reads from before the beginning");
        cursor.Advance(place);
        Promise.That(cursor.Read() == place, "a place is read as it was written");
    }

    /// <summary>The directory as a client keeps it.</summary>
    public static void Cache(byte[] bytes)
    {
        var path = Path.Combine(Folder, "fuzz.directory.json");
        File.WriteAllBytes(path, bytes);
        var cache = DirectoryCache.Read(path);
        foreach (var key in cache.View.Participants.SelectMany(p => p.Pocs).SelectMany(poc => poc.Keys))
        {
            cache.Owner(key.Thumbprint());
        }
        cache.Open(Encoding.Latin1.GetString(bytes));
    }

    /// <summary>The write-ahead log that a crash left.</summary>
    public static void Log(byte[] bytes)
    {
        var journal = Path.Combine(Folder, "journal.db");
        File.WriteAllBytes(journal + "-wal", bytes);
        Promise.That(WalCheck.Check(journal) is null or { Number: 3032 }, "a log is sound, or damaged");
    }

    private static string MakeFolder()
    {
        // Beside the program: what a fuzzer kills leaves nothing elsewhere.
        var name = string.Create(CultureInfo.InvariantCulture, $"scratch-{Environment.ProcessId}");
        var folder = System.IO.Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, name)).FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.Directory.Delete(folder, recursive: true);
        return folder;
    }
}
