namespace Hotline.Hub.Settings;

/// <summary>What happens before the disk of the data directory is full.</summary>
public sealed class DiskSettings
{
    /// <summary>With less than so many MiB free there is an alarm. 0 for none.</summary>
    [Between(0, 1_000_000)]
    public int WarnBelowMiB { get; set; } = 1024;

    /// <summary>
    /// With less than so many MiB free nothing is taken but flash and what ends a wait (acknowledgements, withdrawals,
    /// closures), so that these and the clock's own entries find room. 0 to take everything until nothing fits.
    /// </summary>
    [Between(0, 100_000)]
    public int ReserveMiB { get; set; } = 64;
}
