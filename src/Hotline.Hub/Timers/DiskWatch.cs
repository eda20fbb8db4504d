using Hotline.Hub.Access;
using Hotline.Hub.Telemetry;

namespace Hotline.Hub.Timers;

/// <summary>Looks every two seconds how much room there is on the disk, and says when that becomes a matter.</summary>
public sealed class DiskWatch(DiskSpace disk, TimeProvider clock, ILogger<DiskWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var before = DiskLevel.Enough;
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = disk.Look();
            if (now != before)
            {
                Say(now);
            }
            before = now;
            await Task.Delay(Interval, clock, stoppingToken);
        }
    }

    private void Say(DiskLevel level)
    {
        switch (level)
        {
            case DiskLevel.Enough:
                HubLog.DiskEnough(log, disk.Said);
                break;
            case DiskLevel.Low:
                HubLog.DiskLow(log, disk.Said);
                break;
            case DiskLevel.Scarce:
                HubLog.DiskShort(log, disk.Said);
                break;
        }
    }
}
