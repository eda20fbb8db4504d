using System.Text.Json;
using Hotline.Hub.Seats;
using Hotline.Hub.Settings;
using Hotline.Hub.Timers;
using Hotline.Journal;
using Hotline.Journal.Checking;
using Hotline.Journal.Marks;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;

namespace Hotline.Hub.Startup;

/// <summary>
/// The journal beside its high-water mark, before the hub opens it: one that was rolled back is not served, and nothing
/// of it is changed.
/// </summary>
internal static class MarkCheck
{
    /// <summary>Where the mark is.</summary>
    public static string PathOf(SettingsReading reading) => reading.Settings.Journal.Mark is { Length: > 0 } elsewhere
        ? Path.GetFullPath(elsewhere) : Path.Combine(reading.DataDirectory, HighWaterMark.FileName);

    /// <summary>Refuses to start on a journal that must not be served.</summary>
    /// <exception cref="StartupException">It is not what the mark says, or that cannot be told.</exception>
    public static async Task RefuseAsync(SettingsReading reading)
    {
        if (await FaultAsync(reading) is { } rolledBack)
        {
            throw new StartupException([rolledBack.ToString()]);
        }
    }

    /// <summary>The mark, written once to see that it can be.</summary>
    /// <exception cref="StartupException">It cannot, 4132.</exception>
    public static MarkWriter Open(SettingsReading reading, TimeProvider clock, Recorder recorder)
    {
        var mark = new MarkWriter(PathOf(reading), (path, bytes) => SecretFile.Write(path, bytes), clock);
        try
        {
            mark.Write(recorder, durable: true);
            return mark;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StartupException([StartErrors.Mark(mark.Path, failed.Message.TrimEnd('.')).ToString()]);
        }
    }

    /// <summary>What is to be done when the journal has taken its last entry: services are gone by then.</summary>
    public static Action Last(IServiceProvider services, Recorder recorder, ILogger log)
    {
        var mark = services.GetRequiredService<MarkWriter>();
        return () => MarkKeeper.Write(mark, recorder, log, durable: true);
    }

    /// <summary>Why the hub must not serve this journal, 3021 or 4130 to 4133; null when it may.</summary>
    private static async Task<Refusal?> FaultAsync(SettingsReading reading)
    {
        var (data, path) = (reading.DataDirectory, PathOf(reading));
        using var key = HubKey.Read(data);
        var hub = key?.Public;
        var (mark, refusal) = HighWaterMark.Read(path, hub);
        if (refusal is not null || mark is null)
        {
            return refusal ?? (Directory.Exists(Path.GetDirectoryName(path)) ? null
                : StartErrors.Mark(path, "there is no such directory"));
        }
        if (!File.Exists(Path.Combine(data, SqliteStore.FileName)))
        {
            return StartErrors.BehindMark(data, 0, mark, path);
        }
        try
        {
            if (!SqliteInspection.Open(data).Try(out var journal, out refusal))
            {
                return refusal;
            }
            await using var looked = journal;
            var standing = await JournalStanding.OfAsync(mark, hub!.Id, journal, CancellationToken.None);
            return standing.Agreement switch
            {
                Agreement.Holds => null,
                Agreement.Behind => StartErrors.BehindMark(data, standing.Head, mark, path),
                Agreement.Other => StartErrors.OtherThanMark(data, mark, path),
            };
        }
        catch (Exception unreadable) when (unreadable is StorageDamagedException or JsonException)
        {
            return StartErrors.NotComparable(data, path, unreadable.Message.TrimEnd('.'));
        }
    }
}
