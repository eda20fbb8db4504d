using Hotline.Hub.Seats;
using Hotline.Hub.Settings;
using Hotline.Journal.Sqlite;

namespace Hotline.Hub.Startup;

/// <summary>
/// Files with secrets that others on this machine may read: made by an earlier program, copied from a backup, or the
/// operator's own. The hub makes none such, and changes no mode by itself: it says which.
/// </summary>
public static class OpenFiles
{
    private const UnixFileMode Readers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enterers = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>All of them, each once.</summary>
    public static IReadOnlyList<string> Among(SettingsReading reading)
    {
        if (OperatingSystem.IsWindows())
        {
            return [];
        }
        return [.. OfData(reading.DataDirectory).Concat(Named(reading)).Distinct(StringComparer.Ordinal)
            .Where(file => Has(file, Readers))];
    }

    /// <summary>Keys, journal and who is who, unless nobody else can come in at all.</summary>
    private static IEnumerable<string> OfData(string data)
    {
        if (!Has(data, Enterers))
        {
            return [];
        }
        string[] own = ["hub.key.json", SqliteStore.FileName, SqliteStore.FileName + "-wal", "directory.json"];
        var exercise = Path.Combine(data, OpenSeats.ExerciseFolder);
        return own.Select(name => Path.Combine(data, name))
            .Concat(Has(exercise, Enterers) ? Directory.EnumerateFiles(exercise, "*.json") : []);
    }

    /// <summary>Files that the settings name for what is secret, and the settings where they hold a password.</summary>
    private static IEnumerable<string> Named(SettingsReading reading)
    {
        var settings = reading.Settings;
        string?[] files =
        [
            settings.Listen.CertificateKey, settings.Mail.Imap.PasswordFile,
            .. settings.Mail.Relays.SelectMany(r => new[] { r.PasswordFile, r.TokenFile }),
            .. settings.Bridges.SelectMany(b => new[] { b.PasswordFile, b.CertificateKey }),
        ];
        var file = Path.Combine(Path.GetFullPath(reading.ConfigDirectory), "hotline.json");
        var secret = settings.Mail.Relays.Any(r => r.Password is not null)
            || settings.Bridges.Any(b => b.Password is not null);
        return files.Where(f => !string.IsNullOrEmpty(f)).Select(f => Path.GetFullPath(f!))
            .Concat(secret && File.Exists(file)
                && File.ReadAllText(file).Contains("\"password\"", StringComparison.OrdinalIgnoreCase) ? [file] : []);
    }

    private static bool Has(string path, UnixFileMode any) =>
        !OperatingSystem.IsWindows() && Path.Exists(path) && (File.GetUnixFileMode(path) & any) != 0;
}
