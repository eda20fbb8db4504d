using Hotline.Contract.Errors;
using Hotline.Hub.Settings;
using Hotline.Hub.Telemetry;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Access;

/// <summary>How much room there is on the disk of the data directory.</summary>
public enum DiskLevel
{
    /// <summary>Enough.</summary>
    Enough,

    /// <summary>Somebody should look.</summary>
    Low,

    /// <summary>What is left is kept for the clock and for what cannot wait.</summary>
    Scarce,
}

/// <summary>
/// The room on the disk of the data directory, as last looked at, and what is still taken with that much. Thread-safe.
/// </summary>
/// <param name="settings">From when on.</param>
/// <param name="free">Says how many bytes are free; null when nobody can say, and then there are enough.</param>
public sealed class DiskSpace(DiskSettings settings, Func<long?> free)
{
    private const long MiB = 1024 * 1024;

    private long _free = long.MaxValue;

    /// <summary>How it stood when last looked at.</summary>
    public DiskLevel Level => LevelOf(Interlocked.Read(ref _free));

    /// <summary>The same for people.</summary>
    public string Said => Interlocked.Read(ref _free) is var bytes && bytes == long.MaxValue
        ? "free space unknown" : Level switch
        {
            DiskLevel.Enough => $"{bytes / MiB} MiB free",
            DiskLevel.Low => $"LOW, {bytes / MiB} MiB free; below {settings.ReserveMiB} MiB only flash is taken",
            DiskLevel.Scarce => $"{bytes / MiB} MiB free: only flash and what ends a wait is taken until there is room",
        };

    /// <summary>Looks.</summary>
    public DiskLevel Look()
    {
        var bytes = free();
        Interlocked.Exchange(ref _free, bytes ?? long.MaxValue);
        HubMeters.DiskFree(bytes);
        return Level;
    }

    /// <summary>Why a message has to wait for room, 4145; null when it need not.</summary>
    public Refusal? Check(Envelope envelope) =>
        Level != DiskLevel.Scarce || envelope.Precedence == Precedence.Flash
        || envelope.Kind is Kind.Acknowledgement or Kind.Withdrawal or Kind.Closure ? null : SpaceErrors.NearlyFull();

    /// <summary>Bytes that this user may still write on the disk of a directory; null when nobody can say.</summary>
    public static long? FreeOf(string directory)
    {
        try
        {
            return new DriveInfo(directory).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private DiskLevel LevelOf(long bytes) => bytes < settings.ReserveMiB * MiB ? DiskLevel.Scarce
        : bytes < settings.WarnBelowMiB * MiB ? DiskLevel.Low : DiskLevel.Enough;
}
